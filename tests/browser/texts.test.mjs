// Texts as people type and paste them into the client, with real keys.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {ask, choose, leave, newcomer, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();

// As the clipboard has it: a paste into what has the focus.
async function paste(page, text) {
  await page.evaluate((pasted) => document.execCommand('insertText', false, pasted), text);
}

// What the service was asked with and what it answered, of the next such request.
function answered(page, method, path) {
  return page.waitForResponse((answer) => answer.request().method() === method && new URL(answer.url()).pathname === path);
}

test('a caption with a line break from the Enter key is shared', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/upload');
  await choose(page, {name: 'harbour.png', bytes: png(180, 64, 48)});
  await page.getByLabel('Caption').click();
  await page.keyboard.type('First line');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('third line');
  await page.getByText('Add a description').click();
  await page.getByLabel('Description').click();
  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  const sent = answered(page, 'POST', '/v1/images');
  await page.getByRole('button', {name: 'Share photo'}).click();
  const answer = await sent;
  assert.equal(answer.status(), 201);
  const image = await answer.json();
  assert.equal(image.caption, 'First line\n\nthird line');
  assert.equal(image.alt_text, 'one\ntwo');
  const card = page.getByRole('article').first();
  await card.getByText('third line').waitFor();
  assert.equal(await card.locator('.caption .text').textContent(), 'First line\n\nthird line');
  await leave(tab);
});

test('pasted texts are taken in captions, comments and the profile', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const {base} = stage;
  const image = await post(page, base, png(20, 40, 30), 'before', '');
  await page.goto(`/p/${image.id}`);
  await page.getByRole('button', {name: 'Options'}).click();
  await page.getByRole('button', {name: 'Edit caption and description'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Caption').fill('');
  await dialog.getByLabel('Caption').focus();
  await paste(page, '\ufeffde\u00a0Word:\u2028 auto\u00admático \u2067\u05e9\u05dc\u05d5\u05dd');
  const patched = answered(page, 'PATCH', `/v1/images/${image.id}`);
  await dialog.getByRole('button', {name: 'Save'}).click();
  assert.equal((await (await patched).json()).caption, 'de Word:\n automático \u2067\u05e9\u05dc\u05d5\u05dd\u2069');
  await page.locator('.caption').getByText('automático').waitFor();

  const comment = page.getByLabel('Write a comment');
  await comment.click();
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await paste(page, 'two\u200b\u202e\ud83d');
  const said = answered(page, 'POST', `/v1/images/${image.id}/comments`);
  await page.keyboard.press('Control+Enter');
  assert.equal((await (await said).json()).text, 'one\ntwo\ufffd');

  await page.goto('/settings');
  await page.getByLabel('Website').fill(' exemplo.com.br\u200b');
  await page.getByLabel('Phone').fill('\u202a+55\u00a011\u00a091234\u20115678\u202c');
  await page.getByLabel('About you').click();
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  const saved = answered(page, 'PATCH', '/v1/me');
  await page.getByRole('button', {name: 'Save'}).click();
  const me = await (await saved).json();
  assert.deepEqual([me.website, me.phone, me.bio], ['https://exemplo.com.br', '+5511912345678', 'one\ntwo']);
  await page.getByText('Saved.').waitFor();
  assert.equal(await page.getByLabel('Website').inputValue(), 'https://exemplo.com.br');
  await leave(tab);
});

// Each is as long as the client says, by what the service stored.
const counted = [
  'plain words', 'e\u0301e\u0301', 'auto\u00admático\u00ad', '\u2067\u05e9', '\u2067\u05e9\n\u202b\u05e9\u2069', '\u202eabc\u202c',
  '👩\u200d👩\u200d👧 a\u200db', '\u0645\u06cc\u200c\u062e', '😀\ufe0f\ufe0f\u{e0100}', '\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}\u{e0067}',
  '\ufeff\u200b\u2060\u0001\ufffc', 'a\u2028b\u0085c\u000bd', '葛\u{e0100}', '\u0e01\u200b\u0e01', 'e\u200b\u0301', '\u200e\u05e9\u200f\u2069',
];

test('the counter counts as the service does', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const {base} = stage;
  const image = await post(page, base, png(21, 40, 30), 'counted', '');
  await page.goto(`/p/${image.id}`);
  await page.getByRole('button', {name: 'Options'}).click();
  await page.getByRole('button', {name: 'Edit caption and description'}).click();
  const field = page.getByRole('dialog').getByLabel('Caption');
  const filler = 'x'.repeat(1900);
  for (const text of counted) {
    await field.fill(text + '\n' + filler);
    const shown = await page.getByRole('dialog').getByText(/ of 2,200$/).textContent();
    const {caption} = await ask(page, base, 'PATCH', `/v1/images/${image.id}`, {data: {caption: text + '\n' + filler}});
    assert.equal(shown, `${[...caption].length.toLocaleString('en-US')} of 2,200`, JSON.stringify(text));
  }
  // At the limit a direction that was left open takes no room.
  const full = '\u2067' + '\u05e9'.repeat(2199);
  await field.fill(full);
  await page.getByRole('dialog').getByText('2,199 of 2,200').waitFor();
  const {caption} = await ask(page, base, 'PATCH', `/v1/images/${image.id}`, {data: {caption: full}});
  assert.equal([...caption].length, 2199);
  await leave(tab);
});

// By name of the input: what is typed, and how what is said beside it begins.
const refusals = [
  ['website', 'mailto:ana@exemplo.com', 'Enter a web address', 'Digite um endereço da web'],
  ['phone', '11 91234-5678', 'Add the country code, as in +55', 'Inclua o código do país, como em +55'],
  ['username', 'ann lee', 'Leave out the spaces', 'Não use espaços'],
  ['birthday', '2999-01-01', 'That date is in the future', 'Essa data está no futuro'],
];

async function saysBeside(page, name, value, save, said) {
  const field = page.locator(`[name="${name}"]`);
  const before = await field.inputValue();
  await field.fill(value);
  await page.getByRole('button', {name: save}).click();
  await page.getByText(said).waitFor();
  const described = await field.getAttribute('aria-describedby');
  const beside = await page.locator(`[id="${described.split(' ').at(-1)}"]`).textContent();
  assert.ok(beside.startsWith(said), beside);
  await field.fill(before);
}

test('what is wrong stands beside the field, in both languages', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/settings');
  for (const [name, value, english] of refusals) await saysBeside(page, name, value, 'Save', english);
  await page.goto('/settings/account');
  await page.getByRole('radio', {name: 'Português (Brasil)'}).check();
  await page.getByRole('heading', {level: 1, name: 'Conta'}).waitFor();
  await page.goto('/settings');
  for (const [name, value, , portuguese] of refusals) await saysBeside(page, name, value, 'Salvar', portuguese);
  await leave(tab);
});

test('search finds by an address, an @ and words behind marks', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const {base} = stage;
  await ask(page, base, 'PATCH', '/v1/me', {data: {full_name: 'Ana O\u2019Brien Silva\u2011Santos', username: 'ana.santos'}});
  for (const typed of ['@ana.santos', `${base}/@ana.santos?${'x'.repeat(150)}`, 'santos', "o'brien", 'santos ana', 'obrien']) {
    await page.goto('/search');
    await page.getByRole('searchbox').fill(typed);
    await page.getByRole('link', {name: 'ana.santos'}).waitFor();
  }
  await page.goto('/search');
  await page.getByRole('searchbox').fill('nobody \u202e(here');
  const none = page.getByRole('heading', {name: /^No results for/});
  await none.waitFor();
  assert.equal(await none.locator('bdi').count(), 1);
  await leave(tab);
});
