// deploy/terraform: every word of it is known to the providers, every reference leads somewhere, and
// it makes what `fotogal provision` makes.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { parse as parseYaml } from 'yaml';
import { jobs, made } from './made.mjs';
import { dataFiles, provisioned, record } from './record.mjs';
import { Stack, argumentProblems, parse, readFolder, referenceProblems } from './stack.mjs';

const source = process.env.FOTOGAL_SOURCE;
const folder = join(source, 'deploy/terraform');
const specification = join(source, 'api-gateway/deployment.json.in');
const schema = JSON.parse(readFileSync(new URL('./provider_arguments.json', import.meta.url), 'utf8'));
const files = readFolder(folder);
const kRegion = 'sa-saopaulo-1';

const settings = {
  'on demand': { on_demand: true, read_units: 50, write_units: 50, storage_gb: 25, image_tag: '0.1.0' },
  'with reserved units': {
    on_demand: false,
    read_units: 70,
    write_units: 30,
    storage_gb: 5,
    image_tag: '2.0',
    application: 'gallery',
    bucket: 'prints',
    shape: 'GENERIC_ARM',
  },
  'with mails': {
    on_demand: true,
    read_units: 50,
    write_units: 50,
    storage_gb: 25,
    image_tag: '0.1.0',
    mail_sender: 'no-reply@photos.example',
    mail_name: 'Photos',
    web_url: 'https://photos.example',
  },
  'before images are pushed': { on_demand: true, read_units: 50, write_units: 50, storage_gb: 25, image_tag: '' },
};
const whole = (given) => ({
  subnet_id: 'ocid1.subnet.oc1..s',
  application: 'fotogal',
  shape: 'GENERIC_X86',
  bucket: 'fotogal',
  image_prefix: 'gru.ocir.io/ns/apps/fotogal',
  sweep_every: '0 * * * *',
  region: kRegion,
  mail_sender: '',
  mail_name: 'FotoGal',
  web_url: '',
  ...given,
});
const records = new Map();
function recordOf(given) {
  const key = JSON.stringify(given);
  if (!records.has(key))
    records.set(key, record(process.env.PROVISION_RECORD, process.env.FUNCTION_MANIFEST, specification, whole(given)));
  return records.get(key);
}

// What a tenancy answers: ids that tell what they are of.
const attributes =
  ({ namespace }) =>
  (type, values) => {
    if (type === 'oci_objectstorage_namespace') return { namespace };
    if (type === 'oci_identity_region_subscriptions')
      return {
        region_subscriptions: [
          { region_name: kRegion, is_home_region: false },
          { region_name: 'us-ashburn-1', is_home_region: true },
        ],
      };
    if (type === 'oci_email_configuration') return { http_submit_endpoint: 'https://submit.test' };
    if (type === 'oci_email_dkim') {
      const domain = values.email_domain_id.split(':')[1];
      return {
        dns_subdomain_name: `${values.name}._domainkey.${domain}`,
        cname_record_value: `${values.name}.${domain}.dkim.iad1.oracleemaildelivery.com`,
      };
    }
    if (type === 'random_id') return { hex: 'f'.repeat(2 * values.byte_length) };
    const name = values.display_name ?? values.name;
    return { id: `${type}:${name}`, endpoint: 'https://gateway', invoke_endpoint: `https://${name}.test` };
  };

async function stackFor(given, sources = files) {
  const recorded = recordOf(given);
  const variables = { ...whole(given), tenancy_ocid: 'ocid1.tenancy.oc1..t', compartment_ocid: recorded.compartment_id };
  return new Stack(await parse(sources), folder, variables, schema, attributes(recorded));
}

function outputsOf(stack) {
  const outputs = stack.blocks.filter(({ kind }) => kind === 'output');
  return Object.fromEntries(outputs.map(({ name, body }) => [name, stack.value(body.members.value, {})]));
}

