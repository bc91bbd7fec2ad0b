// The feed under one's fingers: likes, endless scroll, blurs that become pictures, nothing that moves.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {examine} from './axe.mjs';
import {ask, expectStill, leave, newcomer, post, recordShifts, shot, sizes, stageFor} from './browser.mjs';
import {moveAddresses} from './moved.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const card = (page) => page.getByRole('article').first();

test('a like is shown at once and taken back when the service refuses', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await post(page, stage.base, png(1, 40, 40), 'to be liked');
  await page.goto('/');
  let release;
  const held = new Promise((done) => release = done);
  await page.route('**/like', async (route) => {
    await held;
    await route.fulfill({status: 404, contentType: 'application/problem+json', body: '{"type":"about:blank","status":404,"code":"not_found","detail":""}'});
  });
  await card(page).getByRole('button', {name: 'Like', exact: true}).click();
  await card(page).getByRole('button', {name: 'Unlike'}).waitFor();
  await card(page).getByText('1 like', {exact: true}).waitFor();
  release();
  await card(page).getByRole('button', {name: 'Like', exact: true}).waitFor();
  await card(page).getByText('0 likes').waitFor();
  await page.getByText('That’s no longer available.').waitFor();
  await page.unroute('**/like');
  await leave(tab);
});

test('pressed many times, the last wish is what the service has in the end', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const image = await post(page, stage.base, png(2, 40, 40), 'undecided');
  await page.goto('/');
  const button = card(page).locator('button.like');
  for (let press = 0; press < 7; ++press) await button.click();
  await card(page).getByText('1 like', {exact: true}).waitFor();
  for (const until = Date.now() + 60_000;;) {
    const now = await ask(page, stage.base, 'GET', `/v1/images/${image.id}`);
    if (now.like_count === 1 && now.my_reaction === 'like') break;
    assert.ok(Date.now() < until, 'not settled');
  }
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  await leave(tab);
});

test('refused after an earlier wish was granted, it stands as the service has it', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const image = await post(page, stage.base, png(2, 40, 40), 'half granted');
  await page.goto('/');
  let release;
  const held = new Promise((done) => release = done);
  await page.route('**/like', async (route) => {
    if (route.request().method() === 'DELETE')
      return route.fulfill({status: 404, contentType: 'application/problem+json', body: '{"code":"not_found"}'});
    await held;
    await route.continue();
  });
  const button = card(page).locator('button.like');
  await button.click();
  await button.click();
  await card(page).getByText('0 likes').waitFor();
  release();
  await page.getByText('That’s no longer available.').waitFor();
  await card(page).getByText('1 like', {exact: true}).waitFor({timeout: 5000});
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  assert.equal((await ask(page, stage.base, 'GET', `/v1/images/${image.id}`)).my_reaction, 'like');
  await page.unroute('**/like');
  await leave(tab);
});

test('two taps like, and never take a like back', async () => {
  const tab = await newcomer(stage, {size: 'phone'});
  const {page} = tab;
  await post(page, stage.base, png(3, 40, 40), 'tapped');
  await page.goto('/');
  const picture = card(page).locator('.likeable');
  for (let twice = 0; twice < 2; ++twice) {
    await picture.dblclick();
    await card(page).getByRole('button', {name: 'Unlike'}).waitFor();
  }
  await card(page).getByText('1 like', {exact: true}).waitFor();
  await leave(tab);
});

// The mean of what a blur shows, 0 to 255; the pictures here are grey.
function shadeOfBlur(blur) {
  return blur.evaluate((canvas) => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at];
    return sum / (data.length / 4);
  });
}

test('a blur of each picture stands in its place until it comes, and nothing moves', async () => {
  const tab = await newcomer(stage, {size: 'phone'});
  const {page} = tab;
  const shades = [40, 120, 220];
  for (const [index, shade] of shades.entries()) await post(page, stage.base, png(shade, 60 + 30 * index, 80), `shade ${shade}`);
  let release;
  const held = new Promise((done) => release = done);
  await moveAddresses(page, stage.base);
  await page.route('**/moved/**', async (route) => {
    await held;
    await route.fallback();
  });
  await recordShifts(page);
  await page.goto('/');
  const pictures = shades.map((shade) => page.getByRole('article').filter({hasText: `shade ${shade}`}).locator('.picture'));
  for (const [index, picture] of pictures.entries()) {
    const shade = await shadeOfBlur(picture.locator('canvas.blur'));
    assert.ok(Math.abs(shade - shades[index]) < 12, `${shade} instead of ${shades[index]}`);
    assert.equal(await picture.locator('img').evaluate((image) => image.complete && image.naturalWidth > 0), false);
    assert.equal(await picture.locator('img').evaluate((image) => getComputedStyle(image).opacity), '0');
  }
  await shot(page, 'feed-blurred');
  const boxes = () => Promise.all(pictures.map((picture) => picture.evaluate((one) => [one.offsetTop, one.offsetHeight].join())));
  const before = await boxes();
  release();
  for (const picture of pictures) {
    await picture.scrollIntoViewIfNeeded();
    await picture.and(page.locator('.there')).waitFor();
    await page.waitForFunction((image) => getComputedStyle(image).opacity === '1', await picture.locator('img').elementHandle());
  }
  assert.deepEqual(await boxes(), before);
  await expectStill(page);
  await page.unrouteAll({behavior: 'ignoreErrors'});
  await leave(tab);
});

