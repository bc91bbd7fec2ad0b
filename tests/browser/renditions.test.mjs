// Which of a photo's sizes a page asks for, and the badge of what moves.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';

import {examine} from './axe.mjs';
import {leave, newcomer, openTab, post, sizes, stageFor} from './browser.mjs';
import {lookThrough, moveAddresses} from './moved.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();

// 2 x 1 pixels, twice.
const frame = '2c0000000002000100000202440a00';
const moving = Buffer.from(`47494638396102000100800000ff00000000ff${frame}${frame}3b`, 'hex');

// [width, height] of the original; the others are (docs/adr/0009-photos.md): medium 1080 x 748, large 2048 x 1418;
// 648 x 1080, 1229 x 2048; 1280 x 320, 2048 x 512; medium 900 x 600, which is all.
const sides = {landscape: [2600, 1800], portrait: [1200, 2000], panorama: [4000, 1000], small: [900, 600]};

// What is asked for on a screen of so many pixels for one of the page's. A phone shows photos 390 wide, squares 128; a
// desktop 528, 248, and on a page of its own 656, or as high as the window.
const expected = {
  'phone 1': {
    grid: {landscape: 'thumb', portrait: 'thumb', panorama: 'thumb', small: 'thumb'},
    feed: {landscape: 'medium', portrait: 'medium', panorama: 'medium', small: 'medium'},
    page: {landscape: 'medium', portrait: 'medium', panorama: 'medium', small: 'medium'},
  },
  'phone 2': {
    grid: {landscape: 'thumb', portrait: 'thumb', panorama: 'thumb', small: 'thumb'},
    feed: {landscape: 'medium', portrait: 'large', panorama: 'medium', small: 'medium'},
    page: {landscape: 'medium', portrait: 'large', panorama: 'medium', small: 'medium'},
  },
  'phone 3': {
    grid: {landscape: 'medium', portrait: 'medium', panorama: 'large', small: 'medium'},
    feed: {landscape: 'large', portrait: 'large', panorama: 'medium', small: 'medium'},
    page: {landscape: 'large', portrait: 'large', panorama: 'medium', small: 'medium'},
  },
  'desktop 1': {
    grid: {landscape: 'thumb', portrait: 'thumb', panorama: 'thumb', small: 'thumb'},
    feed: {landscape: 'medium', portrait: 'medium', panorama: 'medium', small: 'medium'},
    page: {landscape: 'medium', portrait: 'medium', panorama: 'medium', small: 'medium'},
  },
  'desktop 2': {
    grid: {landscape: 'medium', portrait: 'medium', panorama: 'large', small: 'medium'},
    feed: {landscape: 'medium', portrait: 'large', panorama: 'medium', small: 'medium'},
    page: {landscape: 'large', portrait: 'large', panorama: 'large', small: 'medium'},
  },
  'desktop 3': {
    grid: {landscape: 'medium', portrait: 'large', panorama: 'large', small: 'medium'},
    feed: {landscape: 'large', portrait: 'large', panorama: 'large', small: 'medium'},
    page: {landscape: 'large', portrait: 'large', panorama: 'large', small: 'medium'},
  },
};

// Everything is asked for once.
async function askedOn(page, moved, addresses) {
  moved.afresh();
  for (const address of addresses) {
    await page.goto(address);
    await lookThrough(page);
  }
  return moved.asked.sort();
}

test('every place asks for the smallest size that is sharp on the screen, and nobody for an original', async () => {
  const author = await newcomer(stage);
  const ids = {};
  for (const [name, [width, height]] of Object.entries(sides)) ids[name] = (await post(author.page, stage.base, png(90, width, height))).id;
  const storageState = await author.context.storageState();
  for (const [screen, places] of Object.entries(expected)) {
    const [size, density] = screen.split(' ');
    const tab = await openTab(stage.browser, stage.base, {size, storageState, deviceScaleFactor: Number(density)});
    const moved = await moveAddresses(tab.page, stage.base, {absolute: density === '2'});
    const addresses = {grid: [`/@${author.username}`], feed: ['/'], page: Object.values(ids).map((id) => `/p/${id}`)};
    for (const [place, wanted] of Object.entries(places)) {
      const asked = await askedOn(tab.page, moved, addresses[place]);
      assert.deepEqual(asked, Object.entries(wanted).map(([name, one]) => `${one} of ${ids[name]}`).sort(), `${place}, ${screen}`);
    }
    await leave(tab);
  }
  await leave(author);
});

