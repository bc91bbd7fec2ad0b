// api-gateway/openapi.yaml: its operations, and validators of what they answer.
import addFormats from 'ajv-formats';
import Ajv from 'ajv/dist/2020.js';
import {readFileSync} from 'node:fs';
import YAML from 'yaml';

export const sourceFolder = process.env.FOTOGAL_SOURCE;
export const document = YAML.parse(
    readFileSync(`${sourceFolder}/api-gateway/openapi.yaml`, 'utf8'), {maxAliasCount: -1});
// "METHOD path" of operations whose function is not there yet.
export const notYet = new Set(JSON.parse(readFileSync(new URL('not_yet.json', import.meta.url))));

const methods = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];

// Follows $ref; what stands beside it wins.
export function resolve(node) {
  if (!node || !node.$ref) return node;
  const {$ref, ...beside} = node;
  const target =
      $ref.slice(2).split('/').reduce((at, key) => at[key.replaceAll('~1', '/')], document);
  return {...resolve(target), ...beside};
}

function operationOf(path, method, item) {
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
  const responses = Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [status, resolve(response)]));
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    route: `${method.toUpperCase()} ${path}`,
    parameters,
    body: resolve(operation.requestBody)?.content,
    anonymous: operation.security?.length === 0,
    responses,
  };
}

export const operations =
    Object.entries(document.paths)
        .flatMap(
            ([path, item]) => methods.filter((method) => item[method])
                                  .map((method) => operationOf(path, method, item)));
export const byId = Object.fromEntries(operations.map((operation) => [operation.id, operation]));

const ajv = new Ajv({allErrors: true, strict: true, strictTypes: false, strictRequired: false});
addFormats.default(ajv);
ajv.addVocabulary(['components', 'x-refusals']);
ajv.addSchema({$id: 'openapi', components: document.components});

// References inside the document become references into the registered one.
function absolute(node) {
  if (Array.isArray(node)) return node.map(absolute);
  if (!node || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(
      ([key, value]) => [key, key === '$ref' ? 'openapi' + value : absolute(value)]));
}

const compiled = new Map();
// Null when the value fits, else what is wrong.
export function misfit(schema, value) {
  const key = JSON.stringify(schema);
  if (!compiled.has(key)) compiled.set(key, ajv.compile(absolute(schema)));
  const validate = compiled.get(key);
  return validate(value) ? null : ajv.errorsText(validate.errors, {separator: '; '});
}
