// What windows of each width get: columns, the lightbox, and the parts of the settings.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {answered, ask, enterDemo, leave, newcomer, openTab, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor('--demo');
const widths = [390, 768, 1366, 1920];
const heightOf = {390: 844, 768: 1024, 1366: 768, 1920: 1080};

const sized = (width) => ({viewport: {width, height: heightOf[width]}});

async function ofDemo(login, options) {
  const tab = await openTab(stage.browser, stage.base, options);
  await enterDemo(tab.page, stage.base, login);
  return tab;
}

const widthOf = (locator) => locator.evaluate((element) => element.getBoundingClientRect().width);

for (const width of widths) {
  test(`the feed is as wide as a photo is read well, ${width} px`, async () => {
    const tab = await ofDemo('marina.alves', sized(width));
    const {page} = tab;
    await page.goto('/');
    const card = page.getByRole('article').first();
    await card.waitFor();
    const beside = page.getByRole('complementary', {name: 'You and people to follow'});
    if (width < 1366) {
      assert.equal(await beside.count(), 0);
      assert.ok(await widthOf(card) <= 640);
    } else {
      assert.ok(await widthOf(card) >= 470 && await widthOf(card) <= 560, `${await widthOf(card)}`);
      await beside.getByRole('link', {name: 'marina.alves'}).waitFor();
      assert.ok((await beside.boundingBox()).x >= (await card.boundingBox()).x + await widthOf(card));
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    await leave(tab);
  });

  test(`the grid of a profile has as many columns as there is room for, ${width} px`, async () => {
    const tab = await ofDemo('marina.alves', sized(width));
    const {page} = tab;
    await page.goto('/@marina.alves');
    await page.locator('a.tile').first().waitFor();
    const columns = await page.locator('.grid').evaluate((grid) => getComputedStyle(grid).gridTemplateColumns.split(' ').length);
    assert.equal(columns, {390: 3, 768: 3, 1366: 4, 1920: 5}[width]);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    await leave(tab);
  });
}

test('people are followed out of the column beside the feed, and the keys lead there', async () => {
  const tab = await newcomer(stage, sized(1366));
  const {page} = tab;
  await post(page, stage.base, png(12, 300, 300));
  await page.goto('/');
  await page.getByRole('article').first().focus();
  await page.keyboard.press('Control+End');
  const beside = page.getByRole('complementary');
  assert.ok(await beside.evaluate((one) => one.contains(document.activeElement)));
  const button = beside.getByRole('button', {name: /^Follow /}).first();
  const name = (await button.getAttribute('aria-label')).replace('Follow ', '');
  await answered(page, 'PUT', '/follow', () => button.click());
  assert.equal((await ask(page, stage.base, 'GET', `/v1/users/${name}`)).relation, 'following');
  await leave(tab);
});

test('the lightbox goes through the photos of the list from which one came', async () => {
  const tab = await newcomer(stage, sized(1366));
  const {page, username} = tab;
  const ids = [];
  for (const shade of [10, 90, 170]) ids.unshift((await post(page, stage.base, png(shade, 600, 400))).id);
  await page.goto(`/@${username}`);
  await page.locator(`a.tile[href="/p/${ids[1]}"]`).click();
  await page.getByRole('button', {name: 'Full size'}).click();
  const dialog = page.getByRole('dialog', {name: 'Full size'});
  await dialog.locator('.picture.there').waitFor();
  const isAt = (id) => page.waitForFunction((path) => location.pathname === path, `/p/${id}`);
  await page.keyboard.press('ArrowRight');
  await isAt(ids[2]);
  await dialog.locator('.picture.there').waitFor();
  assert.equal(await dialog.getByRole('button', {name: 'Next photo'}).count(), 0);
  await page.keyboard.press('ArrowLeft');
  await isAt(ids[1]);
  await dialog.getByRole('button', {name: 'Photo before'}).click();
  await isAt(ids[0]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({state: 'detached'});
  assert.equal(new URL(page.url()).search, '');
  // The way back is not through all of them.
  await page.getByRole('button', {name: 'Back'}).click();
  await page.waitForFunction((path) => location.pathname === path, `/@${username}`);
  await leave(tab);
});

test('the wheel zooms where the pointer is, and the photo stays in the window', async () => {
  const tab = await newcomer(stage, sized(1366));
  const {page} = tab;
  const {id} = await post(page, stage.base, png(40, 1200, 800));
  await page.goto(`/p/${id}`);
  await page.getByRole('button', {name: 'Full size'}).click();
  const picture = page.getByRole('dialog').locator('.picture.there img');
  await picture.waitFor();
  const box = () => picture.boundingBox();
  const before = await box();
  await page.mouse.move(before.x + before.width * 0.45, before.y + before.height * 0.5);
  await page.mouse.wheel(0, -100);
  await page.waitForFunction(() => document.querySelector('.zoomed.in'));
  const grown = await box();
  assert.ok(grown.width > before.width * 1.4);
  // The point under the pointer has stayed.
  assert.ok(Math.abs(grown.x + grown.width * 0.45 - (before.x + before.width * 0.45)) < 3);
  await page.mouse.down();
  await page.mouse.move(3000, 0, {steps: 4});
  await page.mouse.up();
  const moved = await box();
  assert.ok(Math.abs(moved.x) < 2, `${moved.x}`);
  await page.mouse.dblclick(600, 400);
  await page.waitForFunction(() => !document.querySelector('.zoomed.in'));
  await leave(tab);
});

test('two fingers zoom, and one moves what is enlarged', async () => {
  const tab = await newcomer(stage, {size: 'phone'});
  const {page, context} = tab;
  const {id} = await post(page, stage.base, png(40, 1200, 800));
  await page.goto(`/p/${id}`);
  await page.getByRole('button', {name: 'Full size'}).click();
  const picture = page.getByRole('dialog').locator('.picture.there img');
  await picture.waitFor();
  const before = await picture.boundingBox();
  const cdp = await context.newCDPSession(page);
  const touch = (type, ...points) => cdp.send('Input.dispatchTouchEvent', {type, touchPoints: points.map(([x, y], at) => ({x, y, id: at}))});
  await touch('touchStart', [175, 400], [215, 400]);
  for (const spread of [40, 60, 80, 100]) await touch('touchMove', [195 - spread, 400], [195 + spread, 400]);
  await touch('touchEnd');
  await page.waitForFunction(() => document.querySelector('.zoomed.in'));
  const grown = await picture.boundingBox();
  assert.ok(grown.width > before.width * 2, `${before.width} to ${grown.width}`);
  await touch('touchStart', [100, 400]);
  for (const x of [150, 200, 250]) await touch('touchMove', [x, 400]);
  await touch('touchEnd');
  await page.waitForFunction((x) => document.querySelector('dialog .picture.there img').getBoundingClientRect().x > x + 50, grown.x);
  // To move it is no swipe to another photo.
  assert.equal(new URL(page.url()).pathname, `/p/${id}`);
  await leave(tab);
});

for (const width of [390, 1366]) {
  test(`a message covers nothing that one presses, ${width} px`, async () => {
    const tab = await newcomer(stage, sized(width));
    const {page} = tab;
    await page.route('**/v1/me', (route) => route.request().method() === 'PATCH'
      ? route.fulfill({status: 429, contentType: 'application/problem+json', body: '{"code":"too_many_requests","detail":"x"}'}) : route.fallback());
    await page.goto('/settings/privacy');
    await page.getByLabel('Private account').click();
    await page.locator('.toast.bad').waitFor();
    await page.waitForFunction(() => document.getAnimations().every(({playState}) => playState !== 'running'));
    const covered = await page.evaluate(() => {
      scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'});
      const message = document.querySelector('.toast').getBoundingClientRect();
      const last = [...document.querySelectorAll('main a, main button, main input, nav a, nav button')].filter((one) => one.checkVisibility());
      return last.filter((one) => {
        const {left, right, top, bottom} = one.getBoundingClientRect();
        return left < message.right && right > message.left && top < message.bottom && bottom > message.top;
      }).map(({outerHTML}) => outerHTML.slice(0, 90));
    });
    assert.deepEqual(covered, []);
    await leave(tab);
  });
}

test('how long ago something was moves on while one looks', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const {id} = await post(page, stage.base, png(50, 60, 40));
  await page.clock.install();
  await page.goto(`/p/${id}`);
  const time = page.locator('article time, main time').first();
  await time.waitFor();
  const first = await time.textContent();
  await page.clock.runFor('05:00');
  await page.waitForFunction((before) => ![...document.querySelectorAll('main time')].some(({textContent}) => textContent === before), first);
  assert.match(await time.textContent(), /5/);
  await leave(tab);
});

test('each part of the settings is a page, reached from every other', async () => {
  const tab = await newcomer(stage, sized(1366));
  const {page} = tab;
  await page.goto('/settings');
  const parts = page.getByRole('navigation', {name: 'Settings'});
  for (const [name, path, heading] of [
    ['Privacy', '/settings/privacy', 'Privacy'], ['Account', '/settings/account', 'Account'],
    ['Security', '/settings/password', 'Password and two-step log-in'], ['Your data', '/settings/data', 'Export and delete'],
    ['Profile', '/settings', 'Settings'],
  ]) {
    await parts.getByRole('link', {name}).click();
    await page.getByRole('heading', {level: 1, name: heading}).waitFor();
    assert.equal(new URL(page.url()).pathname, path);
    assert.equal(await parts.locator('[aria-current=page]').textContent(), name);
  }
  await leave(tab);
});

test('a switch of privacy is stored when it is moved, and goes back when it is refused', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/settings/privacy');
  const locked = page.getByLabel('Private account');
  await answered(page, 'PATCH', '/v1/me', () => locked.check());
  assert.equal((await ask(page, stage.base, 'GET', '/v1/me')).is_private, true);
  await page.route('**/v1/me', (route) => route.request().method() === 'PATCH'
    ? route.fulfill({status: 429, contentType: 'application/problem+json', body: '{"code":"too_many_requests","detail":"x"}'}) : route.fallback());
  await locked.click();
  await page.waitForFunction(() => document.querySelector('main input[role=switch], main .toggle input')?.checked);
  await page.locator('.toast.bad').waitFor();
  assert.equal(await locked.isChecked(), true);
  await leave(tab);
});

