// Broken requests: a valid one with one thing wrong, and what must be said about it.
import {bodiesOf} from './broken_bodies.mjs';
import {parametersOf} from './broken_parameters.mjs';
import {targetOf} from './client.mjs';
import {notYet} from './document.mjs';
import {assemble, sample} from './requests.mjs';

const changes = new Set(['PUT', 'POST', 'PATCH', 'DELETE']);
const notLoggedIn = {
  status: [401],
  code: ['not_logged_in']
};

// The world as an operation's base request sees it.
export function sceneOf(operation, world) {
  const asksCal = ['approveRequest', 'rejectRequest'].includes(operation.id);
  return {
    caller: asksCal ? world.cal : operation.id === 'editComment' ? world.bob : world.ann,
    other: asksCal ? world.eve : world.bob,
    image: world.images[0],
    comment: world.comments[0],
    session: world.otherSession,
  };
}

function* sessionsOf(operation, world, parts) {
  if (operation.anonymous) return;
  const sent = (name, auth, expect) =>
      ({name: `session: ${name}`, request: assemble(operation, parts, null, auth), expect});
  yield sent('none', {}, notLoggedIn);
  for (const [name, value] of [
           ['garbage', 'Bearer garbage'], ['no token', 'Bearer '],
           ['another scheme', 'Basic YW5uOmFubg=='], ['long', `Bearer ${'x'.repeat(300)}`],
           ['almost', `Bearer ${world.ann.token.slice(0, -1)}`],
           ['two', `Bearer ${world.ann.token}, Bearer x`]]) {
    yield sent(name, {Authorization: value}, notLoggedIn);
  }
  yield sent('garbage cookie', {Cookie: 'fotogal_session=garbage'}, notLoggedIn);
  yield sent('another cookie', {Cookie: `session=${world.cookie}`}, notLoggedIn);
  yield sent(
      'a good cookie beside a bad token',
      {Authorization: 'Bearer x', Cookie: `fotogal_session=${world.cookie}`}, notLoggedIn);
  if (!changes.has(operation.method) && operation.id !== 'findExport') return;
  const ended = {status: [401], code: ['session_ended', 'not_logged_in']};
  yield sent('ended', {Authorization: `Bearer ${world.endedToken}`}, ended);
  if (!changes.has(operation.method)) return;  // pages read from their own origin without naming it
  const Cookie = `fotogal_session=${world.cookie}`;
  for (const Origin
           of [undefined, 'https://evil.example', 'null', `http://${world.host}.evil.example`,
               'http://localhost:1']) {
    yield sent(
        `cookie from ${Origin}`, Origin === undefined ? {Cookie} : {Cookie, Origin},
        {status: [403], code: ['bad_origin']});
  }
}

// Methods that the document does not name for this path; Allow says which it does.
function* methodsOf(operation, operations, person) {
  const known =
      new Set(operations.filter(({path, route}) => path === operation.path && !notYet.has(route))
                  .map(({method}) => method));
  const allow = [...known, ...(known.has('GET') ? ['HEAD'] : [])];
  for (const method of ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    if (allow.includes(method)) continue;
    const target = targetOf(operation, {path: {username: 'x', id: 'x', comment_id: 'x', token: 'x', namespace: 'x', bucket: 'x', object: 'x', path: 'x', page: 'x'}});
    yield {
      name: `method: ${method}`,
      request: assemble({...operation, method}, {target}, person),
      expect: {status: [405], allow}
    };
  }
}

// Somebody else's things: seen by the caller, or not; never the caller's to change.
function* strangersOf(operation, world, parts) {
  const by = (person, name, expect, path = {}) => ({
    name: `other's: ${name}`,
    request: assemble(operation, {...parts, path: {...parts.path, ...path}}, person),
    expect,
  });
  const forbidden = {status: [403], code: ['not_yours']},
        hidden = {status: [404], code: ['not_found']};
  if (operation.id === 'describeImage' || operation.id === 'removeImage') {
    yield by(world.bob, 'image seen', forbidden);
    yield by(world.fay, 'image of somebody blocked', hidden);
    yield by(world.dan, 'image of a blocker', hidden);
    yield by(world.ann, 'image of a private account', hidden, {id: world.cals});
  }
  if (operation.id === 'removeComment' || operation.id === 'editComment') {
    yield by(world.gil, 'comment', forbidden);
    yield by(world.dan, 'comment of somebody hidden', hidden);
    yield by(world.ann, 'comment of another image', hidden, {comment_id: world.elsewhere});
  }
  if (operation.id === 'endSession')
    yield by(world.ann, 'session', hidden, {id: world.bobsSession});
  if (operation.id === 'removeImage' && world.avatar)
    yield by(world.ann, 'avatar', {status: [409], code: ['is_avatar']}, {id: world.avatar});
  if (operation.id === 'approveRequest')
    yield by(
        world.ann, 'request never made', {status: [404], code: ['no_request']},
        {username: world.ivy.username});
  if (operation.id === 'report') {
    const about = (name, kind, id, expect) => ({
      name: `other's: ${name}`,
      request: assemble(operation, {...parts, json: {kind, id, reason: 'spam'}}, world.ann),
      expect,
    });
    const own = {status: [422], code: ['not_yourself']};
    yield about('yourself', 'user', world.ann.username, own);
    yield about('own image', 'image', world.images[0], own);
    yield about('nobody', 'user', 'nobody.of.that.name', hidden);
    yield about('somebody hidden', 'user', world.fay.username, hidden);
    yield about('image of a private account', 'image', world.cals, hidden);
    yield about('image that is gone', 'image', world.removed, hidden);
    yield about('comment of another image', 'comment', `${world.images[0]}/${world.elsewhere}`, hidden);
  }
  if (operation.id === 'follow')
    yield by(
        world.ann, 'blocked', {status: [409], code: ['blocked']}, {username: world.dan.username});
}

// Every broken request of an operation: {name, request, expect: {status, code?, field?}}.
export function* brokenOf(operation, operations, world, random) {
  const scene = sceneOf(operation, world);
  const parts = {...sample(operation, scene, random)};
  if (operation.id === 'getContent')
    parts.headers = {};  // ranges and ETags that go with nothing else
  const person = operation.anonymous ? null : scene.caller;
  yield* sessionsOf(operation, world, parts);
  yield* methodsOf(operation, operations, scene.caller);
  yield* strangersOf(operation, world, parts);
  yield* parametersOf(operation, world, scene, parts, person);
  yield* bodiesOf(operation, world, parts, person, random);
}
