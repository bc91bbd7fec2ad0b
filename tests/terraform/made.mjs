// What the stack makes, in the form of record.mjs.
const lists = new Set(['routes', 'items', 'headers', 'routing_backends']);
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

// Blocks as the service's JSON: lists stay lists, other blocks are there once.
function asJson(value, name = '') {
  if (Array.isArray(value) && typeof value[0] === 'object') {
    if (lists.has(name)) return value.map((item) => asJson(item));
    if (value.length !== 1) throw new Error(`${name} is there ${value.length} times`);
    return asJson(value[0]);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value) || name === 'parameters') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camel(key), asJson(item, key)]));
}

// A job's function knows its own id, asks for its own endpoint, and needs no other job's.
export const jobs = { fanout: ['FANOUT'], deletion: ['FANOUT', 'DELETION'], export: ['FANOUT', 'EXPORT'] };

function configOf(made, application) {
  const config = { ...application.config, ...made.config };
  if (jobs[made.display_name]) {
    config[`FOTOGAL_${made.display_name.toUpperCase()}_FUNCTION_ID`] = made.id;
    config[`FOTOGAL_${made.display_name.toUpperCase()}_INVOKE_ENDPOINT`] = made.invoke_endpoint;
  }
  return config;
}

function storage(named) {
  return {
    buckets: named('oci_objectstorage_bucket', (b) => ({
      name: b.name,
      access: b.access_type,
      compartment: b.compartment_id,
    })),
    tables: named('oci_nosql_table', (t) => {
      const [limits] = t.table_limits;
      return {
        name: t.name,
        ddl: t.ddl_statement,
        compartment: t.compartment_id,
        limits: {
          capacityMode: limits.capacity_mode,
          maxReadUnits: limits.max_read_units,
          maxWriteUnits: limits.max_write_units,
          maxStorageInGBs: limits.max_storage_in_gbs,
        },
      };
    }),
    indexes: named('oci_nosql_index', (i) => {
      const table = i.table_name_or_id.replace(/^oci_nosql_table:/, '');
      return { name: `${table}.${i.name}`, table, columns: i.keys.map((key) => key.column_name) };
    }),
    logGroups: named('oci_logging_log_group', (g) => ({ name: g.display_name, compartment: g.compartment_id })),
    logs: named('oci_logging_log', (l) => ({
      name: l.display_name,
      type: l.log_type,
      enabled: l.is_enabled,
      days: l.retention_duration,
    })),
  };
}

function functions(named, application) {
  return {
    repositories: named('oci_artifacts_container_repository', (r) => ({
      name: r.display_name,
      public: r.is_public,
      compartment: r.compartment_id,
    })),
    applications: named('oci_functions_application', (a) => ({
      name: a.display_name,
      subnets: a.subnet_ids,
      shape: a.shape,
      compartment: a.compartment_id,
    })),
    functions: named('oci_functions_function', (f) => ({
      name: f.display_name,
      application: f.application_id,
      image: f.image,
      memory: f.memory_in_mbs,
      timeout: f.timeout_in_seconds,
      detached: f.detached_mode_timeout_in_seconds,
      config: configOf(f, application),
    })),
  };
}

function service(named) {
  return {
    gateways: named('oci_apigateway_gateway', (g) => ({
      name: g.display_name,
      type: g.endpoint_type,
      subnet: g.subnet_id,
      compartment: g.compartment_id,
    })),
    schedules: named('oci_resource_scheduler_schedule', (s) => ({
      name: s.display_name,
      action: s.action,
      recurrence: s.recurrence_type,
      when: s.recurrence_details,
      resources: s.resources.map(({ id }) => id),
      compartment: s.compartment_id,
    })),
    deployments: named('oci_apigateway_deployment', (d) => ({
      name: d.display_name,
      gateway: d.gateway_id,
      prefix: d.path_prefix,
      compartment: d.compartment_id,
      specification: asJson(d.specification, 'specification'),
    })),
  };
}

function mail(named) {
  return {
    domains: named('oci_email_email_domain', (d) => ({ name: d.name, compartment: d.compartment_id })),
    dkims: named('oci_email_dkim', (d) => ({ name: d.name, domain: d.email_domain_id })),
    senders: named('oci_email_sender', (s) => ({ name: s.email_address, compartment: s.compartment_id })),
  };
}

function identity(named) {
  return {
    groups: named('oci_identity_dynamic_group', (g) => ({ name: g.name, rule: g.matching_rule })),
    policies: named('oci_identity_policy', (p) => ({ name: p.name, statements: [...p.statements].sort() })),
  };
}

export function made(stack) {
  const named = (type, convert) => Object.fromEntries(stack.all(type).map((each) => [convert(each).name, convert(each)]));
  const [application] = stack.all('oci_functions_application');
  return { ...storage(named), ...functions(named, application), ...service(named), ...mail(named), ...identity(named) };
}
