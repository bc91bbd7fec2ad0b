// The ways back into an account, its address and its sessions, with the mails that the service sends.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {answered, ask, leave, newcomer, openTab, password, personNamed, signUp, stageFor} from './browser.mjs';
import {linkTo, mailsTo} from './mails.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name, exact: true});
const banner = (page) => page.getByRole('region', {name: 'Email verification'});
const sent = 'If this address belongs to an account, a mail is on its way.';

async function logInBy(page, username, secret) {
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(secret);
  await button(page, 'Log in').click();
}

// The session that the person has on another device.
async function elsewhere({username}, userAgent) {
  const tab = await openTab(stage.browser, stage.base, userAgent ? {userAgent} : {});
  await tab.page.goto('/settings/sessions');
  await logInBy(tab.page, username, password);
  await tab.page.getByRole('heading', {name: 'Where you’re logged in'}).waitFor();
  return tab;
}

// It may still read for a minute (docs/security.md).
async function expectEnded({page}) {
  const answer = await page.request.fetch(`${stage.base}/v1/me`, {method: 'PATCH', headers: {Origin: stage.base}, data: {}});
  assert.equal(answer.status(), 401);
}

async function askByPage(page, email) {
  await page.goto('/login');
  await page.getByRole('link', {name: 'Forgotten your password?'}).click();
  await page.getByRole('heading', {level: 1, name: 'Forgotten your password?'}).waitFor();
  await page.getByLabel('Email').fill(email);
  await button(page, 'Send the link').click();
  await page.getByText(sent).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), sent);
}

test('a forgotten password: a mail, a new password, and every session has ended', async () => {
  const one = await newcomer(stage);
  const other = await elsewhere(one);
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await askByPage(page, 'nobody.here@example.com');
  await look(page, 'forgotten-sent');
  await askByPage(page, one.email);
  const link = await linkTo(stage.service, one.email, '/reset');
  assert.deepEqual(mailsTo(stage.service, 'nobody.here@example.com'), []);

  await page.goto(link);
  await page.getByRole('heading', {level: 1, name: 'Choose a new password'}).waitFor();
  assert.equal(page.url(), `${stage.base}/reset`);
  const field = page.getByLabel('New password');
  await field.fill('aaaaaaaaaaaa');
  await page.getByText('How hard it is to guess: weak').waitFor();
  await page.getByRole('button', {name: 'Show · New password'}).click();
  assert.equal(await field.getAttribute('type'), 'text');
  await page.getByRole('button', {name: 'Hide · New password'}).click();
  assert.equal(await field.getAttribute('type'), 'password');
  await button(page, 'Change password').click();
  await page.getByText(/^That password is easy to guess/).or(page.getByText(/one character/)).first().waitFor();
  await field.fill('another horse entirely');
  await page.getByText('How hard it is to guess: strong').waitFor();
  await look(page, 'reset');
  await button(page, 'Change password').click();
  await page.getByText('Your password is changed.').waitFor();
  await look(page, 'reset-done');
  await page.getByRole('main').getByRole('link', {name: 'Log in'}).click();
  await logInBy(page, one.username, password);
  await page.getByText('Wrong username or password.').waitFor();
  await logInBy(page, one.username, 'another horse entirely');
  await page.getByRole('navigation', {name: 'Main'}).waitFor();

  for (const ended of [one, other]) await expectEnded(ended);
  // The link has done its work, also for whoever is logged in.
  await page.goto(link);
  await page.getByLabel('New password').fill('a third horse altogether');
  await button(page, 'Change password').click();
  await page.getByText('This link no longer works.').waitFor();
  await look(page, 'reset-used');
  await page.getByRole('link', {name: 'Ask for a new link'}).click();
  await page.getByRole('heading', {level: 1, name: 'Forgotten your password?'}).waitFor();
  for (const each of [one, other, tab]) await leave(each);
});

test('whoever resets the password of the session here is logged out here', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  await page.goto('/forgotten');
  await page.getByLabel('Email', {exact: true}).fill(` ${one.email} `);
  await button(page, 'Send the link').click();
  await page.getByText(sent).waitFor();
  await page.goto(await linkTo(stage.service, one.email, '/reset'));
  await page.getByLabel('New password').fill('another horse entirely');
  await button(page, 'Change password').click();
  await page.getByText('Your password is changed.').waitFor();
  await page.getByRole('main').getByRole('link', {name: 'Log in'}).click();
  await logInBy(page, one.email, 'another horse entirely');
  await page.getByRole('navigation', {name: 'Main'}).waitFor();
  await leave(one);
});

