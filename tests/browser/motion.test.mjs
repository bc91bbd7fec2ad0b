// What moves, and what must not: a photo on its way to its page, the heart, a list that is pulled down, what stands in for what comes.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {answered, ask, enterDemo, expectStill, leave, newcomer, openTab, post, recordShifts, shot, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor('--demo');

// What has the name of the photo before and after each transition.
function recordMoves(page) {
  return page.addInitScript(() => {
    window.moves = [];
    const named = () => [...document.querySelectorAll('.picture')].filter((one) => one.style.viewTransitionName)
        .map((one) => one.closest('.stage') ? 'page' : one.closest('a.tile') ? 'tile' : 'card').join();
    const start = document.startViewTransition.bind(document);
    document.startViewTransition = (change) => {
      const before = named();
      const moving = start(async () => {
        await change();
        window.moves.push(`${before} to ${named()}`);
      });
      moving.finished.then(() => setTimeout(() => window.left = named()));
      return moving;
    };
  });
}
const moves = (page) => page.evaluate(() => window.moves);
const isAt = (page, path) => page.waitForFunction((wanted) => location.pathname === wanted, path);

for (const size of ['phone', 'desktop']) {
  test(`a photo moves from the grid and the feed to its page and back, ${size}`, async () => {
    const tab = await newcomer(stage, {size});
    const {page, username} = tab;
    const ids = [];
    for (let n = 0; n < 12; ++n) ids.unshift((await post(page, stage.base, png(n * 9, 60, 80))).id);
    await recordMoves(page);
    await page.goto(`/@${username}`);
    const tile = page.locator(`a.tile[href="/p/${ids[8]}"]`);
    await tile.scrollIntoViewIfNeeded();
    const y = await tile.evaluate((link) => {
      link.focus({preventScroll: true});
      link.click();
      return scrollY;
    });
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1' && document.querySelector('.stage'));
    await page.waitForFunction(() => window.moves.length === 1);
    assert.deepEqual(await moves(page), ['tile to page']);
    await page.goBack();
    await page.waitForFunction(() => window.moves.length === 2);
    assert.deepEqual((await moves(page))[1], 'page to tile');
    await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) <= 2, y);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), `/p/${ids[8]}`);
    await page.waitForFunction(() => window.left === '');
    await page.goto('/');
    await page.getByRole('article').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.stage').waitFor();
    await page.waitForFunction(() => window.moves.length === 1);
    assert.deepEqual(await moves(page), ['card to page']);
    // Between other pages nothing moves.
    await page.getByRole('link', {name: 'Notifications'}).first().click();
    await isAt(page, '/notifications');
    await page.getByRole('link', {name: 'Search'}).first().click();
    await isAt(page, '/search');
    assert.equal((await moves(page)).length, 1);
    await leave(tab);
  });
}

test('nothing moves for whoever wants less motion', async () => {
  const tab = await newcomer(stage, {reducedMotion: 'reduce'});
  const {page} = tab;
  const {id} = await post(page, stage.base, png(30, 60, 80));
  await recordMoves(page);
  await page.goto('/');
  await page.locator(`article[data-id="${id}"] .when`).click();
  await page.locator('.stage').waitFor();
  await page.goBack();
  await page.getByRole('article').first().waitFor();
  assert.deepEqual(await moves(page), []);
  await leave(tab);
});

test('the way on does not wait for what moves, and the last press decides', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  const ids = [];
  for (let n = 0; n < 3; ++n) ids.unshift((await post(page, stage.base, png(n * 40, 60, 80))).id);
  await page.goto(`/@${username}`);
  await page.locator('a.tile').first().waitFor();
  const shown = await page.evaluate(([first, second]) => {
    document.querySelector(`a.tile[href="/p/${first}"]`).click();
    document.querySelector(`a.tile[href="/p/${second}"]`).click();
    return location.pathname;
  }, ids);
  assert.equal(shown, `/p/${ids[1]}`);
  await page.locator('.stage .picture.there').waitFor();
  assert.equal(await page.locator('.stage').count(), 1);
  await page.goBack();
  await page.goBack();
  await page.locator('a.tile').nth(2).waitFor();
  await leave(tab);
});