test('a strip is loaded whole only where all other sizes are narrower than it is shown', async () => {
  const author = await newcomer(stage);
  // A large one of a strip is narrower than its medium, which is 320 wide.
  const {id} = await post(author.page, stage.base, png(1, 900, 9000));
  const storageState = await author.context.storageState();
  const narrow = {...sizes.phone, viewport: {width: 320, height: 640}};
  for (const [options, wanted] of [[{deviceScaleFactor: 2}, 'medium'], [sizes.phone, 'original'], [narrow, 'medium']]) {
    const tab = await openTab(stage.browser, stage.base, {storageState, ...options});
    const moved = await moveAddresses(tab.page, stage.base);
    assert.deepEqual(await askedOn(tab.page, moved, [`/p/${id}`]), [`${wanted} of ${id}`], JSON.stringify(options));
    assert.deepEqual(await askedOn(tab.page, moved, ['/']), [`medium of ${id}`], JSON.stringify(options));
    await leave(tab);
  }
  await leave(author);
});

test('the original comes when somebody asks for full size, by keys too', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const {id} = await post(page, stage.base, png(70, 2600, 1800));
  const moved = await moveAddresses(page, stage.base);
  assert.deepEqual(await askedOn(page, moved, [`/p/${id}`]), [`medium of ${id}`]);
  const button = page.getByRole('button', {name: 'Full size'});
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', {name: 'Full size'});
  const picture = dialog.locator('.picture.there img');
  await picture.waitFor();
  assert.deepEqual(moved.asked, [`medium of ${id}`, `original of ${id}`]);
  // The keys enlarge it, beyond its own pixels, and move what the window shows of it.
  const box = () => picture.evaluate((one) => { const {width, top} = one.getBoundingClientRect(); return {width, top}; });
  assert.ok((await box()).width <= page.viewportSize().width);
  for (let presses = 0; presses < 6; ++presses) await page.keyboard.press('+');
  assert.ok((await box()).width >= 2600);
  const {top} = await box();
  await page.keyboard.press('ArrowDown');
  assert.ok((await box()).top < top);
  await page.keyboard.press('0');
  assert.ok((await box()).width <= page.viewportSize().width);
  await page.keyboard.press('Escape');
  await dialog.waitFor({state: 'detached'});
  assert.ok(await button.evaluate((one) => one === document.activeElement));
  await leave(tab);
});

const attributes = (picture) => picture.evaluate((one) => ['loading', 'fetchpriority', 'decoding'].map((name) => one.getAttribute(name)).join(' '));

test('the first picture of a page comes first, and the next card’s before one gets there', async () => {
  const tab = await newcomer(stage, {size: 'phone'});
  const {page, username} = tab;
  const posted = [];
  for (let n = 0; n < 8; ++n) posted.unshift(await post(page, stage.base, png(20 * n, 40, 50)));
  await page.goto('/');
  const pictures = page.getByRole('article').locator('.picture img');
  await pictures.nth(7).waitFor({state: 'attached'});
  assert.equal(await attributes(pictures.first()), 'eager high async');
  await page.waitForFunction(() => document.querySelectorAll('article .picture img')[1].loading === 'eager');
  for (const at of [4, 5, 6, 7]) assert.equal(await attributes(pictures.nth(at)), 'lazy auto async');
  await page.getByRole('article').nth(4).scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelectorAll('article .picture img')[5].loading === 'eager');
  assert.equal(await attributes(pictures.nth(5)), 'eager auto async');
  assert.equal(await attributes(pictures.nth(7)), 'lazy auto async');
  await page.goto(`/@${username}`);
  const tiles = page.locator('a.tile img');
  await tiles.nth(7).waitFor({state: 'attached'});
  assert.equal(await attributes(tiles.first()), 'eager high async');
  assert.equal(await attributes(tiles.nth(1)), 'lazy auto async');
  await page.goto(`/p/${posted[0].id}`);
  const whole = page.locator('.stage img');
  await whole.waitFor();
  assert.equal(await attributes(whole), 'eager high async');
  await leave(tab);
});

// How many colours the right quarter of a picture has on the screen.
async function coloursAtTheRight(picture) {
  const shown = await picture.screenshot({animations: 'disabled'});
  const count = execFileSync('convert', ['png:-', '-gravity', 'east', '-crop', '25%x80%+4+0', '+repage', '-format', '%k', 'info:'], {input: shown, encoding: 'utf8'});
  return Number(count);
}

