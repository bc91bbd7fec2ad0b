// What can be wrong with a path, a query and a header.
import {assemble} from './requests.mjs';

const hidden = {
  status: [404],
  code: ['not_found']
};
const asksCal = new Set(['approveRequest', 'rejectRequest']);  // not asked by ann, whom fay blocks
const raw = (text) => ({raw: text});

function badUsernames(world) {
  return [
    raw('ab'), raw('a'.repeat(31)), raw('a'.repeat(3000)), raw('%00'), raw('%ff%fe'),
    raw('\xff\xfe'), raw('a%zz'), raw('%'), raw('a%20b'), raw('admin'), raw('me'),
    raw('nobody.of.that.name'), raw('%2e%2e'), raw(`${world.bob.username}%2Ffollow`),
    raw(`${world.bob.username}%20`),
    // Look like another name, and are not folded into it: Cyrillic a, Kelvin sign, full-width,
    // zero-width, dotless i.
    '\u0430nn', '\u212Aelly', '\uFF41\uFF4E\uFF4E', `${world.bob.username}\u200b`,
    `${world.prefix}.\u0131vy`,
    world.fay.username,  // blocks the caller
  ];
}

function badImages(world) {
  const [author, image] = world.images[0].split('-');
  return [
    raw('x'),
    raw('-'),
    raw('0-0'),
    raw('1-1'),
    raw('%00-%00'),
    raw('%ff'),
    raw('\xff'),
    raw('%zz'),
    raw(`${world.images[0]}-1`),
    raw(`${world.images[0]}%20`),
    raw(world.images[0].toUpperCase()),
    raw(`0${author}-${image}`),
    raw(`${author}-zzzzzzzzzzz`),
    raw(`${author}--${image}`),
    raw(`${author}-${'9'.repeat(40)}`),
    raw(author),
    raw(`-${image}`),
    raw('9'.repeat(3000)),
    world.cals,
    world.removed,
  ].filter((id) => id.raw !== world.images[0]);
}

function badPathValues(operation, name, world) {
  if (name === 'username')
    return badUsernames(world).filter(
        (value) => !asksCal.has(operation.id) || value !== world.fay.username);
  if (name === 'comment_id')
    return [
      raw('x'), raw('0'), raw('-1'), raw('%00'), raw('%ff'), raw('z'.repeat(50)),
      raw(`${world.comments[0]}%20`), world.elsewhere
    ];
  // A bookmark can be taken from any image, also one that is hidden or gone: nobody learns which.
  if (operation.id === 'unbookmark')
    return badImages(world).filter((id) => !['0-0', '1-1', world.cals, world.removed].includes(id.raw ?? id));
  if (operation.path.startsWith('/v1/images')) return badImages(world);
  return [
    raw('x'), raw('%00'), raw('%ff'), raw('a'.repeat(43)), raw('a'.repeat(3000)),
    raw('%27%20OR%201=1')
  ];
}

function* paths(operation, world, send) {
  for (const {name} of operation.parameters.filter(
           (parameter) => parameter.in === 'path' && !['token', 'namespace', 'bucket', 'object', 'path', 'page'].includes(parameter.name))) {
    for (const value of badPathValues(operation, name, world))
      yield send(
          `path: ${name} ${JSON.stringify(value).slice(0, 60)}`, {path: {[name]: value}}, hidden);
  }
  const aboutYourself = operation.path.includes('{username}') && operation.method !== 'GET';
  return aboutYourself;
}

function fieldError(field) {
  return {status: [422], code: ['invalid_fields'], field};
}

function* queries(operation, send) {
  const names = new Set(
      operation.parameters.filter((parameter) => parameter.in === 'query').map(({name}) => name));
  if (names.has('limit')) {
    for (const value
             of ['0', '101', '-1', '+5', 'abc', '1.5', '', '1e1', '%205', '5%20',
                 '99999999999999999999', '%ff', '%00', '0x5', '5;6'])
      yield send(`query: limit ${value}`, {query: {limit: raw(value)}}, fieldError('query.limit'));
  }
  if (names.has('after')) {
    for (const value of ['', 'x', '1', '-', '1-', '-1', '1-1-1', 'A-1', '01-1', '1-1%20', '%00', '%ff', 'a'.repeat(3000)])
      yield send(`query: after ${value.slice(0, 20)}`, {query: {after: raw(value)}}, fieldError('query.after'));
    for (const beside of [{limit: 1}, {cursor: 'x'}, {limit: '', cursor: ''}])
      yield send(`query: after with ${Object.keys(beside)}`, {query: {after: '1-1', ...beside}}, fieldError('query.after'));
  }
  if (names.has('size')) {
    for (const value of ['huge', '', 'Medium', 'medium%20', '%00', '%ff', 'a'.repeat(3000)])
      yield send(
          `query: size ${value.slice(0, 20)}`, {query: {size: raw(value)}},
          fieldError('query.size'));
  }
  if (names.has('prefix')) {
    for (const value of ['', 'a'.repeat(101), '%00', 'a%00b', '%ff', '%c3', '%zz'])
      yield send(
          `query: prefix ${value.slice(0, 20)}`, {query: {prefix: raw(value)}},
          fieldError('query.prefix'));
    yield send('query: no prefix', {noQuery: true}, fieldError('query.prefix'));
  }
}

// Every cursor of every other list, and one's own spoilt.
function* cursors(operation, world, send) {
  if (!operation.parameters.some(({name}) => name === 'cursor')) return;
  const expect = {status: [400], code: ['bad_cursor']};
  const own = world.cursors[operation.id]?.[0]?.cursor;
  for (const value
           of ['', 'x', '!!!', '%00', '%ff', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'a'.repeat(5000),
               'null'])
    yield send(`cursor: ${value.slice(0, 20)}`, {query: {cursor: raw(value)}}, expect);
  if (own) {
    const flipped = own.slice(0, -3) + (own.at(-3) === 'A' ? 'B' : 'A') + own.slice(-2);
    for (const [name, value] of [
             ['cut', own.slice(0, -4)], ['flipped', flipped], ['twice', own + own],
             ['padded', `${own}==`]])
      yield send(`cursor: ${name}`, {query: {cursor: value}}, expect);
  }
  for (const [id, found] of Object.entries(world.cursors)) {
    for (const {cursor, of} of found) {
      if (id === operation.id && found[0].cursor === cursor) continue;
      yield send(`cursor: of ${id} ${of}`, {query: {cursor}}, expect);
    }
  }
}

function* headers(operation, send) {
  const names = new Set(
      operation.parameters.filter((parameter) => parameter.in === 'header').map(({name}) => name));
  if (names.has('Idempotency-Key')) {
    yield send(
        'header: long key', {headers: {'Idempotency-Key': 'k'.repeat(256)}},
        fieldError('Idempotency-Key'));
  }
}

export function* parametersOf(operation, world, scene, valid, person) {
  // With `after` a feed has neither limit nor cursor, so what is wrong with those would not be seen.
  const parts = valid.query?.after ? {...valid, query: {}} : valid;
  const send = (name, change, expect) => ({
    name,
    request: assemble(
        operation, {
          ...parts,
          path: {...parts.path, ...change.path},
          query: change.noQuery ? {} : {...parts.query, ...change.query},
          headers: {...parts.headers, ...change.headers},
        },
        person),
    expect,
  });
  const aboutYourself = yield* paths(operation, world, send);
  if (aboutYourself) {
    yield send(
        'path: yourself', {path: {username: scene.caller.username}},
        {status: [422], code: ['not_yourself']});
  }
  yield* queries(operation, send);
  yield* cursors(operation, world, send);
  yield* headers(operation, send);
}
