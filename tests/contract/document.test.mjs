// The document itself: valid, its examples fit, and the gateway has the same routes.
import {Validator} from '@seriousme/openapi-schema-validator';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';

import {document, misfit, notYet, operations, resolve, sourceFolder} from './document.mjs';

const routes = JSON.parse(readFileSync(`${sourceFolder}/api-gateway/deployment.json.in`, 'utf8'))
                   .routes.map((route) => ({...route, path: route.path.replaceAll('*}', '}')}));
// Whatever matches nothing else: it has no methods of its own to describe.
const catchAll = '/v1/{path}';

// Methods that a function's Dispatch names with a handler (not with nullptr), as "METHOD path":
// of {"/path", {{"METHOD", &Handler}, ...}}.
function handledIn(source) {
  const methodsOf = [...source.matchAll(/{\s*"(\/[^"]*)",\s*{((?:\s*{[^{}]*},?)+)\s*}\s*}/g)];
  const routes = methodsOf.flatMap(
      ([, path, methods]) => [...methods.matchAll(/{\s*"([A-Z]+)",\s*(nullptr\b|&)/g)].map(
          ([, method, handler]) => ({route: `${method} ${path}`, handler})));
  const named = [...source.matchAll(/"(?:GET|POST|PUT|PATCH|DELETE)",/g)];
  assert.equal(routes.length, named.length, 'a route is written so that this test cannot read it');
  return routes.filter(({handler}) => handler !== 'nullptr').map(({route}) => route);
}

function handledBy(name) {
  return handledIn(readFileSync(`${sourceFolder}/functions/${name}/handler.cc`, 'utf8'));
}

function nameOf(backend) {
  return /{{function\.(\w+)}}/.exec(backend.functionId ?? '')?.[1];
}

// Routes whose function depends on the segment {part} of the path.
const part = '{part}';
const isByPart = (route) => route.backend.selectionSource?.selector === 'request.path[part]';
const branchesOf = (route) => isByPart(route) ? route.backend.routingBackends : [];

// The documented path as that route sees it: "password" of /v1/me/password in /v1/me/{part}.
function partIn(route, path) {
  const wanted = route.path.split('/'), given = path.split('/');
  const fits = wanted.length === given.length &&
      wanted.every((segment, at) => segment === part || segment === given[at] || segment.startsWith('{'));
  return fits ? given[wanted.indexOf(part)] : undefined;
}

// The route that serves a documented path.
function routeOf(path, method) {
  const takes = (one) => one.methods.includes(method) || one.methods.includes('ANY');
  return routes.find((one) => one.path === path && one.methods.includes(method)) ?? routes.find((one) => one.path === path && takes(one)) ??
      routes.find((one) => isByPart(one) && takes(one) && partIn(one, path) !== undefined);
}

// The function that it calls for the path.
function functionOf(route, path) {
  const branches = branchesOf(route);
  const chosen = branches.find(({key}) => key.values.includes(partIn(route, path))) ?? branches.find(({key}) => key.isDefault);
  return nameOf(chosen?.backend ?? route.backend);
}

// What is answered in the end: where the gateway hands any method to a function, those that it
// handles.
function answered() {
  const functions = new Set(routes.flatMap((route) => [nameOf(route.backend), ...branchesOf(route).map(({backend}) => nameOf(backend))]).filter(Boolean));
  const byFunctions =
      [...functions].flatMap((name) => handledBy(name).map((route) => ({route, name})));
  const reached = ({route, name}) => {
    const [method, path] = route.split(' ');
    const found = routeOf(path, method);
    return found !== undefined && functionOf(found, path) === name;
  };
  const others = routes.filter((route) => !nameOf(route.backend) && !isByPart(route) && route.path !== catchAll)
                     .flatMap(
                         ({path, methods}) => methods.filter((method) => method !== 'HEAD')
                                                  .map((method) => `${method} ${path}`));
  return {
    reached: [...byFunctions.filter(reached).map(({route}) => route), ...others],
    unreached: byFunctions.filter((one) => !reached(one)),
  };
}

test('routes are found however they are written', () => {
  assert.deepEqual(
      handledIn(
          '{{"/a", {{"GET", &A}, {"PUT", nullptr}}},\n {"/b",\n{{"POST",\n    &B}}}}'),
      ['GET /a', 'POST /b']);
  assert.throws(() => handledIn('Route("/a", "GET", &A)'), /cannot read/);
});

test('openapi.yaml is an OpenAPI 3.1 document', async () => {
  const result = await new Validator().validate(structuredClone(document));
  assert.deepEqual(result.errors ?? [], []);
  assert.ok(result.valid);
});

test('gateway and document name the same paths', () => {
  const inGateway = new Set(routes.filter((route) => !isByPart(route) && route.path !== catchAll).map(({path}) => path));
  const documented =
      new Set(operations.filter(({route}) => !notYet.has(route)).map(({path}) => path));
  const byPart = routes.filter(isByPart);
  const shared = [...documented].filter((path) => !inGateway.has(path) && byPart.some((route) => partIn(route, path) !== undefined));
  assert.deepEqual([...documented].sort(), [...inGateway, ...shared].sort());
  for (const route of byPart) {
    const served = new Set(shared.map((path) => partIn(route, path)).filter(Boolean));
    assert.ok(served.size > 1, `${route.path} serves one path alone`);
    for (const {key} of branchesOf(route)) for (const value of key.values) assert.ok(served.has(value), `${route.path}: ${value}`);
  }
});

test('what the document names is what the gateway hands to a function that answers it', () => {
  const {reached, unreached} = answered();
  assert.deepEqual(unreached, []);
  const documented = operations.map(({route}) => route).filter((route) => !notYet.has(route));
  assert.deepEqual(documented.sort(), reached.sort());
});

test('who may ask without a session is the same in both', () => {
  for (const {route: name, method, path, anonymous} of operations.filter(
           ({route}) => !notYet.has(route))) {
    const route = routeOf(path, method);
    assert.equal(route.requestPolicies.authorization?.type === 'ANONYMOUS', anonymous, name);
  }
});

test('what is not there yet is in the document', () => {
  const known = new Set(operations.map(({route}) => route));
  for (const route of notYet) assert.ok(known.has(route), route);
});

test('every operation has a name of its own, and every path parameter is described', () => {
  const names = operations.map(({id}) => id);
  assert.equal(new Set(names).size, names.length);
  for (const {route, path, parameters} of operations) {
    const inPath = [...path.matchAll(/{([^}]+)}/g)].map((match) => match[1]);
    const described =
        parameters.filter((parameter) => parameter.in === 'path').map(({name}) => name);
    assert.deepEqual(described.sort(), inPath.sort(), route);
  }
});

// Every {schema, example} anywhere in the document.
function* examples(node, where) {
  if (!node || typeof node !== 'object') return;
  if (node.schema && 'example' in node) yield [where, node.schema, node.example];
  for (const [key, value] of Object.entries(node)) yield* examples(value, `${where}/${key}`);
}

test('every example fits its schema', () => {
  const found = [...examples(document, '#')];
  assert.ok(found.length > 15);
  for (const [where, schema, example] of found) assert.equal(misfit(schema, example), null, where);
});

test('every object that is answered is closed', () => {
  const open = [];
  const look = (node, where) => {
    if (!node || typeof node !== 'object') return;
    if (node.type === 'object' && node.properties && node.required &&
        node.additionalProperties !== false)
      open.push(where);
    for (const [key, value] of Object.entries(node)) look(value, `${where}/${key}`);
  };
  look(document.components.schemas, 'schemas');
  assert.deepEqual(open, []);
});

test(
    'every problem code that an operation comes with is one of the stable ones, and each is used',
    () => {
      const stable = new Set(document.components.schemas.Problem.properties.code.enum);
      const used = new Set();
      for (const operation of operations) {
        for (const response of Object.values(operation.responses)) {
          const schema = resolve(response).content?.['application/problem+json']?.schema;
          for (const one of schema?.anyOf ?? [schema]) {
            const code = one?.allOf?.[1].properties.code;
            for (const each of code?.enum ?? (code ? [code.const] : [])) used.add(each);
          }
        }
      }
      assert.deepEqual([...used].sort(), [...stable].sort());
    });
