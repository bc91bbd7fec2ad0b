// Which of a photo's sizes a page asks for, and the badge of what moves.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {examine} from './axe.mjs';
import {leave, newcomer, openTab, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();

// 2 x 1 pixels, twice.
const frame = '2c0000000002000100000202440a00';
const moving = Buffer.from(`47494638396102000100800000ff00000000ff${frame}${frame}3b`, 'hex');

const shown = (page) => page.locator('.stage img').evaluate(async (image) => {
  await image.decode();
  return new URL(image.currentSrc).searchParams.get('size');
});

async function onPage(image, options) {
  const tab = await newcomer(stage, options);
  const {id, urls} = await post(tab.page, stage.base, image);
  await tab.page.goto(`/p/${id}`);
  const size = await shown(tab.page);
  assert.equal(new URL(urls.large, stage.base).searchParams.get('size'), 'large');
  await leave(tab);
  return size;
}

test('a photo page shows the smallest size that does for the screen', async () => {
  const fine = {deviceScaleFactor: 2};
  assert.equal(await onPage(png(1, 2600, 1800), fine), 'large');
  assert.equal(await onPage(png(1, 2600, 1800)), 'medium');
  assert.equal(await onPage(png(1, 900, 600), fine), 'medium');
  // A large one of a strip is narrower than its medium.
  assert.equal(await onPage(png(1, 900, 9000), fine), 'original');
});

test('a large size is answered where none is stored', async () => {
  const tab = await newcomer(stage);
  const {urls} = await post(tab.page, stage.base, png(4, 30, 20));
  const answer = await tab.page.request.get(stage.base + urls.large);
  assert.equal(answer.status(), 200);
  assert.match(answer.headers()['content-type'], /^image\//);
  await leave(tab);
});

test('a picture that moves says so in lists, and moves on its own page', async () => {
  const author = await newcomer(stage);
  const still = await post(author.page, stage.base, png(5, 40, 40));
  const image = await post(author.page, stage.base, moving);
  assert.deepEqual([still.animated, image.animated, image.content_type], [false, true, 'image/gif']);
  const storageState = await author.context.storageState();
  for (const [locale, words] of [['en-US', 'Animated photo'], ['pt-BR', 'Foto animada']]) {
    const tab = await openTab(stage.browser, stage.base, {locale, storageState});
    const {page} = tab;
    const badge = page.getByRole('img', {name: words, exact: true});
    await page.goto('/');
    await badge.waitFor();
    assert.equal(await badge.count(), 1);
    await examine(page, `moving-${locale}`);
    await page.goto(`/@${author.username}`);
    await page.locator('a.tile').filter({has: badge}).waitFor();
    assert.equal(await badge.count(), 1);
    await page.goto(`/p/${image.id}`);
    assert.equal(await shown(page), 'original');
    assert.equal(await badge.count(), 0);
    await leave(tab);
  }
  await leave(author);
});