test('mails are in the language that the person has chosen here', async () => {
  const one = await newcomer(stage);
  await one.page.goto('/settings/account');
  await answered(one.page, 'PATCH', '/v1/me', () => one.page.getByRole('radio', {name: 'Português (Brasil)'}).check());
  const signedUp = await openTab(stage.browser, stage.base);
  await signedUp.page.goto('/login');
  await signedUp.page.getByRole('button', {name: 'Português (Brasil)'}).click();
  await signedUp.page.getByRole('link', {name: 'Criar conta'}).click();
  const novo = personNamed('novo.aqui');
  for (const [label, text] of [['E-mail', novo.email], ['Nome completo', 'Novo Aqui'], ['Nome de usuário', novo.username], ['Senha', password]])
    await signedUp.page.getByLabel(label).fill(text);
  await signedUp.page.getByRole('button', {name: 'Criar conta'}).click();
  await signedUp.page.getByRole('region', {name: 'Confirmação do e-mail'}).waitFor();
  await linkTo(stage.service, novo.email, '/verify');
  assert.match(mailsTo(stage.service, novo.email)[0].bodyText, /endereço|conta/);
  const tab = await openTab(stage.browser, stage.base, {locale: 'pt-BR'});
  const {page} = tab;
  await page.goto('/login');
  await page.getByRole('link', {name: 'Esqueceu sua senha?'}).click();
  await page.getByLabel('E-mail').fill(one.email);
  await page.getByRole('button', {name: 'Enviar link'}).click();
  await page.getByText('Se esse e-mail for de uma conta, uma mensagem está a caminho.').waitFor();
  const link = await linkTo(stage.service, one.email, '/reset');
  const mail = mailsTo(stage.service, one.email).find(({bodyText}) => bodyText.includes(new URL(link).hash));
  assert.match(mail.subject + mail.bodyText, /senha/);
  await page.goto(link);
  await page.getByRole('heading', {level: 1, name: 'Escolha uma nova senha'}).waitFor();
  await look(page, 'reset-portuguese');
  for (const each of [one, signedUp, tab]) await leave(each);
});

test('links without their token, and links that nobody has sent', async () => {
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  for (const path of ['/reset', '/verify', '/undo']) {
    await page.goto(path);
    await page.getByText('Something is missing in this address.').waitFor();
    await look(page, `without-token-${path.slice(1)}`);
  }
  const token = 'A'.repeat(43);
  await page.goto(`/verify#${token}`);
  await page.getByText('This link no longer works.').waitFor();
  assert.equal(page.url(), `${stage.base}/verify`);
  await look(page, 'verify-refused');
  await page.goto(`/undo#${token}`);
  await look(page, 'undo');
  await button(page, 'Undo the change').click();
  await page.getByText('This link no longer works.').waitFor();
  await page.getByRole('link', {name: 'Get a new password'}).waitFor();
  await look(page, 'undo-refused');
  await leave(tab);
});

test('a new address is asked for until it is verified', async () => {
  const person = personNamed('unverified');
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await signUp(page, person);
  await banner(page).getByText(person.email).waitFor();
  await look(page, 'email-banner');
  const link = await linkTo(stage.service, person.email, '/verify');
  await page.goto('/settings/account');
  await page.getByText('Not verified yet.').waitFor();
  await button(page, 'Not now').click();
  await banner(page).waitFor({state: 'detached'});
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await page.reload();
  await page.getByText('Not verified yet.').waitFor();
  assert.equal(await banner(page).count(), 0);
  await look(page, 'settings-unverified');

  // The bar is there again in the next window, and goes when the link is opened.
  await page.evaluate(() => sessionStorage.clear());
  await page.goto('/');
  await banner(page).waitFor();
  const next = await tab.context.newPage();
  await next.goto(link);
  await next.getByText('Your email address is verified.').waitFor();
  await banner(next).waitFor({state: 'detached'});
  await look(next, 'verified');
  await next.close();
  // What the browser says when one comes back to this tab.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await banner(page).waitFor({state: 'detached'});
  await page.goto('/settings/account');
  await page.getByText('Verified. Not shown to anyone.').waitFor();
  assert.equal((await ask(page, stage.base, 'GET', '/v1/me')).email_verified, true);
  await leave(tab);
});

