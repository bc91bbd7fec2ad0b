// Suspended by a moderator, with the command that operators use: why, what is left to do, and back; and what a moderator removes.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {ask, leave, newcomer, openTab, password, post, stageFor} from './browser.mjs';
import {linkTo, mailsTo} from './mails.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name, exact: true});
const heading = (page, name) => page.getByRole('heading', {level: 1, name, exact: true});

function moderate(...act) {
  const said = execFileSync(process.env.FOTOGAL, ['moderate', ...act, '--json', '--data', stage.service.data], {encoding: 'utf8'});
  return JSON.parse(said);
}
const suspend = ({username}, reason = 'Advertisements in comments.') => moderate('suspend', username, '--reason', reason);
const restore = ({username}) => moderate('restore', username, '--reason', 'That was a mistake.');

async function mailWith(address, subject) {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const found = mailsTo(stage.service, address).find((mail) => mail.subject === subject);
    if (found) return found;
    await new Promise((done) => setTimeout(done, 150));
  }
  throw new Error(`no mail to ${address}: ${subject}`);
}

async function logInBy(page, username) {
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(password);
  await button(page, 'Log in').click();
}

test('suspended: the page says why, photos no longer load, and everything comes back', async () => {
  const one = await newcomer(stage), other = await newcomer(stage);
  const image = await post(one.page, stage.base, png(41), 'A photo of mine');
  await ask(other.page, stage.base, 'PUT', `/v1/users/${one.username}/follow`);
  const {urls} = await ask(other.page, stage.base, 'GET', `/v1/images/${image.id}`);
  const loads = async () => (await other.page.request.get(new URL(urls.original, stage.base).href)).ok();
  assert.ok(await loads());
  const before = await ask(other.page, stage.base, 'GET', `/v1/users/${one.username}`);

  suspend(one);
  assert.ok(!await loads());
  await other.page.goto(`/@${one.username}`);
  await heading(other.page, 'There’s nothing here').or(other.page.getByRole('heading', {level: 1})).first().waitFor();
  assert.equal((await other.page.request.get(`${stage.base}/v1/users/${one.username}`)).status(), 404);

  // wherever the person comes in
  for (const path of ['/', '/settings', `/@${other.username}`, '/upload']) {
    await one.page.goto(path);
    await heading(one.page, 'Your account is suspended').waitFor();
    assert.equal(await one.page.getByRole('navigation', {name: 'Main'}).count(), 0);
  }
  await one.page.getByText('Advertisements in comments.').waitFor();
  await one.page.getByText('write to the people who run this service').waitFor();
  await look(one.page, 'suspended');

  restore(one);
  await button(one.page, 'Check again').click();
  await one.page.getByRole('navigation', {name: 'Main'}).waitFor();
  assert.deepEqual((await ask(other.page, stage.base, 'GET', `/v1/users/${one.username}`)).counts, before.counts);
  const {urls: again} = await ask(other.page, stage.base, 'GET', `/v1/images/${image.id}`);
  assert.ok((await other.page.request.get(new URL(again.original, stage.base).href)).ok());
  for (const tab of [one, other]) await leave(tab);
});

test('suspended: somebody in the middle of something is led to the page by the first refusal', async () => {
  const one = await newcomer(stage), other = await newcomer(stage);
  const image = await post(other.page, stage.base, png(42), 'A photo of another');
  await one.page.goto(`/p/${image.id}`);
  const like = one.page.getByRole('button', {name: 'Like', exact: true}).first();
  await like.waitFor();
  suspend(one);
  await like.click();
  await heading(one.page, 'Your account is suspended').waitFor();
  // refused requests are written to the console by the browser itself
  one.faults.length = 0;
  for (const tab of [one, other]) await leave(tab);
});

test('suspended: logging in, the data, the password and leaving, by keyboard', async () => {
  const one = await newcomer(stage);
  suspend(one, 'Palavras da moderação.');
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await page.goto('/login');
  await logInBy(page, one.username);
  await heading(page, 'Your account is suspended').waitFor();
  await page.getByText('Palavras da moderação.').waitFor();
  await button(page, 'Prepare export').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', {name: /^Download/}).waitFor();
  await page.getByRole('link', {name: 'Change password'}).focus();
  await page.keyboard.press('Enter');
  await heading(page, 'Change password').or(page.getByLabel('New password')).first().waitFor();
  await page.goto('/');
  await button(page, 'Log out').focus();
  await page.keyboard.press('Enter');
  await heading(page, 'Log in').waitFor();
  await logInBy(page, one.username);
  await heading(page, 'Your account is suspended').waitFor();
  await page.getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
  await button(page, 'Delete my account').click();
  await page.getByText('Your account is being deleted. Goodbye.').waitFor();
  for (const each of [one, tab]) await leave(each);
});

test('suspended: in Portuguese', async () => {
  const one = await newcomer(stage, {locale: 'pt-BR'});
  // to a verified address it is mailed, too
  const link = await linkTo(stage.service, one.email, '/verify');
  await ask(one.page, stage.base, 'PUT', '/v1/email-verifications', {data: {token: new URL(link).hash.slice(1)}});
  suspend(one, 'Propaganda.');
  const mail = await mailWith(one.email, 'Your account was suspended');
  assert.ok(mail.bodyText.includes('Propaganda.'));
  await one.page.goto('/');
  await heading(one.page, 'A sua conta está suspensa').waitFor();
  await one.page.getByText('Propaganda.').waitFor();
  await one.page.getByText('responda ao e-mail que avisou você').waitFor();
  await look(one.page, 'suspended-pt');
  await leave(one);
});

test('what a moderator has removed is told with the reason, and gone for its owner, too', async () => {
  const one = await newcomer(stage);
  const image = await post(one.page, stage.base, png(43), 'To be removed');
  const kept = await post(one.page, stage.base, png(44), 'To be kept');
  const comment = await ask(one.page, stage.base, 'POST', `/v1/images/${kept.id}/comments`, {data: {text: 'words'}});
  const original = new URL(image.urls.original, stage.base).href;
  assert.ok((await one.page.request.get(original)).ok());
  moderate('remove', 'image', image.id, '--reason', 'It shows somebody who did not agree.');
  moderate('remove', 'comment', `${kept.id}/${comment.id}`, '--reason', 'Insults.');
  assert.ok(!(await one.page.request.get(original)).ok());
  await one.page.goto('/notifications');
  await one.page.getByText('One of your photos was removed by the people who run this service.').waitFor();
  await one.page.getByText('The reason: It shows somebody who did not agree.').waitFor();
  await one.page.getByText('The reason: Insults.').waitFor();
  await look(one.page, 'removals');
  // mails go to verified addresses alone
  assert.ok(!mailsTo(stage.service, one.email).some(({subject}) => subject.includes('removed')));
  await leave(one);
});