test('no blur is seen through a transparent picture', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const half = ['-size', '60x60', 'xc:rgb(220,30,40)', '(', '-size', '60x60', 'xc:rgba(0,0,0,0)', ')', '+append'];
  const given = [['png:-', 'image/png'], ['webp:-', 'image/webp'], ['gif:-', 'image/gif'], ['jpeg:-', 'image/jpeg']];
  for (const [format, type] of given) {
    const buffer = execFileSync('convert', [...half, ...(format === 'webp:-' ? ['-define', 'webp:lossless=true'] : []), format]);
    await page.request.post(`${stage.base}/v1/images`, {headers: {Origin: stage.base},
      multipart: {image: {name: 'half', mimeType: type, buffer}, caption: `as ${type}`}});
  }
  const moved = await moveAddresses(page, stage.base);
  let release;
  const held = new Promise((done) => release = done);
  await page.route('**/moved/**', async (route) => {
    await held;
    await route.fallback();
  });
  await page.goto('/');
  const pictureOf = (type) => page.getByRole('article').filter({hasText: `as ${type}`}).locator('.picture');
  for (const [, type] of given) {
    await pictureOf(type).scrollIntoViewIfNeeded();
    assert.ok(await pictureOf(type).locator('canvas.blur').isVisible(), type);
  }
  release();
  for (const [, type] of given) {
    await pictureOf(type).scrollIntoViewIfNeeded();
    await pictureOf(type).and(page.locator('.there')).waitFor();
    if (type === 'image/jpeg') continue;
    await pictureOf(type).locator('canvas.blur').waitFor({state: 'hidden'});
    assert.equal(await coloursAtTheRight(pictureOf(type)), 1, type);
  }
  assert.equal(moved.asked.length, 4);
  await page.unrouteAll({behavior: 'ignoreErrors'});
  await leave(tab);
});

test('where an address has ended, the service is asked for the same size, once', async () => {
  const author = await newcomer(stage);
  const {id} = await post(author.page, stage.base, png(30, 2600, 1800));
  const storageState = await author.context.storageState();
  for (const [path, density, size] of [['/', 1, 'medium'], [`/@${author.username}`, 1, 'thumb'], [`/p/${id}`, 2, 'large']]) {
    const tab = await openTab(stage.browser, stage.base, {storageState, deviceScaleFactor: density});
    const {page} = tab;
    const moved = await moveAddresses(page, stage.base, {absolute: size === 'thumb'});
    moved.ended = true;
    const asked = [];
    let refuse = false;
    await page.route((url) => url.pathname.endsWith('/content'), (route) => {
      const {pathname, search} = new URL(route.request().url());
      asked.push(pathname + search);
      return refuse ? route.fulfill({status: 404, contentType: 'application/problem+json', body: '{"code":"not_found"}'}) : route.continue();
    });
    await page.goto(path);
    await lookThrough(page);
    const address = `/v1/images/${id}/content?size=${size}`;
    assert.deepEqual([moved.asked, asked], [[`${size} of ${id}`], [address]]);
    assert.equal(await page.locator('.picture img').getAttribute('srcset'), null);
    // Refused there as well, it is broken, and nobody asks on.
    refuse = true;
    moved.afresh();
    await page.goto(path);
    await page.locator('.picture.broken').waitFor();
    assert.deepEqual([moved.asked, asked], [[`${size} of ${id}`], [address, address]]);
    await page.unrouteAll({behavior: 'ignoreErrors'});
    await leave(tab);
  }
  await leave(author);
});

test('a photo that did not load while the service was down comes when it answers', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  const {id} = await post(page, stage.base, png(31, 60, 40));
  const moved = await moveAddresses(page, stage.base);
  await page.route('**/content?size=*', (route) => route.abort());
  await page.route('**/moved/**', (route) => route.abort());
  await page.goto(`/p/${id}`);
  await page.getByText('The photo didn’t load').waitFor();
  await page.route('**/v1/**', (route) => route.abort());
  await page.getByLabel('Write a comment').fill('asks');
  await page.getByRole('button', {name: 'Post'}).click();
  await page.getByText('FotoGal isn’t responding.').waitFor();
  await page.unrouteAll({behavior: 'ignoreErrors'});
  moved.ended = false;
  await page.route('**/moved/**', async (route) => route.fulfill({response: await route.fetch({url: `${stage.base}/v1/images/${id}/content?size=medium`})}));
  await page.locator('.stage .picture.there').waitFor();
  await page.unrouteAll({behavior: 'ignoreErrors'});
  await leave(tab);
});

