// Threads: replies, likes and edits of comments; and bookmarks.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

import {jsonOf} from './client.mjs';
import {byId} from './document.mjs';
import {assemble} from './requests.mjs';

const age = (data, comment, minutes) =>
    promisify(execFile)('python3', [new URL('age_comment.py', import.meta.url).pathname, data, comment, String(minutes)]);

// send, builder: as in contract.test.mjs; data: the service's folder.
export async function checkTalk({send, builder, data}) {
  const una = await builder.person('talk.una'), vic = await builder.person('talk.vic');
  const image = await builder.image(una, 70);
  const visit = async (id, person, {comment, json, query} = {}) => send(byId[id], assemble(
      byId[id], {path: {id: image, ...(comment ? {comment_id: comment} : {})}, ...(json ? {json} : {}), ...(query ? {query} : {})}, person));
  const first = jsonOf(await visit('postComment', vic, {json: {text: 'first'}}));
  const reply = jsonOf(await visit('postComment', una, {json: {text: 'reply', reply_to: first.id}}));
  const deeper = jsonOf(await visit('postComment', vic, {json: {text: 'deeper', reply_to: reply.id}}));
  assert.deepEqual([first.reply_to, reply.reply_to, deeper.reply_to], [null, first.id, first.id]);
  assert.deepEqual(jsonOf(await visit('likeComment', una, {comment: first.id})), {like_count: 1, liked: true});
  const top = jsonOf(await visit('listComments', una)).items;
  assert.deepEqual(top.map(({id, reply_count, like_count, liked}) => [id, reply_count, like_count, liked]), [[first.id, 2, 1, true]]);
  const thread = jsonOf(await visit('listComments', vic, {query: {reply_to: first.id, limit: 1}}));
  assert.deepEqual(thread.items.map(({id}) => id), [reply.id]);
  assert.equal((await visit('listComments', vic, {query: {reply_to: first.id, cursor: thread.next_cursor}})).status, 200);
  assert.equal((await visit('listComments', vic, {query: {cursor: thread.next_cursor}})).status, 400);
  assert.equal((await visit('listComments', vic, {query: {reply_to: '-'}})).status, 422);
  const told = jsonOf(await send(byId.listNotifications, assemble(byId.listNotifications, {path: {}}, vic))).items;
  assert.deepEqual(told.map(({kind, comment}) => [kind, comment.text]).sort(), [['comment_liked', 'first'], ['replied', 'reply']]);
  const edited = jsonOf(await visit('editComment', vic, {comment: deeper.id, json: {text: 'deep'}}));
  assert.deepEqual([edited.text, typeof edited.edited_at], ['deep', 'string']);
  await age(data, deeper.id, 16);
  assert.equal(jsonOf(await visit('editComment', vic, {comment: deeper.id, json: {text: 'late'}})).code, 'too_late_to_edit');
  assert.equal((await visit('editComment', vic, {comment: deeper.id, json: {text: 'deep'}})).status, 200);
  assert.equal((await visit('removeComment', vic, {comment: first.id})).status, 204);
  assert.deepEqual(jsonOf(await visit('listComments', una)).items, []);
  assert.equal((await visit('listComments', una, {query: {reply_to: first.id}})).status, 404);
  assert.equal((await visit('bookmark', vic)).status, 200);
  const kept = jsonOf(await send(byId.listBookmarks, assemble(byId.listBookmarks, {path: {}}, vic)));
  assert.deepEqual(kept.items.map(({id, bookmarked, comment_count: comments}) => [id, bookmarked, comments]), [[image, true, 0]]);
}
