// Pushes: a device subscribes, gets what it should, and is gone.
import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';

import {jsonOf} from './client.mjs';
import {byId} from './document.mjs';
import {newDevice} from './push_service.mjs';
import {assemble} from './requests.mjs';

export {startPushService} from './push_service.mjs';

// send: as in contract.test.mjs; pushes: of push_service.mjs.
export async function checkPushes({send, builder, pushes}) {
  const visit = (id, person, json) =>
      send(byId[id], assemble(byId[id], json === undefined ? {path: {}} : {path: {}, json}, person));
  const una = await builder.person('push.una'), vic = await builder.person('push.vic');
  const image = await builder.image(una, 7);
  const {key, subscription} = jsonOf(await visit('showPush', una));
  assert.equal(subscription, null);
  const device = pushes.device();
  const quiet = {from: '03:00', to: '03:01'};
  assert.equal((await visit('setPush', una, {...device.body, quiet, utc_offset_minutes: 0})).status, 204);
  assert.deepEqual(jsonOf(await visit('showPush', una)).subscription,
                   {endpoint: device.body.endpoint, quiet, utc_offset_minutes: 0});
  await visit('setPush', una, device.body);

  const elsewhere = {...device.body, endpoint: 'https://169.254.169.254/opc/v2/'};
  assert.equal(jsonOf(await visit('setPush', una, elsewhere)).errors[0].field, 'endpoint');

  const {id} = await builder.ask(vic, 'POST', `/v1/images/${image}/comments`, {text: 'Que luz! 光'});
  const {headers, message, sender} = await pushes.next(device);
  assert.deepEqual(message, {
    id, kind: 'commented', title: '@push.vic commented on your photo', body: 'Que luz! 光', tag: `commented:${image}`, url: `/p/${image}`
  });
  assert.equal(sender.key, key);
  assert.equal(sender.aud, pushes.origin);
  assert.match(sender.sub, /^mailto:/);
  assert.ok(sender.exp * 1000 > Date.now() && sender.exp * 1000 < Date.now() + 24 * 3600 * 1000);
  assert.match(headers.topic, /^[\w-]{32}$/);
  assert.ok(Number(headers.ttl) > 80000);

  pushes.gone(device);
  await builder.ask(vic, 'POST', `/v1/images/${image}/comments`, {text: 'two'});
  for (;;) {
    if (jsonOf(await visit('showPush', una)).subscription === null) break;
    await pause(50);
  }
  await visit('setPush', una, device.body);
  assert.equal((await visit('removePush', una)).status, 204);
  assert.equal((await visit('removePush', una)).status, 204);
  assert.equal(jsonOf(await visit('showPush', una)).subscription, null);
}

// [operation, answer, code] of each request to a service that sends none. json: as in contract.test.mjs.
export async function askWherePushesAreNone(client, json, person) {
  const answered = [];
  const {body} = newDevice(`${process.env.FOTOGAL_PUSH_HOSTS}/x`);
  for (const [id, parts] of [['showPush', {headers: json(person, {}).headers}], ['setPush', json(person, body)]]) {
    const {method, path: target} = byId[id];
    answered.push([id, await client.send({method, target, ...parts}), 'push_not_configured']);
  }
  return answered;
}