// Each kind and name at which the two differ.
function differences(stack, tenancy) {
  const found = [];
  for (const kind of Object.keys(tenancy)) {
    for (const name of new Set([...Object.keys(stack[kind]), ...Object.keys(tenancy[kind])])) {
      try {
        assert.deepEqual(stack[kind][name], tenancy[kind][name]);
      } catch (error) {
        found.push(`${kind} ${name}: ${error.message}`);
      }
    }
  }
  return found;
}

// The configuration that a job's function needs is less than what all functions share.
function withJobConfig(tenancy) {
  for (const [name, needed] of Object.entries(jobs)) {
    const job = tenancy.functions[name];
    if (!job) continue;
    const without = ['FANOUT', 'DELETION', 'EXPORT'].filter((each) => !needed.includes(each));
    job.config = Object.fromEntries(
      Object.entries(job.config).filter(
        ([key]) => !without.some((each) => [`FOTOGAL_${each}_FUNCTION_ID`, `FOTOGAL_${each}_INVOKE_ENDPOINT`].includes(key)),
      ),
    );
  }
  return tenancy;
}

async function differencesFor(given, sources = files) {
  return differences(made(await stackFor(given, sources)), withJobConfig(provisioned(recordOf(given))));
}

test('every type, argument and block is one that the providers have', async () => {
  assert.deepEqual(argumentProblems(await parse(files), schema), []);
});

test('every reference leads somewhere, and nothing is declared in vain', async () => {
  assert.deepEqual(referenceProblems(await parse(files)), []);
});

for (const [name, given] of Object.entries(settings)) {
  test(`the stack makes what provision makes: ${name}`, async () => {
    const tenancy = provisioned(recordOf(given));
    assert.ok(Object.keys(tenancy.tables).length > 10, 'provision made tables');
    assert.equal(Object.keys(tenancy.functions).length > 10, given.image_tag !== '');
    assert.equal(Object.keys(tenancy.deployments).length, given.image_tag === '' ? 0 : 1);
    assert.deepEqual(await differencesFor(given), []);
  });
}

test('outputs have values, before and after the images are pushed', async () => {
  for (const [tag, endpoint] of [
    ['', ''],
    ['0.1.0', 'https://gateway'],
  ]) {
    const stack = await stackFor({ ...settings['on demand'], image_tag: tag });
    assert.deepEqual(outputsOf(stack), {
      endpoint,
      log_id: 'oci_logging_log:fotogal',
      web_bucket: 'fotogal-web',
      mail_records: '',
    });
  }
});

test('the DNS records for mails are those that provision prints', async () => {
  const given = settings['with mails'];
  const [title, ...records] = recordOf(given).mail_records.trim().split('\n');
  assert.match(title, /^# DNS records/);
  assert.equal(records.length, 3);
  assert.deepEqual(outputsOf(await stackFor(given)).mail_records.split('\n'), records);
});

test('a sender without an address for people is refused', async () => {
  const stack = await stackFor(settings['on demand']);
  const [application] = stack.blocks.filter(({ type }) => type === 'oci_functions_application');
  const { condition } = application.body.members.lifecycle.list[0].members.precondition.list[0].members;
  const isMet = async (given) => (await stackFor({ ...settings['on demand'], ...given })).value(condition, {});
  assert.equal(await isMet({}), true);
  assert.equal(await isMet({ mail_sender: 'a@b.example', web_url: 'https://b.example' }), true);
  const without = new Stack(stack.blocks, folder, { ...stack.variables, mail_sender: 'a@b.example' }, schema, stack.attributes);
  assert.equal(without.value(condition, {}), false);
});

test('groups and policy are made in the home region, or left to the operator', async () => {
  const blocks = await parse(files);
  for (const { kind, type, name, raw } of blocks)
    if (kind === 'resource') assert.equal(raw.provider, type.startsWith('oci_identity_') ? '${oci.home}' : undefined, name);
  const stack = await stackFor(settings['on demand']);
  assert.equal(stack.once(stack.find('local', undefined, 'home_region')), 'us-ashburn-1');
  const without = new Stack(blocks, folder, { ...stack.variables, make_policies: false }, schema, stack.attributes);
  assert.deepEqual([made(without).groups, made(without).policies], [{}, {}]);
});

test('the guide gives a reason for every permission', () => {
  const guide = readFileSync(join(source, 'docs/operate.md'), 'utf8');
  const { policies, compartment_id: id } = recordOf(settings['with mails']);
  const schedule = /resource.id = '([^']+)'/.exec(policies)[1];
  const lines = policies.split('\n').filter((line) => /^(ALL|Allow) /.test(line));
  assert.ok(lines.length > 8);
  for (const line of lines) {
    const shown = line.replace('Allow dynamic-group ', '').replaceAll(id, 'COMPARTMENT').replaceAll(schedule, 'SCHEDULE');
    assert.match(guide, new RegExp(`\\| \`${shown.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\` \\|`), line);
  }
});