for (const width of [390, 1366]) {
  test(`somebody new follows three people out of a page with their pictures, ${width} px`, async () => {
    const tab = await newcomer(stage, sized(width));
    const {page} = tab;
    await page.goto('/');
    await page.getByRole('heading', {name: 'Who would you like to see here?'}).waitFor();
    const people = page.locator('.sharing');
    await people.nth(2).waitFor();
    for (const person of (await people.all()).slice(0, 3)) {
      await person.locator('a.tile img').first().waitFor();
      await answered(page, 'PUT', '/follow', () => person.getByRole('button', {name: /^Follow/}).click());
    }
    await page.getByText(/or follow/).waitFor({state: 'detached'});
    // Their photos are delivered after the answer.
    while ((await ask(page, stage.base, 'GET', '/v1/feed')).items.length === 0);
    await page.getByRole('link', {name: 'Go to Home'}).click();
    await page.getByRole('article').first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    await leave(tab);
  });
}

test('the feed shows one comment below a photo, and leads to the others', async () => {
  const tab = await ofDemo('marina.alves', sized(390));
  const {page} = tab;
  await page.goto('/');
  const card = page.getByRole('article').first();
  await card.getByText('Quero essa na parede').waitFor();
  assert.equal(await card.locator('.latest-comment').count(), 1);
  await card.getByRole('link', {name: 'See all 3 comments'}).click();
  await page.getByText('That red. Did you wait long?').waitFor();
  await page.goBack();
  await card.getByText('Quero essa na parede').waitFor();
  await leave(tab);
});