test('the feed goes on while one scrolls, nothing moves, and Back finds the place again', async () => {
  const tab = await newcomer(stage, {size: 'phone'});
  const {page} = tab;
  for (let n = 0; n < 24; ++n) await post(page, stage.base, png(n, 30 + n, 40 + (n * 13) % 40), `number ${n}`);
  await recordShifts(page);
  await page.goto('/');
  await card(page).waitFor();
  const last = page.getByText('number 0', {exact: true});
  for (let steps = 0; steps < 80 && await last.count() === 0; ++steps) {
    const there = await page.evaluate(() => ({articles: document.querySelectorAll('article').length, y: scrollY}));
    await page.mouse.wheel(0, 1500);
    await page.waitForFunction(({articles, y}) => scrollY > y || document.querySelectorAll('article').length > articles, there);
  }
  await last.scrollIntoViewIfNeeded();
  await page.getByText('You’re all caught up.').waitFor();
  assert.equal(await page.getByRole('article').count(), 24);
  await expectStill(page);
  const link = page.getByRole('article').filter({has: last}).locator('a.when');
  await link.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  await link.click();
  await page.getByRole('heading', {level: 1, name: /^Photo by/}).waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await last.waitFor();
  await page.waitForFunction((y) => Math.abs(scrollY - y) < 40, before);
  await leave(tab);
});

test('one thumb is enough on a phone: what one does most lies low and is large', async () => {
  const tab = await newcomer(stage, {size: 'phone'});
  const {page} = tab;
  await post(page, stage.base, png(7, 60, 60), 'in reach');
  await page.goto('/');
  await card(page).waitFor();
  const {height} = sizes.phone.viewport;
  const links = await page.getByRole('navigation', {name: 'Main'}).getByRole('link').all();
  const boxes = (await Promise.all(links.map((link) => link.boundingBox()))).filter(Boolean);
  assert.equal(boxes.length, 5);
  for (const box of boxes) assert.ok(box.y > height * 0.9 && box.width >= 44 && box.height >= 44, JSON.stringify(box));
  for (const name of ['Like', /^Comment/]) {
    const box = await card(page).getByRole(name === 'Like' ? 'button' : 'link', {name}).boundingBox();
    assert.ok(box.width >= 44 && box.height >= 44, `${name}: ${JSON.stringify(box)}`);
  }
  await leave(tab);
});

// What the feed is told when it asks for news; `asked` are the photos than which there may be newer ones.
async function tellNews(page) {
  const told = {asked: [], answer: {json: {newer: false}}};
  await page.route(/\/v1\/feed\?after=/, (route) => {
    told.asked.push(new URL(route.request().url()).searchParams.get('after'));
    return told.answer ? route.fulfill(told.answer) : route.abort();
  });
  return told;
}

function turn(page, hidden) {
  return page.evaluate((away) => {
    Object.defineProperty(document, 'hidden', {configurable: true, value: away});
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

for (const [locale, words] of [['en-US', 'New photos'], ['pt-BR', 'Novas fotos']]) {
  test(`newer photos are offered, not pushed: ${words}`, async () => {
    const tab = await newcomer(stage, {size: 'phone', locale});
    const {page} = tab;
    const older = [];
    for (let n = 0; n < 4; ++n) older.unshift(await post(page, stage.base, png(n, 40, 50), `older ${n}`));
    const told = await tellNews(page);
    await recordShifts(page);
    await page.clock.install();
    await page.goto('/');
    await page.getByText('older 3').waitFor();
    const asks = (act) => Promise.all([page.waitForEvent('requestfinished', (one) => one.url().includes('after=')), act()]);
    await asks(() => page.clock.fastForward(61_000));
    assert.deepEqual(told.asked, [older[0].id]);
    // Whoever does not look is not asked for.
    await turn(page, true);
    await page.clock.fastForward(200_000);
    assert.equal(told.asked.length, 1);
    const button = page.getByRole('button', {name: words, exact: true});
    assert.equal(await button.count(), 0);
    told.answer = {json: {newer: true}};
    await asks(() => turn(page, false));
    await button.waitFor();
    await expectStill(page);
    await examine(page, `feed-news-${locale}`);
    // Once is enough.
    await page.clock.fastForward(200_000);
    assert.equal(told.asked.length, 2);
    await post(page, stage.base, png(9, 40, 50), 'the newer one');
    await page.getByText('older 0').scrollIntoViewIfNeeded();
    await button.focus();
    await page.keyboard.press('Enter');
    await card(page).getByText('the newer one').waitFor();
    await page.waitForFunction(() => scrollY === 0 && document.activeElement?.tagName === 'H1');
    assert.equal(await button.count(), 0);
    await leave(tab);
  });
}

test('a service that knows of no news, or does not answer, is not spoken of', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await post(page, stage.base, png(9, 40, 40), 'the only one');
  const told = await tellNews(page);
  const problem = (status) => ({status, contentType: 'application/problem+json', body: '{"code":"not_found"}'});
  await page.goto('/');
  await page.getByText('the only one').waitFor();
  const answers = [problem(404), problem(400), problem(503), {status: 200, body: 'no JSON'}, {json: null}, {json: {items: [], next_cursor: null}}, undefined];
  for (const answer of answers) {
    told.answer = answer;
    await Promise.all([page.waitForEvent(answer ? 'requestfinished' : 'requestfailed', (one) => one.url().includes('after=')), turn(page, false)]);
  }
  // The next answer shows that the ones before have been read.
  assert.equal(await page.getByRole('button', {name: 'New photos'}).count(), 0);
  assert.equal(await page.locator('.banner').count(), 0);
  told.answer = {json: {newer: true}};
  await turn(page, false);
  await page.getByRole('button', {name: 'New photos'}).waitFor();
  assert.equal(told.asked.length, answers.length + 1);
  await leave(tab);
});
