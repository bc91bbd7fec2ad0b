// Posts of several photos: made in the composer, turned over in the feed and on their page.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {examine} from './axe.mjs';
import {ask, choose, leave, newcomer, sizes, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name, exact: true});

// Published by the API: so many photos, the first one wide, the second one high.
async function postOf(page, count, more = {}) {
  const ids = [];
  for (let place = 0; place < count; ++place) {
    const picture = png(20 * place + 20, place === 1 ? 200 : 300, place === 1 ? 300 : 200);
    const upload = await ask(page, stage.base, 'POST', '/v1/uploads', {data: {content_type: 'image/png', size: picture.length}});
    await ask(page, stage.base, upload.method, upload.url, {headers: upload.headers, data: picture});
    ids.push(upload.upload_id);
  }
  return await ask(page, stage.base, 'POST', '/v1/images', {data: {upload_ids: ids, alt_texts: ids.map((_, place) => `view ${place + 1}`), ...more}});
}

function files(...names) {
  return names.map((name, at) => ({name: `${name}.png`, bytes: png(30 * at + 10, 60 + at, 40)}));
}

const thumbs = (page) => page.locator('.strip .thumb');
const order = (page) => thumbs(page).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label').replace(/^.*: |\.png$/g, '')));

test('several photos are put in order by keys, buttons and dragging, described, and shared as one post', async () => {
  for (const size of ['phone', 'desktop']) {
    const tab = await newcomer(stage, {size});
    const {page, username} = tab;
    await page.goto('/upload');
    await choose(page, ...files('a', 'b', 'c', 'd'));
    await thumbs(page).nth(3).waitFor();
    assert.deepEqual(await order(page), ['a', 'b', 'c', 'd']);
    await thumbs(page).nth(3).focus();
    await page.keyboard.press('Shift+ArrowLeft');
    assert.deepEqual(await order(page), ['a', 'b', 'd', 'c']);
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^3 of 4: d/);
    await button(page, 'Move later').click();
    assert.deepEqual(await order(page), ['a', 'b', 'c', 'd']);
    const from = await thumbs(page).nth(0).boundingBox(), to = await thumbs(page).nth(2).boundingBox();
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 20, to.y + 20, {steps: 8});
    await page.mouse.up();
    assert.deepEqual(await order(page), ['b', 'c', 'a', 'd']);
    await button(page, 'Remove: a.png').click();
    assert.deepEqual(await order(page), ['b', 'c', 'd']);
    await page.getByLabel('Caption').fill('in order');
    await thumbs(page).nth(1).click();
    await page.getByText('Add a description').click();
    await page.getByLabel('Description of photo 2').fill('the second');
    await examine(page, 'composer-several');
    await page.setViewportSize(sizes[size].viewport);
    await button(page, 'Share 3 photos').click();
    await page.getByRole('article').first().waitFor();
    const {items} = await ask(page, stage.base, 'GET', `/v1/users/${username}/images`);
    assert.equal(items.length, 1);
    assert.equal(items[0].caption, 'in order');
    assert.deepEqual(items[0].photos.map(({width, alt_text}) => [width, alt_text]), [[61, ''], [62, 'the second'], [63, '']]);
    await leave(tab);
  }
});

test('a post has up to ten photos, and what is over is named', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/upload');
  await choose(page, ...files(...'abcdefghijkl'));
  await page.getByText('A post has up to 10 photos: 2 were left out.').waitFor();
  assert.equal(await thumbs(page).count(), 10);
  for (const name of 'abcdefghij') await button(page, `Remove: ${name}.png`).click();
  assert.equal(await page.locator('.outgoing').count(), 0);
  await leave(tab);
});

