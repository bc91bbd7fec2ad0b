// Every page in both themes, at both sizes: axe finds nothing (WCAG 2.2 AA), nothing sticks out, and each leaves a
// screenshot. Over the demonstration, so that the pages are full; and once empty.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';

import {ask, choose, enter, launch, openTab, personNamed, shot, sizes} from './browser.mjs';
import {png} from './pictures.mjs';
import {startService} from './service.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const demo = {login: 'marina.alves', password: 'fotogal demo', session: 'cookie'};

let service, browser;
before(async () => {
  [service, browser] = await Promise.all([startService('--demo'), launch()]);
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

async function expectAccessible(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async (runOnly) => {
    const {violations} = await window.axe.run(document, {runOnly, resultTypes: ['violations']});
    return violations.map(({id, nodes}) => `${id}: ${nodes.map(({html, failureSummary}) => `${html} ${failureSummary}`).join('\n')}`);
  }, tags);
  assert.deepEqual(found, [], where);
}

async function settled(page) {
  // What comes has come: nothing stands in for it but pictures further down, which nobody has asked for.
  await page.waitForFunction(() => !document.querySelector('.bone, .spinner') &&
      [...document.querySelectorAll('.picture.coming')].every((one) => one.getBoundingClientRect().top > innerHeight));
  // What fades in has come.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
}

async function look(page, name) {
  await settled(page);
  await expectAccessible(page, name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: ${wide} pixels too wide`);
  await shot(page, name);
}

async function logIn(page) {
  const answer = await page.request.post(`${service.base}/v1/login`, {headers: {Origin: service.base}, data: demo});
  assert.equal(answer.status(), 200);
}

async function photoOf(page) {
  const {items} = await ask(page, service.base, 'GET', '/v1/users/marina.alves/images');
  return items[0].id;
}

// name, address, what there is to do there before one looks and after
function inside(photo) {
  return [
    ['feed', '/'],
    ['suggestions', '/suggestions'],
    ['profile', '/@tomas_r'],
    ['profile-own', '/@marina.alves'],
    ['followers', '/@tomas_r/followers'],
    ['following', '/@tomas_r/following'],
    ['photo', `/p/${photo}`],
    ['photo-edit', `/p/${photo}`, async (page) => {
      await page.getByRole('button', {name: 'Options'}).click();
      await page.getByRole('button', {name: 'Edit caption and description'}).click();
    }],
    ['likes', `/p/${photo}/likes`],
    ['upload', '/upload', async (page) => {
      await page.getByText('Drop photos here').waitFor();
      await choose(page, {name: 'harbour.png', bytes: png(140, 64, 48)});
      await page.getByLabel('Crop to a square').check();
      // Or the browser asks whether to leave it.
    }, (page) => page.getByRole('button', {name: 'Remove: harbour.png'}).click()],
  ];
}
// And these, which take as long again.
function further() {
  return [
    ['requests', '/requests'],
    ['notifications', '/notifications'],
    ['search', '/search?q=a'],
    ['search-none', '/search?q=zzzz'],
    ['settings', '/settings'],
    ['password', '/settings/password'],
    ['sessions', '/settings/sessions'],
    ['blocked', '/settings/blocked'],
    ['data', '/settings/data', async (page) => {
      await page.getByLabel('Your password').fill('x');
      await page.getByRole('button', {name: 'Delete account'}).click();
      await page.getByRole('dialog').waitFor();
    }],
    ['about', '/about'],
    ['nobody', '/@nobody.here'],
    ['no-photo', '/p/1-1'],
    ['lost', '/nothing/here'],
  ];
}
const outside = [
  ['login', '/login'],
  ['signup', '/signup', async (page) => page.getByRole('button', {name: 'Sign up'}).click()],
  ['about-outside', '/about'],
  ['lost-outside', '/nothing/here'],
];

async function visit(tab, pages, suffix) {
  for (const [name, path, prepare, tidy] of pages) {
    await tab.page.goto(path);
    await tab.page.locator('h1').waitFor({state: 'attached'});
    await prepare?.(tab.page);
    await look(tab.page, `${name}-${suffix}`);
    await tidy?.(tab.page);
  }
}

// Both themes and both sizes; every pair of them at night.
const looks = [['phone', 'light'], ['desktop', 'dark']];
if (process.env.FOTOGAL_NIGHTLY) looks.push(['phone', 'dark'], ['desktop', 'light']);

for (const [size, colorScheme] of looks) {
  test(`every page is accessible, ${size}, ${colorScheme}`, async () => {
    const tab = await openTab(browser, service.base, {size, colorScheme, reducedMotion: 'reduce'});
    await visit(tab, outside, `${size}-${colorScheme}`);
    await logIn(tab.page);
    await visit(tab, inside(await photoOf(tab.page)), `${size}-${colorScheme}`);
    if (process.env.FOTOGAL_NIGHTLY) await visit(tab, further(), `${size}-${colorScheme}`);
    assert.deepEqual(tab.faults, []);
    await tab.context.close();
  });
}

test('whoever is new finds something to do on every empty page, in Portuguese', async () => {
  const tab = await openTab(browser, service.base, {size: 'phone', locale: 'pt-BR', reducedMotion: 'reduce'});
  const {page} = tab;
  await enter(page, service.base, personNamed('recente', 'Recém-Chegada'));
  const empty = [
    ['/', 'Quem você gostaria de ver aqui?'],
    ['/@recente', 'As suas fotos aparecem aqui.'],
    ['/notifications', 'Nada de novo'],
    ['/requests', 'Nenhum pedido'],
    ['/settings/blocked', 'Você não bloqueia ninguém'],
    ['/@recente/followers', 'Ninguém ainda'],
    ['/search', 'Encontre pessoas'],
  ];
  for (const [path, text] of empty) {
    await page.goto(path);
    await page.getByText(text).first().waitFor();
    await look(page, `empty-${path.replaceAll(/\W/g, '') || 'home'}`);
  }
  // Three are followed on the first visit, and then there is a feed.
  await page.goto('/');
  const follow = page.getByRole('button', {name: /^Seguir /});
  await follow.first().waitFor();
  for (let n = 0; n < 3; ++n) await follow.first().click();
  await page.getByRole('link', {name: 'Ver as fotos'}).click();
  const photos = page.getByRole('article');
  for (let tries = 0; tries < 40 && await photos.count() === 0; ++tries) {
    await page.getByRole('navigation', {name: 'Principal'}).getByRole('link', {name: 'Início'}).click();
    await photos.first().waitFor({timeout: 500}).catch(() => {});
  }
  await look(page, 'first-feed');
  assert.deepEqual(tab.faults, []);
  await tab.context.close();
});

test('every list says what failed and tries again', async () => {
  const tab = await openTab(browser, service.base, {size: 'phone', reducedMotion: 'reduce'});
  const {page} = tab;
  await logIn(page);
  const photo = await photoOf(page);
  const broken = [['/', 'feed'], ['/@tomas_r', 'users/tomas_r'], ['/notifications', 'me/notifications?limit=30'], ['/suggestions', 'suggestions'], ['/settings/sessions', 'me/sessions'], [`/p/${photo}`, `images/${photo}`]];
  for (const [path, api] of broken) {
    const matches = (url) => url.href.startsWith(`${service.base}/v1/${api}`);
    await page.route(matches, (route) => route.fulfill({status: 500, contentType: 'application/problem+json', body: '{"type":"about:blank","status":500,"code":"internal","detail":""}'}));
    await page.goto(path);
    await page.getByText('That did not work').first().waitFor();
    await expectAccessible(page, `${path} failing`);
    await page.unroute(matches);
    await page.getByRole('button', {name: 'Try again'}).first().click();
    await page.getByText('That did not work').first().waitFor({state: 'hidden'});
  }
  assert.deepEqual(tab.faults, []);
  await tab.context.close();
});
