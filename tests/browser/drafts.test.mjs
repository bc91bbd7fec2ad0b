// What is typed stays until it has been stored, and not a moment longer.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {ask, leave, newcomer, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const press = (page, name) => page.getByRole('button', {name, exact: true}).click();
const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('fotogal.draft.')));

// Requests of this method to this address wait until `release`, or when they have been answered their answers do; the
// first of them is `met`.
async function hold(page, method, address, {answered = false} = {}) {
  let release, meet;
  const held = new Promise((done) => release = done);
  const met = new Promise((done) => meet = done);
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    const response = answered ? await route.fetch() : undefined;
    meet();
    await held;
    await (response ? route.fulfill({response}) : route.continue());
  });
  return {release, met};
}

test('a saved profile leaves no drafts, and what was changed elsewhere is not written over', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const name = page.getByLabel('Full name'), bio = page.getByLabel('About you');
  await page.goto('/settings');
  await bio.fill('as first written');
  await page.getByLabel('Phone').fill('+55 11 91234 5678');
  assert.deepEqual((await drafts(page)).sort(), ['fotogal.draft.me.bio', 'fotogal.draft.me.phone']);
  await press(page, 'Save');
  await page.getByText('Saved.', {exact: true}).waitFor();
  assert.deepEqual(await drafts(page), []);
  await ask(page, stage.base, 'PATCH', '/v1/me', {data: {bio: 'written elsewhere', is_private: true}});
  await page.reload();
  await name.fill('Another Name');
  assert.equal(await bio.inputValue(), 'written elsewhere');
  await press(page, 'Save');
  await page.getByText('Saved.', {exact: true}).waitFor();
  const now = await ask(page, stage.base, 'GET', '/v1/me');
  assert.deepEqual([now.full_name, now.bio, now.is_private], ['Another Name', 'written elsewhere', true]);
  assert.deepEqual(await drafts(page), []);
  await leave(tab);
});

test('a change of the profile that is not saved says that it is kept, and can be discarded', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const name = page.getByLabel('Full name'), said = page.getByText('Not saved yet.');
  await page.goto('/settings');
  await name.fill('Half a change');
  await said.waitFor();
  await page.reload();
  assert.equal(await name.inputValue(), 'Half a change');
  await press(page, 'Discard changes');
  await said.waitFor({state: 'detached'});
  assert.equal(await name.inputValue(), `Name of ${tab.username}`);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'full_name');
  assert.deepEqual(await drafts(page), []);
  await leave(tab);
});

test('what another place changed meanwhile is shown after a save, and stays with the next', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const name = page.getByLabel('Full name');
  await page.goto('/settings');
  await name.fill('One Name');
  await ask(page, stage.base, 'PATCH', '/v1/me', {data: {bio: 'written elsewhere', is_private: true}});
  for (const text of ['One Name', 'Two Names']) {
    await name.fill(text);
    const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
    await press(page, 'Save');
    await saved;
    await page.waitForFunction(() => document.querySelector('[name=bio]').value === 'written elsewhere', null, {timeout: 5000});
  }
  const now = await ask(page, stage.base, 'GET', '/v1/me');
  assert.deepEqual([now.full_name, now.bio, now.is_private], ['Two Names', 'written elsewhere', true]);
  await leave(tab);
});

test('what is typed and switched while the profile is saved stays, also over a reload', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const name = page.getByLabel('Full name'), bio = page.getByLabel('About you');
  await page.goto('/settings');
  await name.fill('A Name');
  await bio.fill('sent');
  const saving = await hold(page, 'PATCH', '**/v1/me');
  await press(page, 'Save');
  await saving.met;
  await bio.fill('sent, and more');
  // Back to what it was before the save is a change too.
  await name.fill(`Name of ${tab.username}`);
  saving.release();
  await page.getByText('Saved.', {exact: true}).waitFor();
  assert.equal(await bio.inputValue(), 'sent, and more');
  assert.equal(await name.inputValue(), `Name of ${tab.username}`);
  await page.reload();
  await bio.waitFor();
  assert.equal(await bio.inputValue(), 'sent, and more');
  assert.equal(await name.inputValue(), `Name of ${tab.username}`);
  await leave(tab);
});

test('what is typed while a comment is sent stays, also over a reload', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const image = await post(page, stage.base, png(30, 40, 40));
  const box = page.getByLabel('Write a comment');
  await page.goto(`/p/${image.id}`);
  await box.fill('the first');
  const saying = await hold(page, 'POST', '**/comments');
  await press(page, 'Post');
  await saying.met;
  await box.fill('the second');
  saying.release();
  await page.getByRole('listitem').filter({hasText: 'the first'}).waitFor();
  assert.equal(await box.inputValue(), 'the second');
  await page.reload();
  await box.waitFor();
  assert.equal(await box.inputValue(), 'the second');
  await press(page, 'Post');
  await page.getByRole('listitem').filter({hasText: 'the second'}).waitFor();
  assert.equal(await box.inputValue(), '');
  assert.deepEqual(await drafts(page), []);
  const {items} = await ask(page, stage.base, 'GET', `/v1/images/${image.id}/comments`);
  assert.deepEqual(items.map(({text}) => text), ['the first', 'the second']);
  await leave(tab);
});

test('a comment is shown once, whether the list of comments was answered before it or after', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const comments = '**/comments*';
  const said = page.getByRole('listitem').filter({hasText: 'only once'});
  for (const before of [true, false]) {
    const image = await post(page, stage.base, png(before ? 32 : 33, 40, 40));
    const listing = await hold(page, 'GET', comments, {answered: before});
    const saying = await hold(page, 'POST', comments, {answered: true});
    await page.goto(`/p/${image.id}`);
    await listing.met;
    await page.getByLabel('Write a comment').fill('only once');
    await press(page, 'Post');
    await saying.met;
    const sent = async () => {
      saying.release();
      await page.waitForFunction(() => document.querySelector('textarea').value === '');
    };
    if (before) await sent();
    listing.release();
    await said.waitFor();
    if (!before) await sent();
    assert.equal(await said.count(), 1);
    await page.unroute(comments);
  }
  await leave(tab);
});

test('what is typed while a caption is saved stays, and the dialog with it', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const image = await post(page, stage.base, png(31, 40, 40), 'before');
  const caption = page.getByRole('dialog').getByLabel('Caption');
  await page.goto(`/p/${image.id}`);
  await press(page, 'Options');
  await press(page, 'Edit caption and description');
  await caption.fill('sent');
  const saving = await hold(page, 'PATCH', `**/v1/images/${image.id}`);
  await press(page, 'Save');
  await saving.met;
  await caption.fill('sent, and more');
  saving.release();
  await page.getByText('Saved.', {exact: true}).waitFor();
  assert.equal(await caption.inputValue(), 'sent, and more');
  assert.equal((await ask(page, stage.base, 'GET', `/v1/images/${image.id}`)).caption, 'sent');
  await press(page, 'Save');
  await caption.waitFor({state: 'detached'});
  assert.equal((await ask(page, stage.base, 'GET', `/v1/images/${image.id}`)).caption, 'sent, and more');
  assert.deepEqual(await drafts(page), []);
  await leave(tab);
});
