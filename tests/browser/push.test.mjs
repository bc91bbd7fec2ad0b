// Pushes: the settings, and what the service worker does with what comes. The browser's own push service is out of reach here: the
// page's PushManager is replaced by one whose subscriptions lead to a push service of this test.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';

import {look} from './axe.mjs';
import {ask, enter, leave, newcomer, openTab, password, personNamed, post, stageFor, until} from './browser.mjs';
import {png} from './pictures.mjs';
import {newDevice, startPushService} from './push_service.mjs';

const pushes = await startPushService();
const stage = stageFor();
after(() => pushes.stop());

const mainSwitch = (page) => page.getByRole('switch', {name: 'Notify me on this device'});
const quietSwitch = (page) => page.getByRole('switch', {name: 'Quiet hours'});
const subscriptionOf = async (page) => (await ask(page, stage.base, 'GET', '/v1/me/push')).subscription;

// A browser that subscribes as that device; it keeps its subscription beyond the page.
async function withDevice(tab, device) {
  await tab.context.grantPermissions(['notifications'], {origin: stage.base});
  await tab.context.addInitScript((json) => {
    const at = 'test.subscription';
    const made = (key) => ({
      endpoint: json.endpoint,
      options: {applicationServerKey: Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)).buffer},
      toJSON: () => ({endpoint: json.endpoint, expirationTime: null, keys: json.keys}),
      unsubscribe: async () => { localStorage.removeItem(at); return true; },
    });
    PushManager.prototype.getSubscription = async () => {
      const key = localStorage.getItem(at);
      return key ? made(key) : null;
    };
    PushManager.prototype.subscribe = async ({userVisibleOnly, applicationServerKey}) => {
      if (!userVisibleOnly) throw new DOMException('must be seen', 'NotAllowedError');
      localStorage.setItem(at, applicationServerKey);
      return made(applicationServerKey);
    };
  }, device.body);
  return tab;
}

async function deviceOf(options) {
  const device = pushes.device();
  const tab = await withDevice(await newcomer(stage, {serviceWorkers: 'allow', ...options}), device);
  await tab.page.goto('/');
  await tab.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  return {...tab, device};
}

async function openSettings(page) {
  await page.goto('/settings');
  await page.getByRole('navigation', {name: 'Settings'}).getByRole('link', {name: 'Notifications'}).click();
  await page.getByRole('heading', {level: 2, name: 'Notifications on this device'}).waitFor();
}

async function switchOn(page) {
  await openSettings(page);
  await mainSwitch(page).check();
  await quietSwitch(page).waitFor();
}

// Gives the worker what a browser would after decrypting it.
async function delivererOf({context, page}) {
  const cdp = await context.newCDPSession(page);
  const registered = new Promise((done) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({registrations}) => {
      const [one] = registrations.filter(({isDeleted}) => !isDeleted);
      if (one) done(one.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registered;
  return (message) => cdp.send('ServiceWorker.deliverPushMessage', {origin: stage.base, registrationId, data: typeof message === 'string' ? message : JSON.stringify(message)});
}

const shownIn = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({title, body, tag, data}) => ({title, body, tag, data}));
});

async function untilShown(page, count) {
  await until(page, async (wanted) => (await (await navigator.serviceWorker.ready).getNotifications()).length === wanted, count);
  return shownIn(page);
}

async function commentBy(username, image, text) {
  const other = await openTab(stage.browser, stage.base);
  await enter(other.page, stage.base, personNamed(username));
  const {id} = await ask(other.page, stage.base, 'POST', `/v1/images/${image}/comments`, {data: {text}});
  await leave(other);
  return id;
}

test('a comment comes to the device, once, and leads to the photo', async () => {
  const one = await deviceOf();
  const {page, device} = one;
  await openSettings(page);
  await look(page, 'push-off');
  await switchOn(page);
  assert.equal((await subscriptionOf(page)).endpoint, device.body.endpoint);
  await look(page, 'push-on');

  const {id: image} = await post(page, stage.base, png(8, 8));
  const id = await commentBy('push.vic', image, 'Que luz!');
  const {message} = await pushes.next(device);
  const deliver = await delivererOf(one);
  await deliver(message);
  const wanted = {title: '@push.vic commented on your photo', body: 'Que luz!', tag: `commented:${image}`, data: {id, url: `/p/${image}`}};
  assert.deepEqual(await untilShown(page, 1), [wanted]);
  await deliver(message);
  await deliver({...message, id: 'other', tag: 'other', title: 'Another'});
  assert.equal((await untilShown(page, 2)).filter(({tag}) => tag === wanted.tag).length, 1);
  // Nothing that is no message is shown, and no address but of this site is gone to.
  await deliver('no JSON');
  await deliver('null');
  await deliver({...message, id: 'last', tag: 'last', title: 'Elsewhere', url: 'https://evil.example/x'});
  await untilShown(page, 3);

  const press = async (tag) => {
    const [worker] = one.context.serviceWorkers();
    await worker.evaluate(async (wantedTag) => {
      const [notification] = await self.registration.getNotifications({tag: wantedTag});
      self.dispatchEvent(new NotificationEvent('notificationclick', {notification}));
    }, tag);
  };
  await press(wanted.tag);
  await page.waitForURL(`**/p/${image}`);
  await page.getByText('Que luz!').waitFor();
  await untilShown(page, 2);
  await press('last');
  await page.waitForURL(`${stage.base}/`);
  await leave(one);
});

