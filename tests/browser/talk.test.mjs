// Threads under photos, and bookmarks: replies, likes and edits of comments, what is told of them, the grid of what one keeps.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {answered, ask, leave, newcomer, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name, exact: true});
const problem = (status, code) => ({status, contentType: 'application/problem+json', body: JSON.stringify({code})});
const line = (page, text) => page.locator('li.comment').filter({has: page.getByText(text, {exact: true})}).last();

async function say(page, image, text, more = {}) {
  return ask(page, stage.base, 'POST', `/v1/images/${image.id}/comments`, {data: {text, ...more}});
}

test('a photo is bookmarked in the feed and on its page, and kept in a grid that nobody else sees', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const first = await post(page, stage.base, png(1, 40, 40), 'the first'), second = await post(page, stage.base, png(2, 40, 40), 'the second');
  await page.goto('/bookmarks');
  await page.getByRole('heading', {name: 'No bookmarks yet'}).waitFor();
  await look(page, 'bookmarks-none');
  await page.goto('/');
  for (const text of ['the first', 'the second'])
    await answered(page, 'PUT', '/bookmark', () => page.locator('article').filter({hasText: text}).getByRole('button', {name: 'Bookmark'}).click());
  await page.goto(`/p/${first.id}`);
  assert.equal(await button(page, 'Remove bookmark').getAttribute('aria-pressed'), 'true');
  await page.goto(`/@${tab.username}`);
  await page.getByRole('link', {name: 'Bookmarks'}).click();
  await page.getByRole('heading', {level: 1, name: 'Bookmarks'}).waitFor();
  const tiles = page.locator('a.tile');
  await tiles.nth(1).waitFor();
  assert.deepEqual(await tiles.evaluateAll((all) => all.map((one) => one.getAttribute('href'))), [`/p/${second.id}`, `/p/${first.id}`]);
  await look(page, 'bookmarks');
  await tiles.first().click();
  await answered(page, 'DELETE', '/bookmark', () => button(page, 'Remove bookmark').click());
  await page.goBack();
  await tiles.first().waitFor();
  assert.equal(await tiles.count(), 1);
  await leave(tab);
});

test('a bookmark that the service refuses is taken back', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const image = await post(page, stage.base, png(3, 40, 40));
  await page.goto(`/p/${image.id}`);
  await page.route('**/bookmark', (route) => route.fulfill(problem(404, 'not_found')));
  await button(page, 'Bookmark').click();
  await page.getByText('That’s no longer available.').waitFor();
  assert.equal(await button(page, 'Bookmark').getAttribute('aria-pressed'), 'false');
  await leave(tab);
});

test('people answer each other in a thread, by mouse and by keys', async () => {
  const [ana, bia] = [await newcomer(stage), await newcomer(stage)];
  const {page} = bia;
  const image = await post(ana.page, stage.base, png(4, 40, 40));
  await say(ana.page, image, 'What do you see?');
  await page.goto(`/p/${image.id}`);
  await line(page, 'What do you see?').getByRole('button', {name: `Reply to ${ana.username}`}).click();
  await page.getByText(`Replying to @${ana.username}`).waitFor();
  const field = page.getByRole('textbox', {name: `Reply to ${ana.username}`});
  assert.ok(await field.evaluate((one) => one === document.activeElement));
  await look(page, 'replying');
  await field.fill('A harbour');
  await field.press('Control+Enter');
  await page.getByRole('list', {name: `Replies to ${ana.username}`}).getByText('A harbour').waitFor();
  await page.getByRole('textbox', {name: 'Write a comment'}).waitFor();
  await page.getByRole('link', {name: 'Comment, 2 comments'}).waitFor();
  // Escape: it is to be no reply.
  await line(page, 'A harbour').getByRole('button', {name: `Reply to ${bia.username}`}).click();
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', {name: 'Write a comment'}).waitFor();
  await button(page, 'Hide replies').click();
  assert.equal(await page.getByText('A harbour').count(), 0);
  const open = button(page, 'View 1 reply');
  assert.equal(await open.getAttribute('aria-expanded'), 'false');
  await open.focus();
  await page.keyboard.press('Enter');
  await page.getByText('A harbour').waitFor();
  await look(page, 'thread');
  // A reply to a reply is in the same thread, and names whom it answers.
  await ana.page.goto(`/p/${image.id}`);
  await button(ana.page, 'View 1 reply').click();
  await button(ana.page, `Reply to ${bia.username}`).click();
  const answer = ana.page.getByRole('textbox', {name: `Reply to ${bia.username}`});
  await ana.page.waitForFunction((begun) => [...document.querySelectorAll('textarea')].some(({value}) => value === begun), `@${bia.username} `);
  await answer.pressSequentially('yes');
  await button(ana.page, 'Post').click();
  await ana.page.getByText(`@${bia.username} yes`, {exact: true}).waitFor();
  const {items} = await ask(page, stage.base, 'GET', `/v1/images/${image.id}/comments`);
  assert.deepEqual(items.map(({text, reply_count: replies}) => [text, replies]), [['What do you see?', 2]]);
  await leave(ana);
  await leave(bia);
});

