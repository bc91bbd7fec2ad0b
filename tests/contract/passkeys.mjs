// Passkeys: offered, made, listed, used by log-ins, removed.
import assert from 'node:assert/strict';

import {Authenticator} from './authenticator.mjs';
import {jsonOf} from './client.mjs';
import {byId} from './document.mjs';
import {assemble} from './requests.mjs';

// send: as in contract.test.mjs; base: where pages are, which passkeys are bound to.
export async function checkPasskeys({send, builder, base}) {
  const visit = (id, person, json) =>
      send(byId[id], assemble(byId[id], json === undefined ? {path: {}} : {path: {}, json}, person));
  const codeOfProblem = async (...request) => jsonOf(await visit(...request)).code;
  const pia = await builder.person('passkey.pia');
  const {password} = pia;
  const origin = new URL(base).origin;
  const key = new Authenticator(origin);
  const offer = async () => jsonOf(await visit('offerPasskey', pia, {password}));
  assert.equal(await codeOfProblem('offerPasskey', pia, {password: 'wrong'}), 'wrong_password');
  assert.deepEqual(jsonOf(await visit('listPasskeys', pia)), {passkeys: []});

  const {state, options} = await offer();
  assert.equal(options.rp.id, new URL(base).hostname);
  const body = {state, name: 'Pia’s key', credential: key.create(options)};
  assert.equal(await codeOfProblem('addPasskey', pia, {...body, state: 'none'}), 'not_offered');
  const elsewhere = new Authenticator('https://evil.example');
  assert.equal(await codeOfProblem('addPasskey', pia, {...body, credential: elsewhere.create(options)}), 'bad_passkey');
  const made = await visit('addPasskey', pia, body);
  assert.equal(made.status, 201);
  const again = await visit('addPasskey', pia, body);
  assert.deepEqual([again.status, jsonOf(again)], [201, jsonOf(made)]);
  const {passkeys: [listed]} = jsonOf(await visit('listPasskeys', pia));
  assert.deepEqual(listed, jsonOf(made));
  const other = new Authenticator(origin);
  other.id = key.id;
  const second = await offer();
  assert.deepEqual(second.options.excludeCredentials, [{type: 'public-key', id: body.credential.id}]);
  assert.equal(
      await codeOfProblem('addPasskey', pia, {state: second.state, credential: other.create(second.options)}),
      'passkey_exists');

  const ask = async () => jsonOf(await visit('logIn', null, {passkey: {}}));
  const asked = await ask();
  const answer = {state: asked.state, passkey: key.get(asked.options)};
  const wrong = {...answer, passkey: {...answer.passkey, signature: 'AAAA'}};
  assert.equal(await codeOfProblem('logIn', null, wrong), 'bad_passkey');
  const session = await visit('logIn', null, answer);
  assert.equal(session.status, 200);
  const {token, user, device} = jsonOf(session);
  builder.secrets.add(token);
  assert.equal(user.username, pia.username);
  assert.equal(await codeOfProblem('logIn', null, answer), 'bad_passkey');
  const next = await ask();
  const known = await visit('logIn', null, {state: next.state, passkey: key.get(next.options), device, session: 'cookie'});
  assert.equal(known.status, 200);
  assert.ok(!('token' in jsonOf(known)));

  for (let added = 1; added < 20; ++added) {
    const one = await offer();
    const json = {state: one.state, credential: new Authenticator(origin).create(one.options)};
    assert.equal((await visit('addPasskey', pia, json)).status, 201);
  }
  assert.equal(await codeOfProblem('offerPasskey', pia, {password}), 'too_many_passkeys');
  const {id} = listed;
  assert.equal(await codeOfProblem('removePasskey', pia, {id, password: 'wrong'}), 'wrong_password');
  assert.equal((await visit('removePasskey', pia, {id, password})).status, 204);
  assert.equal(await codeOfProblem('removePasskey', pia, {id, password}), 'not_found');
  const last = await ask();
  assert.equal(await codeOfProblem('logIn', null, {state: last.state, passkey: key.get(last.options)}), 'bad_passkey');
}

// In the form of one.
export const noPasskey = {state: 'x', credential: {id: 'AAAA', client_data: 'AAAA', attestation_object: 'AAAA'}};

// [operation, answer, code] of each request to a service that has none. json: as in contract.test.mjs.
export async function askWherePasskeysAreNone(client, json, person) {
  const answered = [];
  for (const [id, by, body] of [
         ['offerPasskey', person, {password: person.password}], ['addPasskey', person, noPasskey], ['logIn', null, {passkey: {}}]]) {
    const {method, path: target} = byId[id];
    answered.push([id, await client.send({method, target, ...json(by, body)}), 'passkeys_not_configured']);
  }
  return answered;
}
