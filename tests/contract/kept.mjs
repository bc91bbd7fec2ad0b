// What clients may keep of answers, and what is compressed for them.
import assert from 'node:assert/strict';
import {gunzipSync} from 'node:zlib';

import {byId, notYet, operations} from './document.mjs';
import {assemble} from './requests.mjs';

// Every GET that shows the caller something: 304 to the tag of either form, and the same bytes when they are unpacked.
export async function checkKept({send, client, person, path}) {
  const shown = operations.filter((one) => one.method === 'GET' && !notYet.has(one.route) && !one.anonymous &&
                                      one.responses[200]?.headers?.Vary);
  assert.ok(shown.length >= 15);
  let packed = 0;
  for (const operation of shown) {
    const query = operation.id === 'searchPeople' ? {prefix: 'w'} : {};
    const request = (headers) => assemble(operation, {path, query, headers}, person);
    const plain = await send(operation, request({}));
    const gzip = await client.send(request({'Accept-Encoding': 'gzip'}));
    const isPacked = gzip.headers['content-encoding'] === 'gzip';
    assert.equal(isPacked, plain.body.length > 1024, operation.id);
    assert.deepEqual(isPacked ? gunzipSync(gzip.body) : gzip.body, plain.body, operation.id);
    packed += isPacked && gzip.body.length < plain.body.length;
    for (const {etag} of [plain.headers, gzip.headers]) {
      const same = await send(operation, request({'If-None-Match': etag}));
      assert.deepEqual([same.status, same.body.length], [304, 0], operation.id);
      const head = {...request({'If-None-Match': etag, 'Accept-Encoding': 'gzip'}), method: 'HEAD'};
      assert.equal((await client.send(head)).status, 304, operation.id);
    }
    assert.equal((await send(operation, request({'If-None-Match': '"another"'}))).status, 200, operation.id);
  }
  assert.ok(packed >= 3, `${packed} were long enough`);
}

export async function checkNeverKept({send, person}) {
  const headers = {'Accept-Encoding': 'gzip', 'If-None-Match': '*'};
  const asked = {
    logIn: {json: {login: person.username, password: person.password}},
    openUpload: {json: {content_type: 'image/png', size: 5}},
    listSessions: {},
    findExport: {},
  };
  for (const [id, parts] of Object.entries(asked)) {
    const request = assemble(byId[id], {path: {}, headers: {...headers}, ...parts}, id === 'logIn' ? null : person);
    const answer = await send(byId[id], request);
    assert.ok(answer.status < 300, id);
    assert.equal(answer.headers['cache-control'], 'no-store', id);
    for (const name of ['etag', 'content-encoding']) assert.equal(answer.headers[name], undefined, `${id} ${name}`);
  }
}