// Gives everybody in the answers the profile picture at `addresses`; `asked` are those that the page has loaded.
async function giveFaces(page, addresses) {
  const told = {addresses, asked: [], ended: new Set()};
  const put = (value) => {
    if (!value || typeof value !== 'object') return;
    if ('profile_image_url' in value) Object.assign(value, told.addresses);
    Object.values(value).forEach(put);
  };
  await page.route(/\/v1\/(me|feed|users\/[^/]+)(\/avatar)?(\?.*)?$/, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    put(json);
    await route.fulfill({response, json});
  });
  await page.route('**/faces/**', (route) => {
    const name = new URL(route.request().url()).pathname.slice('/faces/'.length);
    told.asked.push(name);
    return told.ended.has(name) ? route.fulfill({status: 404}) : route.fulfill({contentType: 'image/png', body: png(100, 128, 128)});
  });
  return told;
}
const both = (name) => ({profile_image_url: `/faces/${name}.320`, profile_image_url_small: `/faces/${name}.128`});

test('a profile picture has 128 pixels where that is enough, and a letter until it has an address that works', async () => {
  const author = await newcomer(stage);
  await post(author.page, stage.base, png(50, 60, 40));
  const storageState = await author.context.storageState();
  const loaded = [
    // On a profile it is 96 wide, elsewhere at most 48.
    [1, both('one'), '/', ['one.128']], [3, both('one'), '/', ['one.128']],
    [1, both('two'), `/@${author.username}`, ['two.128']], [2, both('two'), `/@${author.username}`, ['two.128', 'two.320']],
    [2, {profile_image_url: '/faces/three.320', profile_image_url_small: null}, '/', ['three.320']],
    [2, {profile_image_url: '/faces/three.320', profile_image_url_small: undefined}, '/', ['three.320']],
  ];
  for (const [deviceScaleFactor, addresses, path, wanted] of loaded) {
    const tab = await openTab(stage.browser, stage.base, {storageState, deviceScaleFactor});
    const told = await giveFaces(tab.page, addresses);
    await tab.page.goto(path);
    await tab.page.locator('.shell.inside main .avatar').first().waitFor();
    await tab.page.waitForFunction(() => [...document.querySelectorAll('img.avatar')].every((one) => one.complete && one.naturalWidth > 0));
    assert.deepEqual([...new Set(told.asked)].sort(), wanted, `${path} ${deviceScaleFactor}`);
    await leave(tab);
  }
  const tab = await openTab(stage.browser, stage.base, {storageState});
  const {page} = tab;
  const told = await giveFaces(page, both('ended'));
  told.ended.add('ended.128');
  await page.goto('/settings');
  const face = page.locator('.avatar-choice .avatar');
  await face.and(page.locator('.letter')).waitFor();
  told.addresses = both('new');
  await page.setInputFiles('input[type=file]', {name: 'me.png', mimeType: 'image/png', buffer: png(10, 200, 200)});
  await face.and(page.locator('img')).waitFor();
  assert.ok(told.asked.includes('new.128'));
  await page.unrouteAll({behavior: 'ignoreErrors'});
  await leave(tab);
  await leave(author);
});

test('a large size is answered where none is stored', async () => {
  const tab = await newcomer(stage);
  const {urls} = await post(tab.page, stage.base, png(4, 30, 20));
  const answer = await tab.page.request.get(new URL(urls.large, stage.base).href);
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
    const moved = await moveAddresses(page, stage.base);
    const badge = page.getByRole('img', {name: words, exact: true});
    await page.goto('/');
    await badge.waitFor();
    assert.equal(await badge.count(), 1);
    await examine(page, `moving-${locale}`);
    await page.goto(`/@${author.username}`);
    await page.locator('a.tile').filter({has: badge}).waitFor();
    assert.equal(await badge.count(), 1);
    await lookThrough(page);
    assert.ok(moved.asked.length > 0 && !moved.asked.includes(`original of ${image.id}`));
    assert.deepEqual(await askedOn(page, moved, [`/p/${image.id}`]), [`original of ${image.id}`]);
    assert.equal(await badge.count(), 0);
    await leave(tab);
  }
  await leave(author);
});