test('another mail is sent to whoever asks for it', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  await page.goto('/');
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/v1/me/email-verification'));
  await banner(page).getByRole('button', {name: 'Send again'}).click();
  const answer = await asked;
  if (answer.status() === 202) await page.getByText('A mail is on its way to you.').waitFor();
  else await page.getByText('You’ve done that too many times.').waitFor();
  await leave(one);
});

test('the address is changed with the password and a mail, and the old one can undo it', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  const fresh = `new.${one.email}`;
  await page.goto('/settings/account');
  const form = page.getByRole('form', {name: 'Email'});
  const field = form.getByLabel('Email', {exact: true});
  assert.equal(await form.getByLabel('Current password').count(), 0);
  await field.fill(fresh);
  await form.getByLabel('Current password').fill('not this one');
  await button(form, 'Change email').click();
  await form.getByText('Wrong password.').waitFor();
  await form.getByLabel('Current password').fill(password);
  await look(page, 'email-change');
  await button(form, 'Change email').click();
  await page.getByText(`${fresh} is waiting for you to open the link we sent there.`).waitFor();
  assert.equal(await field.inputValue(), one.email);
  await look(page, 'email-pending');

  await page.goto(await linkTo(stage.service, fresh, '/verify'));
  await page.getByText('Your new email address is verified').waitFor();
  await look(page, 'email-changed');
  await page.goto('/settings/account');
  assert.equal(await form.getByLabel('Email', {exact: true}).inputValue(), fresh);

  // Whoever has only the old address: opening the link alone does nothing.
  const undo = await linkTo(stage.service, one.email, '/undo');
  const tab = await openTab(stage.browser, stage.base);
  await tab.page.goto(undo);
  await tab.page.getByRole('heading', {level: 1, name: 'Undo the new email address'}).waitFor();
  assert.equal(tab.page.url(), `${stage.base}/undo`);
  assert.equal((await ask(page, stage.base, 'GET', '/v1/me')).email, fresh);
  await button(tab.page, 'Undo the change').click();
  await tab.page.getByText('The change is undone.').waitFor();
  await tab.page.getByText('Change it now.').waitFor();
  await tab.page.getByRole('link', {name: 'Get a new password'}).waitFor();
  await look(tab.page, 'email-undone');
  // Whoever had changed it is out, and so is everybody else.
  await expectEnded(one);
  for (const each of [one, tab]) await leave(each);
});

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

test('sessions say what they run on, and all others end at once', async () => {
  const one = await newcomer(stage);
  const other = await elsewhere(one, firefox);
  const {page} = one;
  await page.goto('/settings/sessions');
  await page.getByText(/^This device/).waitFor();
  await page.getByText('Firefox on Windows', {exact: true}).waitFor();
  await look(page, 'sessions-two');
  await page.evaluate(() => localStorage.setItem('fotogal.language', 'pt-BR'));
  await page.reload();
  await page.getByText('Firefox em Windows', {exact: true}).waitFor();
  await page.evaluate(() => localStorage.setItem('fotogal.language', 'en'));
  await page.reload();
  await button(page, 'End all others').click();
  await page.getByText('All other sessions have ended.').waitFor();
  assert.equal(await page.getByRole('main').getByRole('listitem').count(), 1);
  assert.equal(await button(page, 'End all others').count(), 0);
  await expectEnded(other);
  await page.reload();
  await page.getByText(/^This device/).waitFor();
  for (const each of [one, other]) await leave(each);
});

test('a password that is easy to guess is refused with the reason, where it is chosen', async () => {
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await page.goto('/signup');
  await page.getByLabel('Email').fill('guessable@example.com');
  await page.getByLabel('Full name').fill('Guess Able');
  await page.getByLabel('Username').fill('guessable.one');
  for (const guessable of ['password123', 'guessable.one', 'zzzzzzzzzzzz']) {
    await page.getByLabel('Password').fill(guessable);
    await page.getByText('How hard it is to guess: weak').waitFor();
    await button(page, 'Sign up').click();
    await page.getByText(/easy to guess/).waitFor();
  }
  await look(page, 'signup-guessable');
  await leave(tab);
});
