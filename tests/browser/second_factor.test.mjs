// Two-step log-in: switched on, used by code and by recovery code, switched off.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {ask, leave, newcomer, openTab, password, stageFor} from './browser.mjs';
import {linkTo} from './mails.mjs';
import {codeOf} from './totp.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name, exact: true});
const inside = (page) => page.getByRole('navigation', {name: 'Main'}).waitFor();
const focused = (page, name) => page.waitForFunction((wanted) => document.activeElement?.getAttribute('name') === wanted, name);

async function logInBy(page, username) {
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(password);
  await button(page, 'Log in').click();
}

async function logOut(page) {
  await page.goto('/settings/account');
  await button(page, 'Log out').click();
  await page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
}

// Switched on by the API, for what is not about that: the person with the secret and the recovery codes.
async function guarded() {
  const one = await newcomer(stage);
  const {secret} = await ask(one.page, stage.base, 'POST', '/v1/me/totp', {data: {password}});
  const {recovery_codes: recovery} = await ask(one.page, stage.base, 'PUT', '/v1/me/totp', {data: {code: codeOf(secret)}});
  return {...one, secret, recovery};
}

test('a log-in asks for a code; a wrong one is refused, and one begins again', async () => {
  const one = await guarded();
  const {page, username, secret, recovery} = one;
  await logOut(page);
  await logInBy(page, username);
  await page.getByRole('heading', {level: 1, name: 'Enter your code'}).waitFor();
  await focused(page, 'code');
  await page.getByText('A recovery code works, too.').waitFor();
  const field = page.getByLabel('Code', {exact: true});
  assert.equal(await field.getAttribute('inputmode'), 'numeric');
  assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
  await look(page, 'log-in-code');
  await page.keyboard.press('Enter');
  await page.getByText('Fill in this field.').waitFor();
  await page.keyboard.type('no code');
  await page.keyboard.press('Enter');
  await page.getByText('That code isn’t right, or it has been used.').waitFor();
  await look(page, 'log-in-code-wrong');

  await button(page, 'Begin again').click();
  await page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  assert.equal(await page.getByLabel('Username or email').inputValue(), username);
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await logInBy(page, username);
  // The code before has switched it on; each works once.
  await field.fill(codeOf(secret, 1));
  await button(page, 'Log in').click();
  await inside(page);

  await logOut(page);
  assert.equal(await page.getByLabel('Username or email').inputValue(), '');
  await logInBy(page, username);
  await button(page, 'Use a recovery code').click();
  await focused(page, 'code');
  await look(page, 'log-in-recovery');
  await page.getByLabel('Recovery code', {exact: true}).fill(recovery[0].toLowerCase());
  await page.keyboard.press('Enter');
  await inside(page);
  await leave(one);
});

test('whoever takes too long or guesses too often is told so, in Portuguese, too', async () => {
  const one = await guarded();
  const tab = await openTab(stage.browser, stage.base, {locale: 'pt-BR'});
  const {page} = tab;
  const enter = async () => {
    await page.getByLabel('Nome de usuário ou e-mail').fill(one.username);
    await page.getByLabel('Senha').fill(password);
    await button(page, 'Entrar').click();
    await page.getByRole('heading', {level: 1, name: 'Digite seu código'}).waitFor();
  };
  await page.goto('/login');
  await enter();
  await page.route('**/v1/login', (route) => route.fulfill({status: 401, contentType: 'application/problem+json', body: '{"code":"log_in_again"}'}));
  await page.getByLabel('Código', {exact: true}).fill('123456');
  await button(page, 'Entrar').click();
  await page.getByRole('heading', {level: 1, name: 'Entrar'}).waitFor();
  await page.getByText('Demorou demais. Entre de novo.').waitFor();
  await look(page, 'log-in-late-portuguese');
  await page.unroute('**/v1/login');
  await enter();
  for (let guess = 1; guess <= 5; ++guess) {
    await page.getByLabel('Código', {exact: true}).fill(`${guess}`);
    const answer = page.waitForResponse('**/v1/login');
    await button(page, 'Entrar').click();
    assert.equal((await answer).status(), guess === 5 ? 429 : 403);
    await button(page, 'Entrar').and(page.locator('[aria-disabled=false]')).waitFor();
  }
  await page.getByText('Muitas tentativas. Tente de novo em um minuto.').waitFor();
  await look(page, 'log-in-guessed-portuguese');
  for (const each of [one, tab]) await leave(each);
});

// What a page has put there to download.
async function textOf(page, link) {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const chunks = await (await download.createReadStream()).toArray();
  return {name: download.suggestedFilename(), text: Buffer.concat(chunks).toString()};
}

async function openPart(page, name) {
  await page.goto('/settings');
  await page.getByRole('link', {name: 'Security'}).click();
  const part = page.getByRole('main').locator('section').filter({has: page.getByRole('heading', {name: 'Two-step log-in'})});
  await button(part, name).click();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2');
  return part;
}

async function askForOffer(page, part) {
  const field = part.getByLabel('Your password');
  await field.fill('not this one');
  await look(page, 'second-factor-password');
  await button(part, 'Continue').click();
  await part.getByText('Wrong password.').waitFor();
  await field.fill(password);
  await page.keyboard.press('Enter');
  await part.getByRole('img', {name: 'QR code for your authenticator app'}).locator('path[d^="M4 4h1"]').waitFor({state: 'attached'});
}

