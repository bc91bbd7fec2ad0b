// API Gateway takes 8 KB of head: method, address and headers together (apigatewaylimits). No request
// that the description allows has more, as a browser sends it.
import assert from 'node:assert/strict';
import test from 'node:test';

import {document, misfit, operations, resolve} from './document.mjs';

const most = 8 * 1024;
const longestAddress = 3500;  // of a pre-authenticated request, host included (Object Storage's bound)
const longestToken = 200;     // functions/authorize looks at no longer one; ours have 43

// What a browser adds on its own: more of each than is seen.
const browser = [
  `Host: ${'h'.repeat(64)}.apigateway.sa-saopaulo-1.oci.customer-oci.com`,
  'Connection: keep-alive',
  `User-Agent: ${'u'.repeat(300)}`,
  `Accept: ${'text/html,application/xhtml+xml,application/xml;q=0.9,'.repeat(3)}*/*;q=0.8`,
  `Accept-Language: ${'pt-BR,pt;q=0.9,'.repeat(10)}en;q=0.1`,
  'Accept-Encoding: gzip, deflate, br, zstd',
  `Origin: https://${'h'.repeat(64)}.apigateway.sa-saopaulo-1.oci.customer-oci.com`,
  `Referer: https://${'h'.repeat(64)}.apigateway.sa-saopaulo-1.oci.customer-oci.com/${'r'.repeat(255)}`,
  `sec-ch-ua: ${'"Chromium";v="150", '.repeat(4)}`,
  'sec-ch-ua-mobile: ?1',
  'sec-ch-ua-platform: "Chrome OS on another machine"',
  'sec-fetch-site: same-origin',
  'sec-fetch-mode: cors',
  'sec-fetch-dest: document',
  'sec-fetch-user: ?1',
  'sec-gpc: 1',
  'dnt: 1',
  'Upgrade-Insecure-Requests: 1',
  'Priority: u=1, i',
  'Cache-Control: max-age=0',
  'Pragma: no-cache',
  'Content-Length: 20971520',
  `Content-Type: multipart/form-data; boundary=${'b'.repeat(70)}`,
];

// Bytes of the longest value in an address, percent-encoded: as many as its widest character allows.
function inAddress(schema, where) {
  if (schema.enum) return Math.max(...schema.enum.map((value) => String(value).length));
  if (schema.type === 'boolean') return 'false'.length;
  if (schema.type === 'integer') return String(schema.maximum).length;
  assert.ok(schema.maxLength > 0, `${where} has no maxLength`);
  const widths = [['\u{1F600}', 12], ['\u00e9', 6], [' ', 3], ['/', 3]];
  const widest = widths.find(([letter]) => misfit(schema, letter.repeat(schema.maxLength)) === null);
  return schema.maxLength * (widest?.[1] ?? 1);
}

function lineOf(operation) {
  const {path, method, parameters} = operation;
  const bytes = ({name, schema}) => inAddress(resolve(schema), `${operation.route}: ${name}`);
  let address = path.replaceAll(/{[^}]+}/g, '').length;
  for (const parameter of parameters.filter((one) => one.in === 'path')) address += bytes(parameter);
  for (const parameter of parameters.filter((one) => one.in === 'query'))
    address += `?${parameter.name}=`.length + bytes(parameter);
  if (parameters.some(({name}) => name === 'token')) address = Math.max(address, longestAddress);
  return `${method}  HTTP/1.1\r\n`.length + address;
}

// Those that share a bound ("x-together") count once, with all their names.
function headersOf(operation) {
  const shared = new Set();
  let bytes = 0;
  for (const {name, schema, 'x-together': together, ...parameter} of operation.parameters) {
    if (parameter.in !== 'header') continue;
    const {maxLength} = resolve(schema);
    assert.ok(maxLength > 0, `${operation.route}: ${name} has no maxLength`);
    bytes += `${name}: \r\n`.length + (shared.has(together) ? 0 : maxLength);
    if (together) shared.add(together);
  }
  return bytes;
}

const sessions = ['Authorization: Bearer ', 'Cookie: __Host-fotogal_session='].map((start) => start.length + longestToken + 2);

function headOf(operation) {
  const own = browser.reduce((sum, line) => sum + line.length + 2, 0);
  return lineOf(operation) + headersOf(operation) + own + Math.max(...sessions) + 2;
}

test('a browser adds a kilobyte and a half, generously', () => {
  assert.ok(browser.reduce((sum, line) => sum + line.length + 2, 0) >= 1536);
});

test('the longest head of every operation is under 8 KB', () => {
  assert.ok(operations.length > 40);
  const heads = operations.map((operation) => [operation.route, headOf(operation)]);
  assert.deepEqual(heads.filter(([, bytes]) => bytes >= most), []);
  // The sums are sums: the longest are those with texts, cursors and addresses of objects.
  const longest = Math.max(...heads.map(([, bytes]) => bytes));
  assert.ok(longest > 6000, `the longest is ${longest}`);
});

test('texts in headers have less than 4 KB together', () => {
  const texts = operations.flatMap(({parameters}) => parameters).filter((one) => one['x-together'] === 'texts');
  assert.deepEqual(texts.map(({name}) => name).sort(), ['X-Alt-Text', 'X-Caption']);
  for (const {schema} of texts) assert.ok(schema.maxLength < 4096);
});

test('what the service makes has the lengths that it is asked for with', () => {
  const {schemas, parameters, headers} = document.components;
  assert.equal(schemas.Cursor.maxLength, parameters.Cursor.schema.maxLength);
  for (const url of [schemas.Upload.properties.url, schemas.ExportReady.properties.url, schemas.Url])
    assert.equal(url.maxLength, longestAddress);
  assert.ok(schemas.TokenSession.properties.token.maxLength <= longestToken);
  assert.match(headers.SessionCookie.schema.pattern, /^\^\(\(__Host-\)\?fotogal_session=/);
});

test('a parameter without an end is found', () => {
  const operation = {
    route: 'GET /x/{y}', path: '/x/{y}', method: 'GET',
    parameters: [{name: 'y', in: 'path', schema: {type: 'string'}}],
  };
  assert.throws(() => headOf(operation), /y has no maxLength/);
  operation.parameters[0].schema.maxLength = 600;
  assert.ok(headOf(operation) > most);  // of letters of 12 bytes each
  operation.parameters[0].schema.pattern = '^[a-z]+$';
  assert.ok(headOf(operation) < most);
});