test('quiet hours are set, changed and taken back, and switching off ends it all', async () => {
  const one = await deviceOf({size: 'phone'});
  const {page} = one;
  await switchOn(page);
  await quietSwitch(page).check();
  await page.getByLabel('From').waitFor();
  assert.deepEqual((await subscriptionOf(page)).quiet, {from: '22:00', to: '07:00'});
  await page.getByLabel('To', {exact: true}).fill('22:00');
  await page.getByText('Choose two different times.').waitFor();
  await page.getByLabel('To', {exact: true}).fill('08:30');
  await look(page, 'push-quiet');
  await page.getByRole('button', {name: 'Save'}).click();
  await until(page, async () => (await (await fetch('/v1/me/push')).json()).subscription.quiet.to === '08:30');
  await page.reload();
  assert.equal(await page.getByLabel('To', {exact: true}).inputValue(), '08:30');
  await quietSwitch(page).uncheck();
  await page.getByLabel('From').waitFor({state: 'detached'});
  assert.equal((await subscriptionOf(page)).quiet, null);
  await mainSwitch(page).uncheck();
  await quietSwitch(page).waitFor({state: 'detached'});
  assert.equal(await subscriptionOf(page), null);
  assert.equal(await page.evaluate(() => localStorage.getItem('test.subscription')), null);
  await leave(one);
});

test('a session, a clock or a key of before is put right when the page opens', async () => {
  const one = await deviceOf();
  const {page, device} = one;
  await switchOn(page);
  await ask(page, stage.base, 'PUT', '/v1/me/push', {data: {...device.body, quiet: {from: '21:00', to: '06:00'}, utc_offset_minutes: 777}});
  await page.goto('/');
  await until(page, async () => (await (await fetch('/v1/me/push')).json()).subscription.utc_offset_minutes !== 777);
  assert.deepEqual((await subscriptionOf(page)).quiet, {from: '21:00', to: '06:00'});
  const {key} = await ask(page, stage.base, 'GET', '/v1/me/push');
  await page.evaluate((other) => localStorage.setItem('test.subscription', other), newDevice('').body.keys.p256dh);
  await page.goto('/');
  await page.waitForFunction((wanted) => localStorage.getItem('test.subscription') === wanted, key);
  await ask(page, stage.base, 'DELETE', '/v1/me/push');
  await page.goto('/');
  await until(page, async () => (await (await fetch('/v1/me/push')).json()).subscription !== null);
  await leave(one);
});

test('who has to log in again keeps pushes and quiet hours', async () => {
  const one = await deviceOf();
  const {page, device} = one;
  await switchOn(page);
  await quietSwitch(page).check();
  await page.getByLabel('From').waitFor();
  await one.context.clearCookies();
  await page.goto('/');
  await page.getByLabel('Username or email').fill(one.username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', {name: 'Log in', exact: true}).click();
  await page.getByRole('navigation', {name: 'Main'}).waitFor();
  await until(page, async () => (await (await fetch('/v1/me/push')).json()).subscription !== null);
  const {endpoint, quiet} = await subscriptionOf(page);
  assert.deepEqual({endpoint, quiet}, {endpoint: device.body.endpoint, quiet: {from: '22:00', to: '07:00'}});
  await leave(one);
});

test('who logs out leaves no subscription to the next person', async () => {
  const one = await deviceOf();
  const {page} = one;
  await switchOn(page);
  await page.goto('/settings/account');
  await page.getByRole('button', {name: 'Log out', exact: true}).click();
  await page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  await page.waitForFunction(() => localStorage.getItem('test.subscription') === null);
  await enter(page, stage.base, personNamed('push.next'));
  await openSettings(page);
  assert.equal(await mainSwitch(page).isChecked(), false);
  assert.equal(await subscriptionOf(page), null);
  await leave(one);
});

test('where there can be no pushes, the settings say why', async () => {
  const cases = [
    ['denied', () => Object.defineProperty(Notification, 'permission', {get: () => 'denied'}), 'Allow them in its settings for this site'],
    ['unsupported', () => { delete window.PushManager; }, 'This browser can’t show notifications of websites.'],
    ['install', () => { delete window.PushManager; navigator.standalone = false; }, 'add FotoGal to the Home Screen first'],
  ];
  for (const [name, before, words] of cases) {
    const tab = await newcomer(stage);
    await tab.context.addInitScript(before);
    await openSettings(tab.page);
    await tab.page.getByText(words).waitFor();
    assert.equal(await mainSwitch(tab.page).count(), 0);
    await look(tab.page, `push-${name}`);
    await leave(tab);
  }
});
