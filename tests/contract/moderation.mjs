// What moderators do: a suspended person is refused what is documented, and removals are told.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

import {sceneOf} from './broken.mjs';
import {jsonOf} from './client.mjs';
import {byId, operations} from './document.mjs';
import {Random} from './random.mjs';
import {assemble, sample} from './requests.mjs';

const moderate = (data, ...act) => promisify(execFile)(process.env.FOTOGAL, ['moderate', ...act, '--data', data, '--json']);

const stillAllowed = new Set(['getMe', 'listSessions', 'logOut', 'changePassword', 'findExport', 'exportMe', 'deleteMe']);

// send: as in contract.test.mjs.
async function checkSuspended({send, builder, world, data}) {
  const random = new Random(1);
  const sam = await builder.person('suspended.sam');
  const {stdout} = await moderate(data, 'suspend', sam.username, '--reason', 'Words of a moderator.');
  assert.equal(JSON.parse(stdout).suspended.reason, 'Words of a moderator.');
  const again = {...sam, token: await builder.logIn(sam)};
  for (const operation of operations) {
    if (operation.anonymous || stillAllowed.has(operation.id)) continue;
    const parts = sample(operation, sceneOf(operation, world), random);
    const answer = await send(operation, assemble(operation, parts, again), 'suspended');
    assert.deepEqual([answer.status, jsonOf(answer).code], [403, 'suspended'], operation.id);
    assert.equal(jsonOf(answer).detail, 'Words of a moderator.');
  }
  const visit = (id, json) => send(byId[id], assemble(byId[id], {path: {}, ...(json ? {json} : {})}, again));
  assert.equal(jsonOf(await visit('getMe')).suspended.reason, 'Words of a moderator.');
  assert.equal(jsonOf(await visit('listSessions')).items.length, 2);
  assert.deepEqual(jsonOf(await visit('findExport')), {status: 'none'});
  const hidden = await send(byId.getProfile, assemble(byId.getProfile, {path: {username: sam.username}}, world.bob));
  assert.equal(hidden.status, 404);
  await moderate(data, 'restore', sam.username, '--reason', 'A mistake.');
  assert.equal(jsonOf(await visit('getMe')).suspended, null);
  // also while the gateway still has the authorizer's answer from before
  assert.equal((await visit('getFeed')).status, 200);
}

// A photo and a comment that a moderator removes: their people are told, and the service says so as documented.
async function checkRemovals({send, builder, data}) {
  const una = await builder.person('removed.una');
  const image = await builder.image(una, 77), other = await builder.image(una, 78);
  const posted = await send(byId.postComment, assemble(byId.postComment, {path: {id: other}, json: {text: 'words'}}, una));
  await moderate(data, 'remove', 'image', image, '--reason', 'First reason.');
  await moderate(data, 'remove', 'comment', `${other}/${jsonOf(posted).id}`, '--reason', 'Second reason.');
  const told = jsonOf(await send(byId.listNotifications, assemble(byId.listNotifications, {path: {}}, una))).items;
  assert.deepEqual(
      told.map(({kind, actor, reason}) => [kind, actor, reason]).sort(),
      [['comment_removed', null, 'Second reason.'], ['image_removed', null, 'First reason.']]);
  const gone = await send(byId.getImage, assemble(byId.getImage, {path: {id: image}}, una));
  assert.equal(gone.status, 404);
}

export async function checkModeration(scene) {
  await checkSuspended(scene);
  await checkRemovals(scene);
}
