// What links in mails are for: verifying an address, changing it, taking that back, a new password.
import assert from 'node:assert/strict';

import {jsonOf} from './client.mjs';
import {byId} from './document.mjs';
import {tokenFor} from './mails.mjs';
import {assemble} from './requests.mjs';

// send: as in contract.test.mjs; data: the service's data folder.
export async function checkLinks({send, builder, data}) {
  const visit = (id, person, json = undefined) => send(byId[id], assemble(byId[id], {path: {}, ...(json && {json})}, person));
  const change = (person, email) => visit('editMe', person, {email, password: person.password});
  const codeOf = async (...request) => jsonOf(await visit(...request)).code;
  const address = 'mail.zoe@example.com', other = 'zoe@other.example', taken = 'mail.yan@example.com';
  const zoe = await builder.person('mail.zoe');
  const verify = await tokenFor(data, address, 'verify');
  builder.secrets.add(verify);
  assert.equal(await codeOf('askToVerify', zoe), 'too_many');
  assert.deepEqual(jsonOf(await visit('followLink', null, {token: verify})), {status: 'verified'});
  assert.equal(await codeOf('followLink', null, {token: verify}), 'bad_token');
  assert.equal(await codeOf('askToVerify', zoe), 'already_verified');

  assert.equal(jsonOf(await change(zoe, other)).pending_email, other);
  const moved = await tokenFor(data, other, 'verify');
  assert.deepEqual(jsonOf(await visit('followLink', null, {token: moved})), {status: 'changed'});
  const undo = await tokenFor(data, address, 'undo');
  assert.equal(jsonOf(await change(await builder.person('mail.zed'), taken)).pending_email, taken);
  const late = await tokenFor(data, taken, 'verify');
  await builder.person('mail.yan');
  assert.equal(await codeOf('followLink', null, {token: late}), 'email_taken');
  assert.deepEqual(jsonOf(await visit('followLink', null, {token: undo})), {status: 'undone'});

  assert.equal((await visit('askForPasswordReset', null, {email: address})).status, 202);
  const token = await tokenFor(data, address, 'reset');
  builder.secrets.add(token);
  const reset = {token, new_password: 'a calm green boat'};
  assert.equal((await visit('resetPassword', null, reset)).status, 204);
  assert.equal(await codeOf('resetPassword', null, {...reset, new_password: 'a second boat'}), 'bad_token');
  const again = {...zoe, password: reset.new_password};
  const token1 = await builder.logIn(again), token2 = await builder.logIn(again);
  assert.equal((await visit('endOtherSessions', {...again, token: token2})).status, 204);
  assert.ok((await visit('getMe', {...again, token: token1})).status < 500);

  // Once the first mail to a new address was sent, the second has to wait: only who asks at once gets it.
  let status;
  for (let tries = 0; tries < 30 && status !== 202; ++tries) {
    const person = await builder.person(`mail.x${tries}`);
    await change(person, `x${tries}@other.example`);
    status = (await visit('askToVerify', person)).status;
  }
  assert.equal(status, 202);
}