test('a photo that is refused is named by its place, and the others are not sent again', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  await page.goto('/upload');
  await choose(page, ...files('a', 'b'));
  let puts = 0;
  page.on('request', (request) => puts += request.url().includes('/v1/put/') ? 1 : 0);
  await page.route('**/v1/images', (route) => route.fulfill({
    status: 409, contentType: 'application/problem+json',
    body: JSON.stringify({code: 'upload_missing', errors: [{field: 'upload_ids[1]', code: 'bad_value', message: ''}]}),
  }));
  await button(page, 'Share 2 photos').click();
  await button(page, 'Try again').waitFor();
  assert.equal(puts, 2);
  await page.unroute('**/v1/images');
  await button(page, 'Try again').click();
  await page.getByRole('article').first().waitFor();
  assert.equal(puts, 3);
  const {items} = await ask(page, stage.base, 'GET', `/v1/users/${username}/images`);
  assert.equal(items[0].photos.length, 2);
  await leave(tab);
});

test('the photos of a post are turned over by arrows, keys and swipes, with words for each', async () => {
  for (const size of ['phone', 'desktop']) {
    const tab = await newcomer(stage, {size});
    const {page, username} = tab;
    const {id} = await postOf(page, 3);
    await page.goto('/');
    const card = page.getByRole('article').first();
    await card.waitFor();
    const says = (words) => card.getByRole('status').getByText(words, {exact: true}).waitFor();
    const track = card.getByRole('list', {name: '3 photos'});
    await says('1 of 3');
    if (size === 'desktop') {
      await card.getByRole('button', {name: 'Next photo'}).click();
      await says('2 of 3');
      await card.getByRole('button', {name: 'Previous photo'}).click();
      await says('1 of 3');
    }
    await track.focus();
    for (const [key, words] of [['ArrowRight', '2 of 3'], ['End', '3 of 3'], ['ArrowRight', '3 of 3'], ['ArrowLeft', '2 of 3'], ['Home', '1 of 3']]) {
      await page.keyboard.press(key);
      await says(words);
    }
    assert.equal(await card.getByRole('button', {name: 'Previous photo'}).count(), 0);
    // As a finger does it.
    await track.evaluate((list) => list.scrollBy({left: list.clientWidth, behavior: 'instant'}));
    await says('2 of 3');
    await card.getByRole('img', {name: 'view 2'}).waitFor();
    await examine(page, 'carousel');
    await page.setViewportSize(sizes[size].viewport);
    // The place is kept whatever the sides of a photo are.
    const heights = await track.locator('.picture').evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height)));
    assert.equal(new Set(heights).size, 1);

    await page.goto(`/p/${id}`);
    await page.getByRole('list', {name: '3 photos'}).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('status').getByText('2 of 3', {exact: true}).waitFor();
    await page.getByText('Description', {exact: true}).click();
    await page.locator('details.alt').getByText('view 2').waitFor();
    await button(page, 'Options').click();
    assert.match(await page.getByRole('link', {name: 'Open original'}).getAttribute('href'), /photo=2$/);
    await page.keyboard.press('Escape');
    await examine(page, 'carousel-page');
    await page.setViewportSize(sizes[size].viewport);

    await page.goto(`/@${username}`);
    await page.getByRole('img', {name: '3 photos'}).waitFor();
    await leave(tab);
  }
});

test('each photo of a post has its own description to edit', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const {id} = await postOf(page, 2);
  await page.goto(`/p/${id}`);
  await button(page, 'Options').click();
  await button(page, 'Edit caption and description').click();
  await page.getByLabel('Description of photo 2').fill('another view');
  await button(page, 'Save').click();
  await page.getByText('Saved').waitFor();
  const {photos} = await ask(page, stage.base, 'GET', `/v1/images/${id}`);
  assert.deepEqual(photos.map(({alt_text}) => alt_text), ['view 1', 'another view']);
  await leave(tab);
});

