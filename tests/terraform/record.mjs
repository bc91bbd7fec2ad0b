// What `fotogal provision` asks of a tenancy, from the program provision_record: put in the same form
// as what the stack makes, and written into the files that the stack reads.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export function record(program, manifest, specification, settings) {
  const output = execFileSync(program, [manifest, specification], { input: JSON.stringify(settings), maxBuffer: 1 << 26 });
  return JSON.parse(output);
}

const posts = (requests, path) =>
  requests
    .filter(({ method, path: at }) => method === 'POST' && path.test(at))
    .map(({ body, answer, path: at }) => ({ body, answer, at }));

// Ids differ from tenancy to tenancy: each becomes "<resource type>:<name>", here and in the stack.
function withNames({ requests, policies }) {
  const types = {
    applications: 'oci_functions_application',
    functions: 'oci_functions_function',
    gateways: 'oci_apigateway_gateway',
    schedules: 'oci_resource_scheduler_schedule',
    emailDomains: 'oci_email_email_domain',
  };
  const names = new Map();
  for (const { answer, path } of requests) {
    const type = types[path.split('/').at(-1)];
    if (answer?.id && type) names.set(answer.id, `${type}:${answer.displayName ?? answer.name}`);
    if (answer?.config?.FOTOGAL_LOG_ID) names.set(answer.config.FOTOGAL_LOG_ID, 'oci_logging_log:fotogal');
  }
  let text = JSON.stringify({ requests, policies });
  for (const [id, name] of names) text = text.replaceAll(id, name);
  return JSON.parse(text);
}

const named = (list) => Object.fromEntries(list.map((item) => [item.name, item]));
const made = (requests, path, describe) => named(posts(requests, path).map(({ body, at }) => describe(body, at)));

function storage(requests) {
  return {
    buckets: made(requests, /^\/n\/[^/]+\/b$/, (b) => ({
      name: b.name,
      access: b.publicAccessType,
      compartment: b.compartmentId,
    })),
    tables: made(requests, /\/tables$/, (b) => ({
      name: b.name,
      ddl: b.ddlStatement,
      limits: { capacityMode: 'PROVISIONED', ...b.tableLimits },
      compartment: b.compartmentId,
    })),
    indexes: made(requests, /\/indexes$/, (b, at) => {
      const table = at.split('/').at(-2);
      return { name: `${table}.${b.name}`, table, columns: b.keys.map((key) => key.columnName) };
    }),
    logGroups: made(requests, /\/logGroups$/, (b) => ({ name: b.displayName, compartment: b.compartmentId })),
    logs: made(requests, /\/logs$/, (b) => ({
      name: b.displayName,
      type: b.logType,
      enabled: b.isEnabled,
      days: b.retentionDuration,
    })),
  };
}

function functions(requests) {
  const config = requests.find(({ method, body }) => method === 'PUT' && body.config)?.body.config ?? {};
  return {
    repositories: made(requests, /\/repositories$/, (b) => ({
      name: b.displayName,
      public: b.isPublic,
      compartment: b.compartmentId,
    })),
    applications: made(requests, /\/applications$/, (b) => ({
      name: b.displayName,
      subnets: b.subnetIds,
      shape: b.shape,
      compartment: b.compartmentId,
    })),
    functions: made(requests, /\/functions$/, (b) => ({
      name: b.displayName,
      application: b.applicationId,
      image: b.image,
      memory: b.memoryInMBs,
      timeout: b.timeoutInSeconds,
      detached: b.detachedModeTimeoutInSeconds,
      config,
    })),
  };
}

function service(requests) {
  return {
    gateways: made(requests, /\/gateways$/, (b) => ({
      name: b.displayName,
      type: b.endpointType,
      subnet: b.subnetId,
      compartment: b.compartmentId,
    })),
    schedules: made(requests, /\/schedules$/, (b) => ({
      name: b.displayName,
      action: b.action,
      recurrence: b.recurrenceType,
      when: b.recurrenceDetails,
      resources: b.resources.map(({ id }) => id),
      compartment: b.compartmentId,
    })),
    deployments: made(requests, /\/deployments$/, (b) => ({
      name: b.displayName,
      gateway: b.gatewayId,
      prefix: b.pathPrefix,
      specification: b.specification,
      compartment: b.compartmentId,
    })),
  };
}

function mail(requests) {
  return {
    domains: made(requests, /\/emailDomains$/, (b) => ({ name: b.name, compartment: b.compartmentId })),
    dkims: made(requests, /\/dkims$/, (b) => ({ name: b.name, domain: b.emailDomainId })),
    senders: made(requests, /\/senders$/, (b) => ({ name: b.emailAddress, compartment: b.compartmentId })),
  };
}

// {kind: {name: what it is}}
export function provisioned(recorded) {
  const { requests, policies: text } = withNames(recorded);
  return { ...storage(requests), ...functions(requests), ...service(requests), ...mail(requests), ...policies(text) };
}

// "# Dynamic group NAME...", its rule; "# Policy NAME", its statements.
function policies(text) {
  const groups = {};
  const statements = [];
  let group = '';
  for (const line of text.split('\n').filter(Boolean)) {
    const title = /^# Dynamic group ([\w-]+)/.exec(line);
    if (title) [, group] = title;
    else if (line.startsWith('ALL ')) groups[group] = { name: group, rule: line };
    else if (line.startsWith('Allow ')) statements.push(line);
  }
  return { groups, policies: { fotogal: { name: 'fotogal', statements: statements.sort() } } };
}

// The files that the stack reads.
export function dataFiles(recorded, specification) {
  const { tables, indexes, functions: all } = provisioned(recorded);
  const pretty = (value) => `${JSON.stringify(value, null, 2)}\n`;
  const indexesOf = (table) =>
    Object.values(indexes)
      .filter((index) => index.table === table)
      .map(({ name, columns }) => ({ name: name.split('.')[1], columns }));
  return {
    'tables.json': pretty(Object.values(tables).map(({ name, ddl }) => ({ name, ddl, indexes: indexesOf(name) }))),
    'functions.json': pretty(
      Object.fromEntries(
        Object.values(all).map(({ name, memory, timeout, detached }) => [
          name,
          { memory_in_mbs: memory, timeout_in_seconds: timeout, detached_mode_timeout_in_seconds: detached },
        ]),
      ),
    ),
    'deployment.json': readFileSync(specification, 'utf8'),
  };
}