test('a thread goes as a whole, after a word of warning, and comes back if the service refuses', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const image = await post(page, stage.base, png(5, 40, 40));
  const first = await say(page, image, 'the beginning');
  await say(page, image, 'the end', {reply_to: first.id});
  await page.goto(`/p/${image.id}`);
  const remove = async () => {
    await button(page, `Comment by ${tab.username}`).first().click();
    await page.getByRole('dialog').getByRole('button', {name: 'Delete comment'}).click();
    await page.getByText('The replies to it will be deleted too.').waitFor();
    await page.getByRole('dialog').getByRole('button', {name: 'Delete comment'}).click();
  };
  await page.route('**/comments/*', (route) => route.fulfill(problem(403, 'not_yours')));
  await remove();
  await page.getByText('That isn’t yours.').waitFor();
  await page.getByText('the beginning').waitFor();
  await page.unroute('**/comments/*');
  await remove();
  await page.getByText('Comment deleted.').waitFor();
  await page.getByRole('link', {name: 'Comment, 0 comments'}).waitFor();
  assert.equal(await page.getByText('the beginning').count(), 0);
  await leave(tab);
});

test('comments are liked, and the last press counts', async () => {
  const [ana, bia] = [await newcomer(stage), await newcomer(stage)];
  const {page} = bia;
  const image = await post(ana.page, stage.base, png(6, 40, 40));
  const said = await say(ana.page, image, 'like this');
  await page.goto(`/p/${image.id}`);
  await answered(page, 'PUT', '/like', () => button(page, `Like ${ana.username}’s comment`).click());
  await line(page, 'like this').getByText('1 like').waitFor();
  await answered(page, 'DELETE', '/like', () => button(page, `Unlike ${ana.username}’s comment`).click());
  await button(page, `Like ${ana.username}’s comment`).waitFor();
  assert.equal(await line(page, 'like this').getByText('1 like').count(), 0);
  await page.route('**/like', (route) => route.fulfill(problem(404, 'not_found')));
  await button(page, `Like ${ana.username}’s comment`).click();
  await page.getByText('That’s no longer available.').waitFor();
  await button(page, `Like ${ana.username}’s comment`).waitFor();
  await page.unroute('**/like');
  await ask(page, stage.base, 'PUT', `/v1/images/${image.id}/comments/${said.id}/like`);
  await page.reload();
  await line(page, 'like this').getByText('1 like').waitFor();
  await leave(ana);
  await leave(bia);
});

test('one’s own comment is edited while it is young, and says so', async () => {
  const tab = await newcomer(stage, {locale: 'pt-BR'});
  const {page} = tab;
  const image = await post(page, stage.base, png(7, 40, 40));
  await say(page, image, 'qu luz!');
  await page.goto(`/p/${image.id}`);
  const menu = button(page, `Comentário de ${tab.username}`), edit = page.getByRole('dialog').getByRole('button', {name: 'Editar comentário'});
  await menu.click();
  await edit.click();
  const field = page.getByRole('dialog').getByRole('textbox');
  await field.fill('que luz!');
  await look(page, 'comment-edit');
  await page.route('**/comments/*', (route) => route.fulfill(problem(409, 'too_late_to_edit')));
  await page.getByRole('dialog').getByRole('button', {name: 'Salvar'}).click();
  await page.getByText('Um comentário pode ser editado por 15 minutos.').waitFor();
  await page.unroute('**/comments/*');
  await page.getByRole('dialog').getByRole('button', {name: 'Salvar'}).click();
  await page.getByText('que luz!', {exact: true}).waitFor();
  await page.getByText('editado').waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
  // The list is as if it had been written an hour ago.
  await page.route('**/comments?*', async (route) => {
    const answer = await route.fetch();
    const json = await answer.json();
    for (const one of json.items) one.created_at = new Date(Date.now() - 3600e3).toISOString();
    await route.fulfill({response: answer, json});
  });
  await page.reload();
  await menu.click();
  await page.getByRole('dialog').getByRole('button', {name: 'Excluir comentário'}).waitFor();
  assert.equal(await edit.count(), 0);
  await leave(tab);
});

test('notifications show the words and the photo', async () => {
  const [ana, bia] = [await newcomer(stage), await newcomer(stage)];
  const image = await post(ana.page, stage.base, png(8, 40, 40));
  const first = await say(ana.page, image, 'Where is it?');
  await say(bia.page, image, 'In the north, where the light is long', {reply_to: first.id});
  await ask(bia.page, stage.base, 'PUT', `/v1/images/${image.id}/comments/${first.id}/like`);
  const {page} = ana;
  await page.goto('/notifications');
  await page.getByText(`${bia.username} replied to your comment on a photo.`).waitFor();
  await page.getByText('In the north, where the light is long').waitFor();
  await page.getByText(`${bia.username} liked your comment on a photo.`).waitFor();
  await page.getByText('Where is it?').waitFor();
  const shown = page.locator('img.notice-photo');
  assert.equal(await shown.count(), 2);
  await page.waitForFunction(() => [...document.querySelectorAll('img.notice-photo')].every((one) => one.complete && one.naturalWidth > 0));
  const {urls} = await ask(page, stage.base, 'GET', `/v1/images/${image.id}`);
  assert.equal(await shown.first().getAttribute('src'), urls.thumb);
  await look(page, 'notices-words');
  await page.locator('.notice').first().getByRole('link', {name: 'a photo'}).click();
  await page.getByText('Where is it?').waitFor();
  await leave(ana);
  await leave(bia);
});
