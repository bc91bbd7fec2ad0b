// A service that lets everybody do each thing once, and has neither mails, passkeys nor pushes.
import assert from 'node:assert/strict';

import {bearer, Client, jsonOf} from './client.mjs';
import {byId} from './document.mjs';
import {askWherePasskeysAreNone, noPasskey} from './passkeys.mjs';
import {png} from './pictures.mjs';
import {askWherePushesAreNone} from './pushes.mjs';
import {newDevice} from './push_service.mjs';
import {askToRecover} from './second_factor.mjs';
import {startService} from './service.mjs';
import {Builder} from './world.mjs';

// checker: as in contract.test.mjs.
export async function checkBudgets({checker}) {
  process.env.FOTOGAL_BUDGETS = 'signups=1/2,uploads=1/1,comments=1/1,follows=1/1,reactions=1/1,edits=1/1,resets=1/1,reports=1/1';
  process.env.FOTOGAL_MAIL_SENDER = process.env.FOTOGAL_WEB_URL = process.env.FOTOGAL_PUSH_KEY = '';
  const strict = await startService();
  for (const name of ['BUDGETS', 'MAIL_SENDER', 'WEB_URL', 'PUSH_KEY']) delete process.env[`FOTOGAL_${name}`];
  const strictClient = new Client(strict.base);
  try {
    const strictBuilder = new Builder(strictClient);
    const ann = await strictBuilder.person('ann'), bob = await strictBuilder.person('bob'), cal = await strictBuilder.person('cal'), dot = await strictBuilder.person('dot');
    const image = (await strictBuilder.ask(ann, 'POST', '/v1/images', png(8, 8))).id;
    await strictBuilder.ask(bob, 'PUT', '/v1/users/ann/follow');
    await strictBuilder.ask(bob, 'DELETE', '/v1/users/ann/follow');
    await strictBuilder.ask(bob, 'PUT', `/v1/images/${image}/like`);
    await strictBuilder.ask(bob, 'DELETE', `/v1/images/${image}/like`);
    await strictBuilder.ask(bob, 'POST', `/v1/images/${image}/comments`, {text: 'one'});
    const said = await strictBuilder.ask(cal, 'POST', `/v1/images/${image}/comments`, {text: 'one'});
    await strictBuilder.ask(ann, 'PATCH', `/v1/images/${image}`, {caption: 'one'});
    await strictBuilder.ask(cal, 'PATCH', `/v1/images/${image}/comments/${said.id}`, {text: 'two'});
    await strictBuilder.ask(bob, 'POST', '/v1/reports', {kind: 'user', id: 'ann', reason: 'spam'});
    const picture = {headers: {...bearer(ann), 'Content-Type': 'image/png'}, body: png(8, 8)};
    const json = (person, body) => ({
      headers: {...(person ? bearer(person) : {}), 'Content-Type': 'application/json'}, body: JSON.stringify(body)
    });
    const unsent = await strictClient.send({method: 'POST', target: '/v1/me/email-verification', headers: bearer(ann)});
    const forgotten = {method: 'POST', target: '/v1/password-resets', ...json(null, {email: 'ann@example.com'})};
    const refused = await strictClient.send(forgotten);
    let last = refused;
    for (let tries = 0; tries < 401 && last.status !== 429; ++tries) last = await strictClient.send(forgotten);
    for (const [id, answer, code] of [
           ['askToVerify', unsent, 'mail_not_configured'], ['askForPasswordReset', refused, 'mail_not_configured'],
           ['logIn', await askToRecover(strictBuilder), 'mail_not_configured'],
           ...await askWherePasskeysAreNone(strictClient, json, bob), ...await askWherePushesAreNone(strictClient, json, dot),
           ['askForPasswordReset', last, 'too_many']]) {
      assert.deepEqual(checker.faults(byId[id], answer), [], id);
      assert.equal(jsonOf(answer).code, code, id);
    }
    // A taken name counts as well. The client's requests have 200 addresses in turn.
    const newcomer = {email: 'ann@example.com', full_name: 'Ann', username: 'ann', password: 'a long password'};
    const signUp = {method: 'POST', target: '/v1/users', ...json(null, newcomer)};
    for (let tries = 0; tries < 401 && (await strictClient.send(signUp)).status !== 429; ++tries);
    for (const [id, method, target, parts] of [
           ['signUp', 'POST', '/v1/users', json(null, newcomer)],
           ['postImage', 'POST', '/v1/images', picture], ['setAvatar', 'PUT', '/v1/me/avatar', picture],
           ['follow', 'PUT', '/v1/users/ann/follow', {headers: bearer(bob)}],
           ['like', 'PUT', `/v1/images/${image}/like`, {headers: bearer(bob)}],
           ['dislike', 'PUT', `/v1/images/${image}/dislike`, {headers: bearer(bob)}],
           ['editMe', 'PATCH', '/v1/me', json(ann, {bio: 'two'})],
           ['addPasskey', 'PUT', '/v1/me/passkeys', json(bob, noPasskey)],
           ['setPush', 'PUT', '/v1/me/push', json(dot, newDevice(`${process.env.FOTOGAL_PUSH_HOSTS}/x`).body)],
           ['describeImage', 'PATCH', `/v1/images/${image}`, json(ann, {caption: 'two'})],
           ['block', 'PUT', '/v1/users/bob/block', {headers: bearer(ann)}],
           ['mute', 'PUT', '/v1/users/bob/mute', {headers: bearer(ann)}],
           ['report', 'POST', '/v1/reports', json(bob, {kind: 'image', id: image, reason: 'spam'})],
           ['bookmark', 'PUT', `/v1/images/${image}/bookmark`, {headers: bearer(bob)}],
           ['likeComment', 'PUT', `/v1/images/${image}/comments/${said.id}/like`, {headers: bearer(bob)}],
           ['editComment', 'PATCH', `/v1/images/${image}/comments/${said.id}`, json(cal, {text: 'three'})],
           ['postComment', 'POST', `/v1/images/${image}/comments`, json(bob, {text: 'two'})]]) {
      const answer = await strictClient.send({method, target, ...parts});
      assert.deepEqual(checker.faults(byId[id], answer), [], id);
      assert.equal(answer.status, 429, id);
      assert.equal(jsonOf(answer).code, 'too_many', id);
    }
  } finally {
    strictClient.close();
    await strict.stop();
  }
}
