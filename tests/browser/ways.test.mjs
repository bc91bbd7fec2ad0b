// Ways through the client that people take for granted: drop a photo, answer where one is asked, come back to where one was.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {answered, ask, leave, newcomer, openTab, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name, exact: true});
const focusedName = (page) => page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.getAttribute('aria-label'));
const box = async (locator) => await locator.boundingBox();

test('a photo that is dropped anywhere opens the composer with it', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/settings');
  await page.getByRole('heading', {level: 1, name: 'Settings'}).waitFor();
  const drag = (event) => page.evaluate(([kind, data]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(data)], 'dropped.png', {type: 'image/png'}));
    document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
  }, [event, [...png(120, 30, 20)]]);
  await drag('dragover');
  await page.getByText('Let go to share it').waitFor();
  await drag('drop');
  await page.getByRole('heading', {level: 1, name: 'New photo'}).waitFor();
  await page.locator('.file').getByText('dropped.png').waitFor();
  assert.equal(await page.getByText('Let go to share it').count(), 0);
  await button(page, 'Remove: dropped.png').click();
  await leave(tab);
});

test('empty fields of log-in are marked, not sent, and the first has the focus', async () => {
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  let sent = 0;
  await page.route('**/v1/login', async (route) => {
    if ('login' in route.request().postDataJSON()) ++sent;  // the page also asks whether there are passkeys
    await route.continue();
  });
  await page.goto('/login');
  await button(page, 'Log in').click();
  await page.getByText('Fill in this field.').nth(1).waitFor();
  assert.equal(await focusedName(page), 'username');
  await look(page, 'log-in-empty');
  await page.getByLabel('Username or email').fill('somebody');
  await page.keyboard.press('Enter');
  assert.equal(await focusedName(page), 'password');
  assert.equal(await page.getByText('Fill in this field.').count(), 1);
  assert.equal(sent, 0);
  await leave(tab);
});

test('settings with errors put the focus on the first of them', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/settings');
  const form = page.getByRole('form', {name: 'Profile'});
  await form.getByLabel('Website').fill('no address at all');
  await form.getByLabel('Phone').fill('12');
  await form.getByRole('button', {name: 'Save'}).click();
  await form.locator('[aria-invalid=true]').first().waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'website');
  await leave(tab);
});

test('a request to follow is answered in the notification; one that is gone says so', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  await ask(page, stage.base, 'PATCH', '/v1/me', {data: {is_private: true}});
  const askers = [];
  for (let i = 0; i < 3; ++i) {
    const asker = await newcomer(stage);
    await ask(asker.page, stage.base, 'PUT', `/v1/users/${username}/follow`);
    askers.push(asker);
  }
  const [accepted, declined, taken] = askers;
  await ask(taken.page, stage.base, 'DELETE', `/v1/users/${username}/follow`);
  await page.goto('/notifications');
  const line = (one) => page.getByRole('listitem').filter({hasText: one.username});
  await line(accepted).getByRole('button', {name: /^Approve/}).click();
  await line(accepted).getByText('Accepted').waitFor();
  await line(declined).getByRole('button', {name: /^Decline/}).click();
  await line(declined).getByText('Declined').waitFor();
  await look(page, 'notices-decided');
  const relation = async (one) => (await ask(one.page, stage.base, 'GET', `/v1/users/${username}`)).relation;
  assert.deepEqual(await Promise.all([accepted, declined].map(relation)), ['following', 'none']);
  for (const each of [tab, ...askers]) await leave(each);
});

test('likes of one photo by several people are one notification', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const image = await post(page, stage.base, png(3, 40, 40), 'liked');
  const fans = [];
  for (let i = 0; i < 4; ++i) {
    const fan = await newcomer(stage);
    await ask(fan.page, stage.base, 'PUT', `/v1/images/${image.id}/like`);
    fans.push(fan.username);
    await leave(fan);
  }
  const line = page.getByRole('listitem').filter({hasText: 'liked your photo'});
  // Notifications are written after the answer to the like.
  for (const until = Date.now() + 60_000; !/and 2 others/.test((await line.allTextContents()).join());) {
    assert.ok(Date.now() < until, 'not told of all');
    await answered(page, 'GET', '/v1/me/notifications', () => page.goto('/notifications'));
  }
  assert.equal(await line.count(), 1);
  const text = await line.textContent();
  assert.equal(fans.filter((name) => text.includes(name)).length, 2);
  await look(page, 'notices-together');
  await leave(tab);
});