test('the heart beats when it is pressed, and not when a page is shown', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await post(page, stage.base, png(30, 60, 80));
  await page.goto('/');
  const heart = page.locator('.like');
  const beating = () => heart.evaluate((button) => button.getAnimations({subtree: true}).map(({animationName}) => animationName).sort());
  assert.deepEqual(await beating(), []);
  await answered(page, 'PUT', '/like', async () => {
    await heart.evaluate((button) => button.click());
    await page.waitForFunction(() => document.querySelector('.like.on.pressed'));
    assert.deepEqual(await beating(), ['pop', 'ring']);
  });
  await page.reload();
  await page.locator('.like.on').waitFor();
  assert.deepEqual(await beating(), []);
  await leave(tab);
});

async function drag(devtools, ...points) {
  const touch = (type, ...touchPoints) => devtools.send('Input.dispatchTouchEvent', {type, touchPoints});
  const [first, ...others] = points;
  await touch('touchStart', first);
  for (const point of others) await touch('touchMove', point);
  await touch('touchEnd');
}
const down = (far) => Array.from({length: 9}, (_, step) => ({x: 200, y: 200 + far * step / 8}));
// To the left: to the right Chromium itself goes back.
const across = Array.from({length: 9}, (_, step) => ({x: 340 - step * 35, y: 300 + step}));

for (const [path, asked] of [['/', '/v1/feed'], ['/@', '/images'], ['/notifications', '/v1/me/notifications']]) {
  test(`a list that is pulled down is asked for anew: ${path}`, async () => {
    const tab = await newcomer(stage, {size: 'phone'});
    const {page, username} = tab;
    await post(page, stage.base, png(30, 60, 80), 'the first');
    await page.goto(path === '/@' ? `/@${username}` : path);
    await page.locator('.pull').waitFor({state: 'attached'});
    await page.waitForLoadState('networkidle');
    const devtools = await page.context().newCDPSession(page);
    let asks = 0;
    page.on('request', (request) => { if (new URL(request.url()).pathname.endsWith(asked) && !request.url().endsWith('limit=1')) ++asks; });
    await drag(devtools, ...down(60));
    await post(page, stage.base, png(90, 60, 80), 'the second');
    assert.equal(asks, 0);
    await Promise.all([page.waitForRequest((request) => new URL(request.url()).pathname.endsWith(asked)), drag(devtools, ...down(260))]);
    if (path === '/') await page.getByRole('article').first().getByText('the second').waitFor();
    await page.waitForFunction(() => !document.querySelector('.pull.busy'));
    await drag(devtools, ...across);
    assert.equal(asks, 1);
    await leave(tab);
  });
}

test('what stands in for what comes has its shape', async () => {
  for (const size of ['phone', 'desktop']) {
    const tab = await openTab(stage.browser, stage.base, {size});
    const {page} = tab;
    await enterDemo(page, stage.base, 'marina.alves');
    const {items: [{id}]} = await ask(page, stage.base, 'GET', '/v1/users/marina.alves/images');
    await recordShifts(page);
    for (const [path, needed] of [['/', '/v1/feed'], ['/@tomas_r', '/v1/users/tomas_r'], ['/notifications', 'limit=30'], [`/p/${id}`, `/v1/images/${id}`]]) {
      let release;
      const held = new Promise((done) => release = done);
      const matches = (url) => url.href.includes(needed);
      await page.route(matches, async (route) => { await held; await route.continue().catch(() => {}); });
      await page.goto(path);
      await page.locator('.skeleton .bone').first().waitFor();
      await shot(page, `coming${path.slice(0, 4).replaceAll('/', '-')}-${size}`);
      release();
      await page.locator('.bone').first().waitFor({state: 'detached'});
      await page.waitForLoadState('networkidle');
      const shifts = await page.evaluate(() => window.__shifts);
      assert.ok(shifts.reduce((sum, {value}) => sum + value, 0) < 0.1, `${path} ${size}: ${JSON.stringify(shifts)}`);
      await page.unroute(matches);
    }
    await leave(tab);
  }
});