test('the table of contracts has a row for every permission', () => {
  const table = readFileSync(join(source, 'docs/contracts/README.md'), 'utf8');
  const statements = recordOf(settings['with mails']).policies.split('\n').filter((line) => line.startsWith('Allow '));
  assert.ok(statements.length > 8);
  for (const statement of statements) {
    const [, who, what] = /^Allow dynamic-group fotogal-(\w+?)s? to (\w+ [\w-]+) /.exec(statement);
    const row = new RegExp(`\\| ${who}s?: \`${what}\``);
    assert.match(table, row, statement);
  }
});

test('tables cannot be destroyed by accident', async () => {
  const [table] = (await parse(files)).filter(({ type }) => type === 'oci_nosql_table');
  assert.equal(table.raw.lifecycle[0].prevent_destroy, true);
});

test('the data files are what the sources say now (ninja terraform_data writes them)', () => {
  const wanted = dataFiles(recordOf(settings['on demand']), specification);
  const found = readdirSync(folder).filter((name) => name.endsWith('.json'));
  assert.deepEqual(found.sort(), Object.keys(wanted).sort());
  for (const [name, text] of Object.entries(wanted)) assert.equal(readFileSync(join(folder, name), 'utf8'), text, name);
});

test("Resource Manager's form has every variable and output, with its type and default", async () => {
  const form = parseYaml(readFileSync(join(folder, 'schema.yaml'), 'utf8'));
  const blocks = await parse(files);
  const variables = blocks.filter(({ kind }) => kind === 'variable');
  assert.deepEqual(Object.keys(form.variables).sort(), variables.map(({ name }) => name).sort());
  assert.deepEqual(form.variableGroups.flatMap((group) => group.variables).sort(), variables.map(({ name }) => name).sort());
  const types = { '${string}': 'string', '${number}': 'number', '${bool}': 'boolean' };
  for (const { name, raw } of variables) {
    const field = form.variables[name];
    const isText = field.type === 'enum' || field.type.startsWith('oci:');
    assert.equal(isText ? 'string' : field.type, types[raw.type], name);
    if (field.type === 'enum') assert.ok(field.enum.includes(field.default), name);
    assert.equal(field.default, raw.default, name);
    assert.equal(Boolean(field.required), !Object.hasOwn(raw, 'default'), name);
    assert.ok(field.title, name);
  }
  assert.deepEqual(
    Object.keys(form.outputs).sort(),
    blocks
      .filter(({ kind }) => kind === 'output')
      .map(({ name }) => name)
      .sort(),
  );
});

