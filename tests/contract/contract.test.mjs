// Valid and broken requests of every operation against a running service: each answer is one that
// api-gateway/openapi.yaml describes, and what is broken changes nothing. CONTRACT_SEED repeats a
// run.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import test, {after, before} from 'node:test';

import {brokenOf, sceneOf} from './broken.mjs';
import {checkBudgets} from './budgets.mjs';
import {Checker} from './check.mjs';
import {bearer, Client, jsonOf} from './client.mjs';
import {byId, document, notYet, operations} from './document.mjs';
import {checkKept, checkNeverKept} from './kept.mjs';
import {checkLinks} from './links.mjs';
import {checkPasskeys} from './passkeys.mjs';
import {checkPushes, startPushService} from './pushes.mjs';
import {noise, png} from './pictures.mjs';
import {Random} from './random.mjs';
import {assemble, sample} from './requests.mjs';
import {checkSecondFactor} from './second_factor.mjs';
import {checkTalk} from './talk.mjs';
import {startService} from './service.mjs';
import {checkModeration} from './moderation.mjs';
import {Builder, buildWorld, changesOf, changesOfStores, dump, settle, settledStores} from './world.mjs';

const seed = Number(process.env.CONTRACT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const steps = process.env.FOTOGAL_NIGHTLY ? 5000 : 400;
console.log(`seed ${seed}`);

const checker = new Checker();
let service, pushes, client, builder, world;

before(async () => {
  pushes = await startPushService();
  service = await startService();
  client = new Client(service.base);
  builder = new Builder(client);
});
after(async () => {
  client?.close();
  await service?.stop();
});

function isThere(operation) {
  return !notYet.has(operation.route);
}

// Sends and holds the answer against the document.
async function send(operation, request, name = '') {
  const answer = await client.send(request);
  const faults = checker.faults(operation, answer);
  const shown =
      `${operation.id} ${name} (${request.method} ${request.target.slice(0, 200)}, seed ${seed})`;
  assert.deepEqual(
      faults, [], `${shown}: ${answer.status} ${answer.body.toString().slice(0, 300)}`);
  return answer;
}

// What was written comes back as it was sent.
const echoed = {
  describeImage: ['caption', 'alt_text'],
  postComment: ['text'],
  editComment: ['text'],
  editMe: ['full_name', 'bio', 'website', 'gender', 'birthday', 'phone', 'language']
};
function checkEcho(operation, parts, answer) {
  if (answer.status >= 300) return;
  for (const name of echoed[operation.id] ?? []) {
    if (name in parts.json)
      assert.equal(jsonOf(answer)[name], parts.json[name], `${operation.id} ${name}, seed ${seed}`);
  }
}

// These end sessions or accounts, count against the address, or need a link; they are visited by hand.
const notInWalk = new Set([
  'logOut', 'endSession', 'endOtherSessions', 'deleteMe', 'changePassword', 'putObject', 'getObject', 'exportMe',
  'resetPassword', 'followLink', 'askToVerify', 'switchTotpOn', 'switchTotpOff', 'addPasskey', 'removePasskey'
]);

test('a walk over valid requests of several people', async () => {
  const random = new Random(seed);
  const people = [];
  for (const name of ['kim', 'lea', 'max', 'noa'])
    people.push(await builder.person(`walk.${name}`, random.below(2) === 1));
  const images = [], comments = ['1'];
  for (const person of people) images.push(await builder.image(person, random.below(256)));
  const walked =
      operations.filter((operation) => isThere(operation) && !notInWalk.has(operation.id));
  for (let step = 0; step < steps; ++step) {
    const operation = walked[step % walked.length];
    const [image, comment] = random.below(4) ? [random.pick(images), random.pick(comments)] :
                                               [images.at(-1), comments.at(-1)];
    const scene =
        {caller: random.pick(people), other: random.pick(people), image, comment, session: 'x'};
    if (['postImage', 'setAvatar'].includes(operation.id) && random.below(2))
      scene.put = await builder.put(scene.caller, png(random.below(256)));
    const parts = sample(operation, scene, random);
    const answer = await send(
        operation, assemble(operation, parts, operation.anonymous ? null : scene.caller),
        `step ${step}`);
    checkEcho(operation, parts, answer);
    if (operation.id === 'postImage') images.push(jsonOf(answer).id);
    if (operation.id === 'postComment' && answer.status === 201) comments.push(jsonOf(answer).id);
  }
});

test('every list is read to its end, page by page, each person or image once', async () => {
  world = await buildWorld(builder, 'world');
  world.host = client.host;
  await settle(builder, world);
  world.cursors = {};
  const {ann, bob, cal, eve} = world;
  const routes = [
    ['listImages', ann, {username: ann.username}, 3],
    ['listImages', bob, {username: ann.username}, 3],
    ['getFeed', ann, {}, 3],
    ['getFeed', bob, {}, 4],
    ['listComments', ann, {id: world.images[0]}, 2],
    ['listLikers', ann, {id: world.images[0]}, 2],
    ['listFollowers', ann, {username: ann.username}, 2],
    ['listFollowing', ann, {username: bob.username}, 2],
    ['listNotifications', ann, {}, 2],
    ['listBlocks', ann, {}, 2],
    ['listRequests', cal, {}, 2],
    ['listSentRequests', eve, {}, 2],
    ['searchPeople', ann, {}, 6],
  ];
  for (const [id, person, path, least] of routes) {
    const query = id === 'searchPeople' ? {prefix: 'world'} : {};
    const found = await pagesOf(byId[id], person, path, query);
    assert.ok(found.size >= least, `${id}: ${found.size}`);
  }
});

async function pagesOf(operation, person, path, query) {
  const found = new Set();
  for (let cursor = null, pages = 0; pages < 50; ++pages) {
    const more = {...query, limit: 1, ...(cursor ? {cursor} : {})};
    const body = jsonOf(await send(operation, assemble(operation, {path, query: more}, person)));
    for (const item of body.items) {
      assert.ok(!found.has(item.id), `${operation.id} lists ${item.id} twice`);
      found.add(item.id);
    }
    if (body.next_cursor === null) return found;
    if (!cursor)
      (world.cursors[operation.id] ??= []).push({cursor: body.next_cursor, of: person.username});
    cursor = body.next_cursor;
  }
  assert.fail(`${operation.id} does not end`);
}

function fits(expect, answer) {
  if (!expect.status.includes(answer.status)) return false;
  const allowed = answer.headers.allow;
  if (expect.allow && allowed &&
      String(allowed.split(', ').sort()) !== String([...expect.allow].sort()))
    return false;
  if (!expect.code) return true;
  const problem = jsonOf(answer);
  if (!expect.code.includes(problem.code)) return false;
  const wanted = (error) =>
      error.field === expect.field && (!expect.fieldCode || error.code === expect.fieldCode);
  return expect.field === undefined || problem.errors.some(wanted);
}

test('broken requests are refused, each by its own 4xx, and change nothing', async () => {
  const random = new Random(seed + 1);
  world.endedToken = await builder.logIn(world.ann);
  const gone = {token: world.endedToken};
  await builder.ask(gone, 'GET', '/v1/feed');
  await builder.ask(gone, 'POST', '/v1/logout');
  const was = await dump(builder, world);
  const kept = await settledStores(service.data);
  const wrong = [];
  for (const operation of operations.filter(isThere)) {
    for (const {name, request, expect} of brokenOf(operation, operations, world, random)) {
      const answer = await send(operation, request, name);
      if (!fits(expect, answer))
        wrong.push(`${operation.id} ${name}: ${answer.status} ${
            answer.body.toString().slice(0, 200)}, expected ${JSON.stringify(expect)}`);
    }
  }
  assert.deepEqual(wrong, [], `seed ${seed}`);
  const is = await dump(builder, world);
  assert.deepEqual(changesOf(was, is), [], `seen differently, seed ${seed}`);
  assert.deepEqual(
      changesOfStores(kept, await settledStores(service.data)), [], `kept differently, seed ${seed}`);
  assert.ok(Object.keys(was).length > 300);
  assert.ok(Object.keys(kept).length > 300);
});

test('a key that was used for something else, and a body of another kind than before', async () => {
  const headers = {'Idempotency-Key': `key ${seed}`};
  for (const [operation, first, second] of [
           [byId.postComment, {json: {text: 'once'}}, {json: {text: 'otherwise'}}], [
             byId.postImage, {body: png(1), type: 'image/png'}, {body: png(2), type: 'image/png'}
           ]]) {
    const path = {id: world.images[2]};
    const sent = [];
    for (const parts of [first, first, second])
      sent.push(await send(operation, assemble(operation, {path, headers, ...parts}, world.bob)));
    assert.deepEqual(sent.map(({status}) => status), [201, 201, 422], operation.id);
    assert.equal(jsonOf(sent[0]).id, jsonOf(sent[1]).id);
    assert.equal(jsonOf(sent[2]).code, 'idempotency_key_reused');
  }
});

test('HEAD is GET without the body', async () => {
  const paths = {username: world.bob.username, id: world.images[0], path: 'icon.svg', page: 'about', tag: 'praia'};
  for (const operation of operations.filter(
           (one) => one.method === 'GET' && isThere(one) && one.id !== 'getObject')) {
    const request = assemble(
        operation, {path: paths, query: operation.id === 'searchPeople' ? {prefix: 'w'} : {}},
        world.ann);
    const [get, head] =
        [await send(operation, request), await client.send({...request, method: 'HEAD'})];
    assert.equal(get.status, operation.id === 'getContent' ? 303 : 200, operation.id);
    assert.deepEqual([head.status, head.body.length], [get.status, 0], operation.id);
    for (const name
             of ['content-type', 'content-length', 'cache-control', 'x-content-type-options',
                 'etag', 'location'])
      assert.equal(head.headers[name], get.headers[name], `${operation.id} ${name}`);
  }
});

test('what GET shows is compressed where that is asked for, and not sent again while it is the same', () =>
    checkKept({send, client, person: world.ann, path: {username: world.bob.username, id: world.images[0], tag: 'praia'}}));

test('what carries secrets is neither kept nor compressed', () => checkNeverKept({send, person: world.ann}));

test('the gateway refuses what is no HTTP and what is too long', async () => {
  const long = await send(
      byId.getProfile,
      {method: 'GET', target: `/v1/users/${'a'.repeat(17000)}`, headers: bearer(world.ann)});
  assert.equal(long.status, 414);
  const garbage = await send(
      byId.getFeed, {method: 'GET', target: '/v1/feed', headers: {'Transfer-Encoding': 'gzip'}});
  assert.equal(garbage.status, 400);
});

test('an image is given whole, in part, and not again', async () => {
  const content = async (headers, query = {size: 'original'}) => {
    const there = await send(
        byId.getContent, assemble(byId.getContent, {path: {id: world.images[0]}, query}, world.gil));
    assert.equal(there.status, 303);
    return client.send({method: 'GET', target: there.headers.location, headers});
  };
  const whole = await content({});
  assert.deepEqual(whole.body, png(10));
  const part = await content({Range: 'bytes=1-3'});
  assert.deepEqual([part.status, part.body.toString()], [206, 'PNG']);
  assert.equal((await content({'If-None-Match': whole.headers.etag})).status, 304);
  for (const query of [{}, {size: 'medium'}, {size: 'thumb'}, {size: 'large'}]) {
    const small = await content({}, query);
    assert.equal(small.headers['content-type'], 'image/jpeg');
    assert.notEqual(small.headers.etag, whole.headers.etag);
  }
});

test('a photo too large for one request is put, published and fetched', async () => {
  const large = noise(1600, 1500);
  assert.ok(large.length > 6 * 1024 * 1024);
  const publish = (json) => send(byId.postImage, assemble(byId.postImage, {json}, world.bob));
  const upload = await builder.put(world.bob, large);
  const first = await publish({upload_id: upload, caption: 'large'});
  assert.equal(first.status, 201);
  assert.deepEqual(jsonOf(await publish({upload_id: upload, caption: 'large'})), jsonOf(first));
  const there = await client.send({method: 'GET', target: jsonOf(first).urls.original});
  assert.equal(there.headers['content-type'], 'image/png');
  assert.equal(there.headers['x-content-type-options'], 'nosniff');
  assert.deepEqual(there.body, large);
});

test('several uploads are one post, whose photos are described one by one', async () => {
  const pictures = [png(1), png(2, 30, 20), png(3, 20, 30)];
  const ids = [];
  for (const picture of pictures) ids.push(await builder.put(world.bob, picture));
  const publish = (json) => send(byId.postImage, assemble(byId.postImage, {json}, world.bob));
  const json = {upload_ids: ids, caption: 'three', alt_texts: ['one', '', 'three']};
  const first = jsonOf(await publish(json));
  assert.deepEqual(first.photos.map(({alt_text: text}) => text), ['one', '', 'three']);
  assert.deepEqual(first.photos.map(({width, height}) => [width, height]).slice(1), [[30, 20], [20, 30]]);
  assert.deepEqual(jsonOf(await publish(json)), first);
  for (const [place, {urls}] of first.photos.entries()) {
    const there = await client.send({method: 'GET', target: urls.original});
    assert.deepEqual(there.body, pictures[place]);
  }
  const patch = (change) => send(
      byId.describeImage, assemble(byId.describeImage, {path: {id: first.id}, json: change}, world.bob));
  const changed = jsonOf(await patch({alt_texts: ['', 'two', 'three']}));
  assert.deepEqual(changed.photos.map(({alt_text: text}) => text), ['', 'two', 'three']);
  assert.equal(jsonOf(await patch({alt_texts: ['x']})).errors[0].field, 'alt_texts');
  const there = await send(
      byId.getContent, assemble(byId.getContent, {path: {id: first.id}, query: {size: 'original', photo: '2'}}, world.bob));
  assert.equal(there.headers.location, first.photos[1].urls.original);
  const missing = await builder.upload(world.bob, 100);
  const refused = jsonOf(await publish({upload_ids: [missing.upload_id, ids[0]]}));
  assert.deepEqual([refused.code, refused.errors[0].field], ['upload_not_found', 'upload_ids[1]']);
});

test('an image is put away and pinned by its author, an avatar is not', async () => {
  const {gil} = world;
  const image = await builder.image(gil, 70), other = await builder.image(gil, 71);
  const patch = (id, json) => send(byId.describeImage, assemble(byId.describeImage, {path: {id}, json}, gil));
  const grid = async (query, person) => jsonOf(
      await send(byId.listImages, assemble(byId.listImages, {path: {username: gil.username}, query}, person)));
  const pin = (pinned) => send(byId.editMe, assemble(byId.editMe, {json: {pinned}}, gil));
  assert.deepEqual(jsonOf(await pin([image, other])).pinned, [image, other]);
  assert.deepEqual((await grid({}, world.bob)).pinned.map(({id}) => id), [image, other]);
  assert.equal(jsonOf(await patch(image, {archived: true})).archived, true);
  assert.deepEqual((await grid({}, world.bob)).pinned.map(({id}) => id), [other]);
  assert.deepEqual((await grid({archived: 'true'}, gil)).items.map(({id}) => id), [image]);
  assert.equal((await grid({archived: 'true'}, world.bob)).code, 'not_found');
  const seen = await send(byId.getImage, assemble(byId.getImage, {path: {id: image}}, world.bob));
  assert.equal(seen.status, 404);
  assert.equal(jsonOf(await patch(image, {archived: false})).archived, false);
  const {profile_image_url: address} = await builder.ask(gil, 'PUT', '/v1/me/avatar', png(201));
  const avatar = /avatars\/([^/]+)\/(\w+)/.exec(address).slice(1).join('-');
  assert.equal(jsonOf(await patch(avatar, {archived: true})).code, 'is_avatar');
});

test('an upload published with several texts at once is one image', async () => {
  const publish = (json) => send(byId.postImage, assemble(byId.postImage, {json}, world.bob));
  const seen = new Set();
  for (let round = 0; round < 20 && !seen.has('upload_used'); ++round) {
    const upload = await builder.put(world.bob, noise(600, 600 + round));
    const answers = await Promise.all(
        ['one', 'two', 'three'].map((caption) => publish({upload_id: upload, caption})));
    assert.equal(answers.filter(({status}) => status === 201).length, 1);
    for (const answer of answers.filter(({status}) => status !== 201)) seen.add(jsonOf(answer).code);
  }
  assert.ok(seen.has('upload_used'), [...seen].join());
});

test('uploads that cannot be published, and too many of them', async () => {
  const publish = (json) => send(byId.postImage, assemble(byId.postImage, {json}, world.gil));
  const codeOf = async (json) => jsonOf(await publish(json)).code;
  const {upload_id: short, url} = await builder.upload(world.gil, 100);
  assert.equal(await codeOf({upload_id: short}), 'upload_missing');
  await builder.ask(null, 'PUT', url, Buffer.alloc(99));
  assert.equal(await codeOf({upload_id: short}), 'upload_incomplete');
  assert.equal(await codeOf({upload_id: short, caption: 'other words'}), 'upload_incomplete');
  let answer;
  for (let open = 0; open < 101 && answer?.status !== 429; ++open) {
    const json = {content_type: 'image/png', size: 5};
    answer = await send(byId.openUpload, assemble(byId.openUpload, {json}, world.gil));
  }
  assert.equal(jsonOf(answer).code, 'too_many_uploads');
});

async function fetchExport(start, ask) {
  assert.deepEqual(jsonOf(await ask()), {status: 'none'});
  assert.equal((await start()).status, 202);
  const until = Date.now() + 120000;
  let answer = await ask();
  for (; answer.status !== 200; answer = await ask()) {
    assert.ok(Date.now() < until, 'the export is never ready');
    await new Promise((done) => setTimeout(done, 100));
  }
  const again = await start();
  assert.deepEqual([again.status, jsonOf(again)], [200, jsonOf(answer)]);
  const {url, size} = jsonOf(answer);
  const zip = await send(byId.getObject, {method: 'GET', target: url});
  assert.deepEqual([zip.status, zip.body.length], [200, size]);
  assert.equal(zip.headers['cache-control'], 'no-store');
  assert.equal(zip.body.subarray(0, 2).toString(), 'PK');
  assert.equal(zip.headers['x-content-type-options'], 'nosniff');
}

// These take away what others need.
const last = ['mute', 'unmute', 'block', 'unblock', 'removeComment', 'removeImage', 'removeAvatar'];

test('the requests that were broken work when they are whole', async () => {
  const random = new Random(seed + 2);
  const inTurn = operations.filter((one) => isThere(one) && !notInWalk.has(one.id));
  for (const operation
           of [...inTurn.filter(({id}) => !last.includes(id)),
               ...last.map((id) => byId[id]).filter(isThere)]) {
    const scene = sceneOf(operation, world);
    const person = operation.anonymous ? null : scene.caller;
    const request = assemble(operation, sample(operation, scene, random), person);
    const answer = await send(operation, request, 'whole');
    assert.ok(answer.status < 400, `${operation.id}: ${answer.status} ${answer.body}`);
  }
});

test('what was reported before answers as it did', async () => {
  const report = (json) => send(byId.report, assemble(byId.report, {json}, world.gil));
  const about = {kind: 'user', id: world.ann.username, reason: 'hate'};
  const first = await report(about);
  assert.equal(first.status, 201);
  const again = await report({...about, reason: 'spam', note: 'once more'});
  assert.deepEqual([again.status, jsonOf(again)], [200, jsonOf(first)]);
});

test('what ends sessions and accounts', async () => {
  const visit = async (id, person, parts = {}, auth = undefined) =>
      send(byId[id], assemble(byId[id], {path: {}, ...parts}, person, auth));
  const {eve, gil} = world;
  const cookie = await builder.logIn(eve, 'cookie');
  const out = await visit(
      'logOut', null, {}, {Cookie: `fotogal_session=${cookie}`, Origin: `http://${client.host}`});
  assert.equal(out.status, 204);
  assert.match(out.headers['set-cookie'][0], /^fotogal_session=; .*Max-Age=0/);
  if (isThere(byId.endSession)) {
    assert.equal(
        (await visit('endSession', world.ann, {path: {id: world.otherSession}})).status, 204);
  }
  if (isThere(byId.changePassword)) {
    const json = {old_password: gil.password, new_password: gil.password};
    assert.equal((await visit('changePassword', gil, {json})).status, 204);
    assert.equal(
        (await visit('changePassword', gil, {
          json: {old_password: 'wrong', new_password: 'another password'}
        })).status,
        403);
  }
  if (isThere(byId.exportMe))
    await fetchExport(() => visit('exportMe', gil), () => visit('findExport', gil));
  if (isThere(byId.deleteMe)) {
    assert.equal((await visit('deleteMe', world.hal, {json: {password: 'wrong'}})).status, 403);
    assert.equal(
        (await visit('deleteMe', world.hal, {json: {password: world.hal.password}})).status, 202);
  }
});

test('threads of comments, their likes and edits, and bookmarks', () => checkTalk({send, builder, data: service.data}));

test('what links in mails are for', () => checkLinks({send, builder, data: service.data}));

test('a second factor, from the offer to its end', () => checkSecondFactor({send, builder, data: service.data}));

test('passkeys, from the offer to their end', () => checkPasskeys({send, builder, base: service.base}));

test('pushes, from the subscription to its end', () => checkPushes({send, builder, pushes}));

test('what a moderator does is told, and a suspended person refused', () => checkModeration({send, builder, world, data: service.data}));

test('wrong passwords: 401, and in the end 429', async () => {
  const logIn = (json) => send(byId.logIn, assemble(byId.logIn, {json}, null));
  assert.equal((await logIn({login: 'nobody.at.all', password: 'x'})).status, 401);
  const throttled = isThere(byId.changePassword);
  const {username, password} = world.dan;
  const {device} = JSON.parse((await logIn({login: username, password})).body);
  for (let failure = 1; failure <= 6; ++failure) {
    const {status} = await logIn({login: username, password: 'wrong'});
    assert.equal(status, throttled && failure >= 5 ? 429 : 401);
  }
  assert.equal((await logIn({login: username, password, device})).status, 200);
  assert.equal((await logIn({login: username, password, device: `${device}x`})).status, throttled ? 429 : 200);
  if (!throttled) return;
  // A session's own password checks count by that session: the log-ins above hold up none.
  const change = async (old_password, new_password) => {
    const json = {old_password, new_password};
    return (await send(byId.changePassword, assemble(byId.changePassword, {json}, world.dan))).status;
  };
  for (let failure = 1; failure <= 5; ++failure)
    assert.equal(await change('wrong', 'wrong again'), failure === 5 ? 429 : 403);
  assert.equal(await change(password, password), 429);
  if (!isThere(byId.deleteMe)) return;
  for (const [id, json] of [['deleteMe', {password}], ['offerTotp', {password}], ['offerPasskey', {password}], ['removePasskey', {id: 'x', password}], ['switchTotpOff', {password, code: '000000'}]])
    assert.equal((await send(byId[id], assemble(byId[id], {json}, world.dan))).status, 429, id);
});

test('a budget that is used up: 429', () => checkBudgets({checker}));

// Not to be had from a service that is well.
const codesOfFaults = new Set(['internal', 'temporarily_unavailable']);

test('everything that the document promises has been seen', () => {
  console.log(`${checker.answers} answers, ${client.unanswered} asked for again`);
  assert.ok(client.unanswered < checker.answers / 100);
  assert.deepEqual(checker.unseen(), []);
  const {code} = document.components.schemas.Problem.properties;
  assert.deepEqual(
      code.enum.filter((one) => !checker.codes.has(one) && !codesOfFaults.has(one)), []);
  const fieldCodes = document.components.schemas.FieldError.properties.code.enum;
  assert.deepEqual(fieldCodes.filter((one) => !checker.fieldCodes.has(one)), []);
});

test(
    'no function is missing', {skip: notYet.size > 0 && `not there yet: ${[...notYet].join(', ')}`},
    () => {});

test('no log holds a password, a token or an e-mail address', () => {
  let lines = 0;
  for (const folder of ['logs', 'logging']) {
    for (const file of readdirSync(join(service.data, folder), {recursive: true})) {
      const path = join(service.data, folder, file);
      if (!statSync(path).isFile()) continue;
      const text = readFileSync(path, 'utf8');
      lines += text.split('\n').length;
      assert.ok(!text.includes('@example.com'), path);
      for (const secret of builder.secrets) assert.ok(!text.includes(secret), path);
    }
  }
  assert.ok(lines > 500, `${lines} lines`);
  assert.ok(builder.secrets.size > 20);
});