test('a photo is put away and brought back, and pinned to the profile', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  const old = await postOf(page, 1), newer = await postOf(page, 2);
  const choice = async (name) => {
    await button(page, 'Options').click();
    await button(page, name).click();
  };
  const tiles = () => page.locator('a.tile').evaluateAll((all) => all.map((one) => one.getAttribute('href').slice(3)));
  await page.goto(`/p/${old.id}`);
  await choice('Pin to profile');
  await page.getByText('Pinned to your profile.').waitFor();
  await page.goto(`/@${username}`);
  await page.getByRole('img', {name: 'Pinned'}).waitFor();
  assert.deepEqual(await tiles(), [old.id, newer.id]);
  await examine(page, 'profile-pinned');

  await page.goto(`/p/${newer.id}`);
  await choice('Archive');
  await page.getByText('In your archive: only you see it.').waitFor();
  await examine(page, 'photo-archived');
  await page.goto(`/@${username}`);
  await page.locator('a.tile').first().waitFor();
  assert.deepEqual(await tiles(), [old.id]);
  await page.getByText('1 photo', {exact: true}).waitFor();
  await page.getByRole('link', {name: 'Archive'}).click();
  await page.getByRole('heading', {level: 1, name: 'Archive'}).waitFor();
  await page.locator(`.tile[href="/p/${newer.id}"]`).waitFor();
  assert.deepEqual(await tiles(), [newer.id]);
  await examine(page, 'archive');

  await page.locator('a.tile').click();
  await choice('Show on profile again');
  await page.getByText('Back where it was.').waitFor();
  await choice('Archive');
  await page.getByText('In your archive: only you see it.').waitFor();
  await choice('Show on profile again');
  await page.goto(`/p/${old.id}`);
  await choice('Unpin from profile');
  await page.getByText('No longer pinned.').waitFor();
  await page.goto(`/@${username}`);
  await page.locator('a.tile').nth(1).waitFor();
  assert.deepEqual(await tiles(), [newer.id, old.id]);
  await leave(tab);
});

// The sides of the picture that a post of one photo was made of.
async function shared(page, username) {
  await page.getByRole('button', {name: /^Share/}).click();
  await page.getByRole('article').first().waitFor();
  const {items} = await ask(page, stage.base, 'GET', `/v1/users/${username}/images`);
  return [items[0].width, items[0].height];
}

test('a picture is cut by its handles, by keys and to a shape, and turned', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  const shape = (name) => page.getByRole('radio', {name, exact: true}).check();
  const begin = async () => {
    await page.goto('/upload');
    await choose(page, {name: 'view.png', bytes: png(90, 400, 200)});
    await page.locator('.cropper').waitFor();
  };
  const area = page.locator('.cropper .area');
  const drag = async (from, right, down) => {
    const {x, y, width, height} = await from.boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + right, y + height / 2 + down, {steps: 5});
    await page.mouse.up();
  };
  for (const [name, sides] of [['Original', [400, 200]], ['1:1', [200, 200]], ['4:5', [160, 200]], ['16:9', [356, 200]]]) {
    await begin();
    await shape(name);
    assert.deepEqual(await shared(page, username), sides, name);
  }

  await begin();
  await shape('Free');
  const box = await page.locator('.cropper').boundingBox();
  await drag(button(page, 'Bottom right corner'), -box.width / 2, -box.height / 4);
  await drag(area, box.width, 0);
  await examine(page, 'composer-crop');
  assert.deepEqual(await shared(page, username), [200, 150]);

  await begin();
  await shape('1:1');
  await button(page, 'Top left corner').focus();
  for (let times = 0; times < 10; ++times) await page.keyboard.press('ArrowRight');
  // A square stays one, whatever is pressed.
  const [width, height] = await shared(page, username);
  assert.ok(width === height && width < 200, `${width}x${height}`);

  await begin();
  await button(page, 'Rotate').click();
  assert.deepEqual(await shared(page, username), [200, 400]);
  await begin();
  await button(page, 'Rotate').click();
  await shape('4:5');
  assert.deepEqual(await shared(page, username), [200, 250]);
  await leave(tab);
});