async function keepCodes(page) {
  await page.getByRole('heading', {level: 2, name: 'Two-step log-in is on'}).waitFor();
  const codes = await page.getByRole('list', {name: 'Recovery codes'}).getByRole('listitem').allTextContents();
  assert.equal(new Set(codes).size, 10);
  await button(page, 'Copy').click();
  await page.getByText('Recovery codes copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), codes.join('\n'));
  const {name, text} = await textOf(page, page.getByRole('link', {name: 'Download as text'}));
  assert.equal(name, 'fotogal-recovery-codes.txt');
  assert.deepEqual(text.trim().split('\n').slice(2), codes);
  await button(page, 'Done').click({force: true});
  await page.getByText('Keep the codes first, then say so here.').waitFor();
  await look(page, 'second-factor-codes');
  await page.getByLabel('I have kept them').check();
  await button(page, 'Done').click();
  await button(page, 'Switch off').waitFor();
  return codes;
}

test('it is switched on by an app, asks from then on, and is switched off', async () => {
  const one = await newcomer(stage);
  const {page, username} = one;
  await one.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const part = await openPart(page, 'Switch on');
  await askForOffer(page, part);
  const secret = (await part.locator('.secret').textContent()).replaceAll(' ', '');
  assert.match(secret, /^[A-Z2-7]{32}$/);
  const field = part.getByLabel('Code', {exact: true});
  await field.fill('no code');
  await page.keyboard.press('Enter');
  await part.getByText('That code isn’t right, or it has been used.').waitFor();
  await look(page, 'second-factor-offer');
  await field.fill(codeOf(secret));
  await button(part, 'Switch on').click();
  const codes = await keepCodes(page);
  await look(page, 'second-factor-on');
  assert.equal((await ask(page, stage.base, 'GET', '/v1/me')).second_factor, true);

  await logOut(page);
  await logInBy(page, username);
  await page.getByLabel('Code', {exact: true}).fill(codeOf(secret, 1));
  await page.keyboard.press('Enter');
  await inside(page);

  await openPart(page, 'Switch off');
  await part.getByLabel('Your password').fill('not this one');
  await button(part, 'Use a recovery code').click();
  await part.getByLabel('Recovery code', {exact: true}).fill(codes[3]);
  await button(part, 'Switch off').click();
  await part.getByText('Wrong password.').waitFor();
  await look(page, 'second-factor-off-refused');
  await part.getByLabel('Your password').fill(password);
  await button(part, 'Switch off').click();
  await page.getByText('Two-step log-in is off.').waitFor();
  await button(part, 'Switch on').waitFor();
  assert.equal((await ask(page, stage.base, 'GET', '/v1/me')).second_factor, false);
  await logOut(page);
  await logInBy(page, username);
  await inside(page);
  await leave(one);
});

test('an offer that has ended, and what another window has done, are said in Portuguese', async () => {
  const one = await newcomer(stage, {locale: 'pt-BR'});
  const {page} = one;
  const offered = async () => {
    await button(page, 'Ativar').click();
    await page.getByLabel('Sua senha').fill(password);
    await button(page, 'Continuar').click();
    await page.getByLabel('Código', {exact: true}).fill('123456');
  };
  await page.goto('/settings/password');
  await offered();
  await look(page, 'second-factor-offer-portuguese');
  await page.route('**/v1/me/totp', (route) => route.fulfill({status: 409, contentType: 'application/problem+json', body: '{"code":"not_offered"}'}));
  await button(page, 'Ativar').click();
  await page.getByText('Demorou demais. Comece de novo.').waitFor();
  await page.unroute('**/v1/me/totp');
  await offered();
  const {secret} = await ask(page, stage.base, 'POST', '/v1/me/totp', {data: {password}});
  await ask(page, stage.base, 'PUT', '/v1/me/totp', {data: {code: codeOf(secret)}});
  await button(page, 'Ativar').click();
  await page.getByText('A verificação em duas etapas já está ativada.').waitFor();
  await button(page, 'Desativar').click();
  await look(page, 'second-factor-off-portuguese');
  await button(page, 'Cancelar').click();
  await page.getByText('Ativada. Entrar também exige').waitFor();
  await leave(one);
});

test('who has lost app and codes asks for a mail, and the wait that it begins can be stopped', async () => {
  const one = await guarded();
  const {page, username} = one;
  await logOut(page);
  await logInBy(page, username);
  await button(page, 'I’ve lost the app and the recovery codes').click();
  await page.getByRole('heading', {level: 1, name: 'Get back in without codes'}).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await look(page, 'lost-codes');
  await button(page, 'Enter a code').click();
  await focused(page, 'code');
  await button(page, 'I’ve lost the app and the recovery codes').click();
  await button(page, 'Send the link').click();
  await page.getByText('A mail is on its way.').waitFor();
  await look(page, 'lost-codes-sent');

  await page.goto(await linkTo(stage.service, one.email, '/recover'));
  await page.getByRole('heading', {level: 1, name: 'Switch two-step log-in off'}).waitFor();
  await look(page, 'recover');
  await button(page, 'Begin the wait').click();
  await page.getByText('The wait has begun.').waitFor();
  await look(page, 'recover-begun');
  const stop = await linkTo(stage.service, one.email, '/stop');

  const tab = await openTab(stage.browser, stage.base, {locale: 'pt-BR'});
  await tab.page.goto(stop);
  await tab.page.getByRole('heading', {level: 1, name: 'Manter a verificação em duas etapas'}).waitFor();
  await look(tab.page, 'stop-portuguese');
  await button(tab.page, 'Manter ativada').focus();
  await tab.page.keyboard.press('Enter');
  await tab.page.getByText('A verificação em duas etapas continua ativada.').waitFor();
  await look(tab.page, 'stopped-portuguese');
  await tab.page.goto('/stop');
  await tab.page.goto(stop);
  await button(tab.page, 'Manter ativada').click();
  await tab.page.getByText('Este link não funciona mais').waitFor();
  for (const each of [one, tab]) await leave(each);
});