test('the comment icon leads to the comment field, and Back to where one was, also after a reload', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  for (let i = 0; i < 6; ++i) await post(page, stage.base, png(i, 400, 400), `number ${i}`);
  await page.goto('/');
  const icon = page.getByRole('article').nth(4).getByRole('link', {name: /^Comment/});
  await icon.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  assert.ok(before > 0);
  await icon.click();
  await page.getByRole('textbox', {name: 'Write a comment'}).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await page.reload();
  await page.getByRole('textbox', {name: 'Write a comment'}).waitFor();
  await page.goBack();
  await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 3, before);
  await page.waitForFunction(() => document.activeElement?.getAttribute('href')?.endsWith('?comment'));
  assert.ok((await icon.evaluate((link) => link === document.activeElement)));
  await leave(tab);
});

test('on the photo page of a desktop everything is within the window', async () => {
  for (const viewport of [{width: 1366, height: 768}, {width: 1920, height: 1080}]) {
    const tab = await newcomer(stage, {viewport});
    const {page} = tab;
    const wide = await post(page, stage.base, png(1, 800, 500), 'wide'), tall = await post(page, stage.base, png(2, 500, 900), 'tall');
    for (let i = 0; i < 25; ++i) await ask(page, stage.base, 'POST', `/v1/images/${tall.id}/comments`, {data: {text: `comment ${i}`}});
    for (const image of [wide, tall]) {
      await page.goto(`/p/${image.id}`);
      await page.locator('.picture.there').waitFor();
      const write = await box(page.locator('.write'));
      assert.ok(write.y + write.height <= viewport.height, `the field ends at ${write.y + write.height} of ${viewport.height}`);
      const [stageBox, picture] = [await box(page.locator('.stage')), await box(page.locator('.stage .picture'))];
      assert.ok(picture.y + picture.height <= viewport.height && picture.y >= stageBox.y);
      assert.ok(Math.abs(picture.width / picture.height - image.width / image.height) < 0.02);
    }
    await leave(tab);
  }
});

test('in the feed a photo is never taller than the window less its bar and buttons', async () => {
  for (const viewport of [{width: 390, height: 640}, {width: 1366, height: 600}, {width: 1920, height: 1080}]) {
    const tab = await newcomer(stage, {viewport});
    const {page} = tab;
    await post(page, stage.base, png(2, 500, 900), 'tall');
    await page.goto('/');
    await page.locator('.picture.there').first().waitFor();
    const [picture, bar] = [await box(page.locator('.card .picture')), await box(page.locator('.card .photo-bar'))];
    const top = (await box(page.locator('.card'))).y;
    assert.ok(bar.y + bar.height - top <= viewport.height, `${viewport.height}: ${picture.height}`);
    await leave(tab);
  }
});

test('a ready export is found again after a reload', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/settings/data');
  await button(page, 'Prepare export').click();
  const ready = page.getByRole('link', {name: /^Download/});
  await ready.waitFor();
  await page.reload();
  await ready.waitFor();
  await leave(tab);
});

test('a photo that failed has one way to go on', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/upload');
  await page.route('**/v1/images', (route) => route.fulfill({status: 422, contentType: 'application/problem+json', body: '{"code":"bad_image"}'}));
  await page.locator('input[type=file]').setInputFiles({name: 'one.png', mimeType: 'image/png', buffer: png(4, 30, 30)});
  await button(page, 'Share photo').click();
  await button(page, 'Try again').waitFor();
  assert.equal(await page.getByRole('button', {name: /^Share/}).count(), 0);
  await page.unroute('**/v1/images');
  await button(page, 'Try again').click();
  await page.getByRole('article').first().waitFor();
  await leave(tab);
});

test('the feed and the notifications are asked for beside the question who is logged in', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  await post(page, stage.base, png(44, 30, 20));
  await page.goto('/');
  await page.getByRole('article').waitFor();
  const asked = [];
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  page.on('request', (request) => { if (request.url().includes('/v1/')) asked.push(new URL(request.url()).pathname); });
  await page.route('**/v1/me', async (route) => {
    await held;
    await route.fallback();
  });
  await page.reload({waitUntil: 'commit'});
  await page.waitForRequest('**/v1/feed?limit=10');
  release();
  await page.getByRole('article').waitFor();
  // Each once: what came early is used.
  for (const path of ['/v1/me', '/v1/feed', '/v1/me/notifications']) assert.equal(asked.filter((one) => one === path).length, 1, path);
  await leave(one);
});
