// Passkeys, with Chromium's virtual authenticator in place of a finger on a sensor.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {ask, leave, newcomer, openTab, password, stageFor} from './browser.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name, exact: true});
const inside = (page) => page.getByRole('navigation', {name: 'Main'}).waitFor();
const byPasskey = (page) => button(page, 'Log in with a passkey');

// An authenticator in the tab's device, that recognises its owner until it is told otherwise.
async function withAuthenticator(tab) {
  const cdp = await tab.context.newCDPSession(tab.page);
  await cdp.send('WebAuthn.enable');
  const {authenticatorId} = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const tell = (method, parameters) => cdp.send(`WebAuthn.${method}`, {authenticatorId, ...parameters});
  return {...tab, tell};
}

async function logOut(page) {
  await page.goto('/settings/account');
  await button(page, 'Log out').click();
  await page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
}

function partOf(page, title = 'Passkeys') {
  return page.getByRole('main').locator('section').filter({has: page.getByRole('heading', {level: 2, name: title})});
}

async function openPart(page) {
  await page.goto('/settings');
  await page.getByRole('link', {name: 'Security'}).click();
  return partOf(page);
}

async function add(page, name) {
  const part = await openPart(page);
  await button(part, 'Add a passkey').click();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2');
  if (name) await part.getByLabel('Name').fill(name);
  await part.getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
  return part;
}

test('a passkey is added, logs in, is removed, and does not log in any more', async () => {
  const one = await withAuthenticator(await newcomer(stage));
  const {page, username} = one;
  const part = await openPart(page);
  await look(page, 'passkeys-none');
  await button(part, 'Add a passkey').click();
  await part.getByLabel('Your password').fill('not this one');
  await button(part, 'Add a passkey').click();
  await part.getByText('Wrong password.').waitFor();
  await look(page, 'passkeys-add');
  await add(page, 'My laptop');
  await page.getByText('Passkey added.').waitFor();
  await part.getByText('Not used yet').waitFor();
  await look(page, 'passkeys-one');

  await logOut(page);
  await byPasskey(page).waitFor();
  await look(page, 'log-in-passkey');
  await byPasskey(page).focus();
  await page.keyboard.press('Enter');
  await inside(page);
  assert.equal((await ask(page, stage.base, 'GET', '/v1/me')).username, username);

  await openPart(page);
  await part.getByText(/^Last used/).waitFor();
  await button(part, 'Remove: My laptop').click();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2');
  await part.getByText('“My laptop” won’t log in to your account any more.').waitFor();
  await part.getByLabel('Your password').fill('not this one');
  await button(part, 'Remove').click();
  await part.getByText('Wrong password.').waitFor();
  await look(page, 'passkeys-remove');
  await part.getByLabel('Your password').fill(password);
  await button(part, 'Remove').click();
  await page.getByText('Passkey removed.').waitFor();
  await button(part, 'Add a passkey').waitFor();
  assert.equal((await ask(page, stage.base, 'GET', '/v1/me/passkeys')).passkeys.length, 0);

  await logOut(page);
  await byPasskey(page).click();
  await page.getByText('That passkey doesn’t log in here.').waitFor();
  await look(page, 'log-in-passkey-refused');
  await leave(one);
});

test('each device has its own; one that has one already is told so', async () => {
  const first = await withAuthenticator(await newcomer(stage));
  await add(first.page);
  await first.page.getByText('Passkey added.').waitFor();
  const second = await withAuthenticator(await openTab(stage.browser, stage.base));
  await second.page.goto('/login');
  await second.page.getByLabel('Username or email').fill(first.username);
  await second.page.getByLabel('Password').fill(password);
  await button(second.page, 'Log in').click();
  await inside(second.page);
  await add(second.page, 'Second');
  await second.page.getByText('Passkey added.').waitFor();
  await add(second.page, 'Third');
  await second.page.getByText('You already have a passkey on this device.').waitFor();
  const part = await openPart(second.page);
  await part.getByText('Second').waitFor();
  assert.equal(await part.getByRole('listitem').count(), 2);
  // without a name, that of browser and system
  await part.getByText(/^Chrome on /).waitFor();
  for (const {page} of [first, second]) {
    await logOut(page);
    await byPasskey(page).click();
    await inside(page);
    assert.equal((await ask(page, stage.base, 'GET', '/v1/me')).username, first.username);
  }
  for (const each of [first, second]) await leave(each);
});

test('a synced passkey logs in on a device that the account does not know', async () => {
  const old = await withAuthenticator(await newcomer(stage));
  await add(old.page);
  await old.page.getByText('Passkey added.').waitFor();
  const {credentials} = await old.tell('getCredentials');
  const fresh = await withAuthenticator(await openTab(stage.browser, stage.base));
  for (const credential of credentials) await fresh.tell('addCredential', {credential});
  await fresh.page.goto('/login');
  await byPasskey(fresh.page).click();
  await inside(fresh.page);
  for (const each of [old, fresh]) await leave(each);
});

test('whom the device does not recognise, it lets neither add nor use one', async () => {
  const one = await withAuthenticator(await newcomer(stage));
  const {page, tell} = one;
  await tell('setUserVerified', {isUserVerified: false});
  const part = await add(page, 'Not mine');
  await part.getByText('No passkey was used.').waitFor();
  await tell('setUserVerified', {isUserVerified: true});
  await button(part, 'Add a passkey').click();
  await page.getByText('Passkey added.').waitFor();
  await logOut(page);
  await tell('setUserVerified', {isUserVerified: false});
  await byPasskey(page).click();
  await page.getByText('No passkey was used.').waitFor();
  await tell('setUserVerified', {isUserVerified: true});
  await byPasskey(page).click();
  await inside(page);
  await leave(one);
});

test('in Portuguese; and nothing is offered where there are none', async () => {
  const one = await withAuthenticator(await newcomer(stage, {locale: 'pt-BR'}));
  const {page} = one;
  await page.goto('/settings/password');
  const part = partOf(page, 'Chaves de acesso');
  await button(part, 'Adicionar chave de acesso').click();
  await part.getByLabel('Sua senha').fill(password);
  await look(page, 'passkeys-add-portuguese');
  await page.keyboard.press('Enter');
  await page.getByText('Chave de acesso adicionada.').waitFor();
  await part.getByText(/^Chrome em /).waitFor();
  await look(page, 'passkeys-one-portuguese');
  await page.goto('/settings/account');
  await button(page, 'Sair').click();
  await button(page, 'Entrar com uma chave de acesso').click();
  await page.getByRole('navigation', {name: 'Principal'}).waitFor();

  const other = await openTab(stage.browser, stage.base);
  await other.page.route('**/v1/login', (route) => route.fulfill(
    {status: 501, contentType: 'application/problem+json', body: '{"code":"passkeys_not_configured"}'}));
  const told = other.page.waitForResponse('**/v1/login');
  await other.page.goto('/login');
  await told;
  await other.page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  assert.equal(await byPasskey(other.page).count(), 0);
  const without = await openTab(stage.browser, stage.base);
  await without.context.addInitScript(() => { delete globalThis.PublicKeyCredential; });
  await without.page.goto('/login');
  await without.page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  assert.equal(await byPasskey(without.page).count(), 0);
  for (const each of [one, other, without]) await leave(each);
});
