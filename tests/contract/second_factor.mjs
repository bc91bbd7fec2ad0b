// The second factor: offered, switched on, asked for by log-ins, switched off.
import assert from 'node:assert/strict';

import {jsonOf} from './client.mjs';
import {byId} from './document.mjs';
import {tokenFor} from './mails.mjs';
import {assemble} from './requests.mjs';
import {codeOf} from './totp.mjs';

// send: as in contract.test.mjs.
export async function checkSecondFactor({send, builder, data}) {
  const visit = (id, person, json) => send(byId[id], assemble(byId[id], {path: {}, json}, person));
  const codeOfProblem = async (...request) => jsonOf(await visit(...request)).code;
  const tia = await builder.person('totp.tia');
  const {username, password} = tia;
  assert.equal(await codeOfProblem('switchTotpOn', tia, {code: '000000'}), 'not_offered');
  assert.equal(await codeOfProblem('switchTotpOff', tia, {password, code: '000000'}), 'second_factor_off');
  assert.equal(await codeOfProblem('offerTotp', tia, {password: 'wrong'}), 'wrong_password');
  const {secret, url} = jsonOf(await visit('offerTotp', tia, {password}));
  builder.secrets.add(secret);
  assert.ok(url.includes(secret));
  assert.equal(await codeOfProblem('switchTotpOn', tia, {code: 'no code'}), 'wrong_code');
  const on = await visit('switchTotpOn', tia, {code: codeOf(secret)});
  assert.equal(on.status, 200);
  const {recovery_codes: recovery} = jsonOf(on);
  assert.equal(new Set(recovery).size, 10);
  for (const code of recovery) builder.secrets.add(code);
  for (const [id, json] of [['offerTotp', {password}], ['switchTotpOn', {code: codeOf(secret)}]])
    assert.equal(await codeOfProblem(id, tia, json), 'second_factor_on');

  const asked = await visit('logIn', null, {login: username, password});
  assert.equal(asked.status, 401);
  const {code, state} = jsonOf(asked);
  assert.equal(code, 'second_factor_required');
  assert.equal(await codeOfProblem('logIn', null, {state, code: 'no code'}), 'wrong_code');
  assert.equal(await codeOfProblem('logIn', null, {state: 'none', code: recovery[0]}), 'log_in_again');
  assert.equal((await visit('logIn', null, {state, code: recovery[0].toLowerCase()})).status, 200);
  assert.equal(await codeOfProblem('logIn', null, {state, code: recovery[0]}), 'wrong_code');
  assert.equal((await visit('logIn', null, {state, code: recovery[1]})).status, 200);

  assert.equal(await codeOfProblem('logIn', null, {state: 'none', recover: true}), 'log_in_again');
  assert.equal((await visit('logIn', null, {state, recover: true})).status, 202);
  const address = `${username}@example.com`;
  const recover = await tokenFor(data, address, 'recover');
  builder.secrets.add(recover);
  assert.deepEqual(jsonOf(await visit('followLink', null, {token: recover})), {status: 'recovery_begun'});
  assert.equal(await codeOfProblem('followLink', null, {token: recover}), 'bad_token');
  assert.deepEqual(jsonOf(await visit('followLink', null, {token: await tokenFor(data, address, 'stop')})), {status: 'recovery_stopped'});

  assert.equal((await visit('switchTotpOff', tia, {password, code: recovery[2]})).status, 204);
  assert.equal((await visit('logIn', null, {login: username, password})).status, 200);
  await visit('offerTotp', tia, {password});
  for (let guess = 1; guess <= 5; ++guess)
    assert.equal((await visit('switchTotpOn', tia, {code: 'no code'})).status, guess === 5 ? 429 : 403);
}

// The answer to somebody with a second factor who has lost app and recovery codes.
export async function askToRecover(builder) {
  const {username, password, ...dee} = await builder.person('dee');
  const {secret} = await builder.ask(dee, 'POST', '/v1/me/totp', {password});
  await builder.ask(dee, 'PUT', '/v1/me/totp', {code: codeOf(secret)});
  const json = (body) => builder.client.send({
    method: 'POST', target: '/v1/login', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)
  });
  return await json({state: jsonOf(await json({login: username, password})).state, recover: true});
}