// Each of these mistakes is found: [file, from, to, the complaint].
const mistakes = [
  ['storage.tf', 'access_type    = "NoPublicAccess"', 'access_type = "ObjectRead"', /buckets fotogal:/],
  [
    'storage.tf',
    'access_type    = "NoPublicAccess"',
    'acess_type = "NoPublicAccess"',
    /oci_objectstorage_bucket.photos: acess_type is not known/,
  ],
  ['storage.tf', '  name           = var.bucket\n', '', /oci_objectstorage_bucket.photos: name is missing/],
  ['storage.tf', 'var.on_demand ? 0 : var.read_units', 'var.read_units', /tables fotogal_ntable_users:/],
  ['storage.tf', 'column_name = keys.value', 'column_name = "id"', /indexes .*followee_idx:/],
  ['storage.tf', 'retention_duration = 30', 'retention_duration = 60', /logs fotogal:/],
  ['functions.tf', 'is_public      = false', 'is_public = true', /repositories /],
  ['functions.tf', 'each.value.timeout_in_seconds', 'each.value.memory_in_mbs', /functions fanout:/],
  ['functions.tf', 'FOTOGAL_LOG_ID           = oci_logging_log.fotogal.id', '', /functions like:/],
  [
    'functions.tf',
    'oci_functions_function.jobs["deletion"].id',
    'oci_functions_function.jobs["export"].id',
    /functions account:/,
  ],
  [
    'functions.tf',
    'oci_functions_function.fanout["fanout"].invoke_endpoint\n  }',
    'oci_functions_function.jobs["export"].invoke_endpoint\n  }',
    /jobs needs itself/,
  ],
  [
    'functions.tf',
    'oci_functions_function.jobs["deletion"].invoke_endpoint',
    'oci_functions_function.jobs["export"].invoke_endpoint',
    /functions account:/,
  ],
  [
    'functions.tf',
    '    FOTOGAL_EXPORT_INVOKE_ENDPOINT   = oci_functions_function.jobs["export"].invoke_endpoint\n',
    '',
    /functions account:/,
  ],
  ['functions.tf', 'START_RESOURCE', 'STOP_RESOURCE', /schedules fotogal-sweep:/],
  ['gateway.tf', 'path    = route.value.path', 'path = "/v1/feed"', /deployments fotogal:/],
  ['gateway.tf', 'if_exists = items.value.ifExists', 'if_exists = "SKIP"', /deployments fotogal:/],
  ['gateway.tf', 'filter_headers"', 'filter_header"', /header_transformations: filter_header is not known/],
  ['gateway.tf', '"{{web.bucket}}"', '"{{web.bukcet}}"', /deployments fotogal:/],
  ['gateway.tf', 'local.backend_urls[', 'local.backend_url[', /gateway.tf: local.backend_url is not there/],
  ['gateway.tf', 'endpoint_type  = "PUBLIC"', 'endpoint_type = "PRIVATE"', /gateways fotogal:/],
  ['identity.tf', 'to manage nosql-rows', 'to manage nosql-family', /policies fotogal:/],
  ['identity.tf', 'type        = "ApiGateway"', 'type        = "apigateway"', /groups fotogal-gateway:/],
  ['mail.tf', 'email_address  = var.mail_sender', 'email_address  = var.mail_name', /senders no-reply@photos.example:/],
  ['mail.tf', '"fotogal-${', '"photos-${', /dkims fotogal-photos:/],
  ['mail.tf', 'FOTOGAL_WEB_URL             = var.web_url', '', /functions like:/],
  ['mail.tf', 'name           = local.mail_domain', 'name           = var.mail_sender', /domains photos.example:/],
  ['identity.tf', 'to use email-family', 'to manage email-family', /policies fotogal:/],
  ['variables.tf', 'variable "subnet_id"', 'variable "subnet"', /var.subnet_id is not there/],
  ['versions.tf', 'local.home_region', 'var.home_region', /versions.tf: var.home_region is not there/],
];
for (const [file, from, to, complaint] of mistakes) {
  test(`a mistake in ${file} is found: ${complaint.source}`, async () => {
    assert.ok(files[file].includes(from), `${file} has no ${from}`);
    const sources = { ...files, [file]: files[file].replace(from, () => to) };
    const blocks = await parse(sources);
    const problems = [...argumentProblems(blocks, schema), ...referenceProblems(blocks)];
    try {
      if (problems.length === 0) problems.push(...(await differencesFor(settings['with mails'], sources)));
    } catch (error) {
      problems.push(error.message);
    }
    assert.match(problems.join('\n'), complaint);
  });
}
