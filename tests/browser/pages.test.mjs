// Every page as one meets it: full, empty, coming, failing, with its dialogs open. axe finds nothing (WCAG 2.2 AA) in either
// theme, nothing sticks out, and each leaves screenshots. Over the demonstration, so that the pages are full; and once empty.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';

import {examine, look} from './axe.mjs';
import {ask, choose, enter, enterDemo, leave, newcomer, openTab, personNamed, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor('--demo');

async function photoOf(page, username) {
  const {items} = await ask(page, stage.base, 'GET', `/v1/users/${username}/images`);
  return items[0].id;
}

const press = (name, scope = (page) => page) => (page) => scope(page).getByRole('button', {name}).first().click();
const dialog = (page) => page.getByRole('dialog');
const visited = new Set();

// name, address, what there is to do there before one looks and after
async function visit(page, pages) {
  for (const [name, path, prepare, tidy] of pages) {
    visited.add(path);
    await page.goto(path);
    await page.locator('h1').waitFor({state: 'attached'});
    await prepare?.(page);
    await look(page, name);
    await tidy?.(page);
  }
}

const outside = [
  ['login', '/login'],
  ['login-refused', '/login', async (page) => {
    await page.getByLabel('Username or email').fill('nobody');
    await page.getByLabel('Password').fill('wrong password here');
    await page.getByRole('button', {name: 'Log in', exact: true}).click();
    await page.getByText('Wrong username or password.').waitFor();
  }],
  ['login-code', '/login', async (page) => {
    await page.route('**/v1/login', (route) => route.fulfill({status: 401, contentType: 'application/problem+json', body: '{"code":"second_factor_required","state":"state"}'}));
    await page.getByLabel('Username or email').fill('somebody');
    await page.getByLabel('Password').fill('their password');
    await press('Log in')(page);
    await page.getByRole('heading', {level: 1, name: 'Enter your code'}).waitFor();
  }, (page) => page.unroute('**/v1/login')],
  ['forgotten', '/forgotten'],
  ['reset', '/reset#token'],
  ['verify', '/verify'],
  ['undo', '/undo#token'],
  ['recover', '/recover#token'],
  ['stop', '/stop#token'],
  ['signup', '/signup'],
  ['signup-typed', '/signup', async (page) => {
    await page.getByLabel('Password').fill('correct horse');
    await press('Show · Password')(page);
    await page.getByText('How hard it is to guess: good').waitFor();
  }],
  ['signup-refused', '/signup', async (page) => {
    await page.getByRole('button', {name: 'Sign up'}).click();
    await page.getByText('Fill in this field.').first().waitFor();
  }],
  ['about-outside', '/about'],
  ['lost-outside', '/nothing/here'],
];

// bia's account is private, and nuno has asked to follow her.
const ofBia = [
  ['requests', '/requests', (page) => page.getByRole('button', {name: 'Approve: nuno'}).waitFor()],
  ['profile-own-private', '/@bia'],
];
const ofNuno = [
  ['requests-sent', '/requests', (page) => page.getByRole('button', {name: 'Requested to follow bia; cancel'}).waitFor()],
  ['profile-private', '/@bia', (page) => page.getByText('This account is private').waitFor()],
];

const people = [
  ['feed', '/'],
  ['suggestions', '/suggestions'],
  ['profile', '/@tomas_r'],
  ['profile-unfollow', '/@tomas_r', press('Following tomas_r; unfollow')],
  ['profile-options', '/@tomas_r', press('Options')],
  ['profile-block', '/@tomas_r', async (page) => {
    await press('Options')(page);
    await press('Block', dialog)(page);
  }],
  ['profile-report', '/@tomas_r', async (page) => {
    await press('Options')(page);
    await press('Report this account', dialog)(page);
    await press('Send report', dialog)(page);
    await page.getByText('Choose a reason.').waitFor();
    await dialog(page).getByRole('radio', {name: 'Something else'}).check();
    await dialog(page).getByLabel('What we should know').fill('x'.repeat(450));
  }],
  ['profile-muted', '/@tomas_r', async (page) => {
    await press('Options')(page);
    await press('Mute', dialog)(page);
    await page.getByText('Muted: their photos').waitFor();
  }],
  ['muted', '/settings/muted', (page) => page.getByRole('button', {name: 'Unmute: tomas_r'}).waitFor(), press('Unmute: tomas_r')],
  ['profile-blocked', '/@nuno', async (page) => {
    await press('Options')(page);
    await press('Block', dialog)(page);
    await press('Block', dialog)(page);
    await page.getByText('You’ve blocked this account.').waitFor();
  }],
  ['blocked', '/settings/blocked', (page) => page.getByRole('button', {name: 'Unblock: nuno'}).waitFor(), press('Unblock: nuno')],
  ['profile-own', '/@marina.alves'],
  ['followers', '/@marina.alves/followers'],
  ['followers-remove', '/@marina.alves/followers', press('Remove: tomas_r')],
  ['following', '/@tomas_r/following'],
  ['nobody', '/@nobody.here'],
  ['bookmarks', '/bookmarks'],
  ['notifications', '/notifications'],
  ['search', '/search'],
  ['search-found', '/search?q=a'],
  ['search-none', '/search?q=zzzz'],
  ['search-tag', '/search?q=%23praia'],
  ['tag', '/t/praia'],
  ['tag-none', '/t/none_of_it'],
];

function photos(photo) {
  return [
    ['photo', `/p/${photo}`],
    ['photo-full', `/p/${photo}`, press('Full size')],
    ['photo-options', `/p/${photo}`, press('Options')],
    ['photo-edit', `/p/${photo}`, async (page) => {
      await press('Options')(page);
      await press('Edit caption and description')(page);
    }],
    ['photo-delete', `/p/${photo}`, async (page) => {
      await press('Options')(page);
      await press('Delete photo')(page);
    }],
    ['photo-comment-menu', `/p/${photo}`, press(/^Comment by/)],
    ['photo-comment-delete', `/p/${photo}`, async (page) => {
      await press(/^Comment by/)(page);
      await press('Delete comment', dialog)(page);
    }],
    ['likes', `/p/${photo}/likes`],
    ['no-photo', '/p/1-1'],
  ];
}

const remove = (name) => (page) => page.getByRole('button', {name: `Remove: ${name}`}).click();
const uploads = [
  ['upload', '/upload', (page) => page.getByText('Drop or paste photos here').waitFor()],
  ['upload-chosen', '/upload', async (page) => {
    await choose(page, {name: 'harbour.png', bytes: png(140, 64, 48)});
    await page.getByRole('radio', {name: '1:1'}).check();
    // Or the browser asks whether to leave it.
  }, remove('harbour.png')],
  ['upload-sending', '/upload', async (page) => {
    await page.route('**/v1/images', () => {});
    await choose(page, {name: 'one.png', bytes: png(90, 48, 64)}, {name: 'two.png', bytes: png(160, 64, 48)});
    await press('Share 2 photos')(page);
    await page.getByRole('progressbar', {name: 'one.png'}).waitFor();
  }, async (page) => {
    await press('Cancel upload')(page);
    await page.unroute('**/v1/images');
    for (const name of ['one.png', 'two.png']) await remove(name)(page);
  }],
  ['upload-failed', '/upload', async (page) => {
    await page.route('**/v1/images', (route) => route.fulfill({status: 422, contentType: 'application/problem+json', body: '{"code":"bad_image"}'}));
    await choose(page, {name: 'broken.png', bytes: png(90, 48, 64)});
    await press('Share photo')(page);
    await page.getByText('The image is damaged.').waitFor();
  }, async (page) => {
    await page.unroute('**/v1/images');
    await remove('broken.png')(page);
  }],
];

const settings = [
  ['settings', '/settings'],
  ['settings-refused', '/settings', async (page) => {
    await page.getByLabel('Website').fill('no address');
    await press('Save')(page);
    await page.getByText('Enter one address, without spaces.').waitFor();
  }],
  ['privacy', '/settings/privacy'],
  ['notifications-settings', '/settings/notifications'],
  ['account', '/settings/account'],
  ['password', '/settings/password'],
  ['password-refused', '/settings/password', async (page) => {
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('battery staple horse');
    await press('Save')(page);
    await page.getByText('Wrong password.').waitFor();
  }],
  ['password-two-step', '/settings/password', async (page) => {
    await press('Switch on')(page);
    await page.getByLabel('Your password').waitFor();
  }],
  ['sessions', '/settings/sessions'],
  ['data-exported', '/settings/data', async (page) => {
    await press('Prepare export')(page);
    await page.getByRole('link', {name: /^Download/}).waitFor();
  }],
  ['data-delete', '/settings/data', async (page) => {
    await page.getByLabel('Your password').fill('x');
    await press('Delete account')(page);
    await dialog(page).waitFor();
  }],
  ['about', '/about', (page) => page.getByText('Everything is working').waitFor()],
  ['about-failing', '/about', async (page) => {
    await page.route('**/v1/health', (route) => route.fulfill({status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}'}));
    await page.reload();
    await page.getByText('Something went wrong on our side.').waitFor();
  }, (page) => page.unroute('**/v1/health')],
  ['lost', '/nothing/here'],
];

// The addresses that the client has pages for, from its own list.
function* routes() {
  const source = readFileSync(`${process.env.WEB_SOURCE}/src/app.tsx`, 'utf8');
  for (const [, pattern] of source.matchAll(/^ {2}\['(\/[^']*)', \(/gm)) yield pattern;
}

test('every page is accessible, in both themes', async () => {
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await visit(page, outside);
  await enterDemo(page, stage.base, 'bia');
  await visit(page, ofBia);
  await enterDemo(page, stage.base, 'nuno');
  await visit(page, ofNuno);
  await enterDemo(page, stage.base, 'marina.alves');
  await visit(page, people);
  await visit(page, photos(await photoOf(page, 'marina.alves')));
  await visit(page, uploads);
  await visit(page, settings);
  const patterns = [...routes()];
  assert.ok(patterns.length > 15, 'the list of pages was not found');
  const left = patterns.filter((pattern) => {
    const fits = new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`);
    return ![...visited].some((path) => fits.test(path.split(/[?#]/)[0]));
  });
  assert.deepEqual(left, [], 'pages that nobody has looked at');
  assert.deepEqual(tab.faults, []);
  await tab.context.close();
});

test('whoever is new finds something to do on every empty page, in Portuguese', async () => {
  const tab = await openTab(stage.browser, stage.base, {locale: 'pt-BR', reducedMotion: 'reduce'});
  const {page} = tab;
  await enter(page, stage.base, personNamed('recente', 'Recém-Chegada'));
  const empty = [
    ['/', 'Quem você gostaria de ver aqui?'],
    ['/@recente', 'Suas fotos vão aparecer aqui.'],
    ['/notifications', 'Nada de novo'],
    ['/requests', 'Nenhum pedido'],
    ['/settings/blocked', 'Você não bloqueou ninguém'],
    ['/settings/muted', 'Você não silenciou ninguém'],
    ['/@recente/followers', 'Ninguém ainda'],
    ['/search', 'Explorar'],
    ['/t/nada_disso', 'Nenhuma foto com esta hashtag'],
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
  await page.getByRole('link', {name: 'Ir para o Início'}).click();
  const photo = page.getByRole('article');
  for (let tries = 0; tries < 40 && await photo.count() === 0; ++tries) {
    await page.getByRole('navigation', {name: 'Principal'}).getByRole('link', {name: 'Início'}).click();
    await photo.first().waitFor({timeout: 500}).catch(() => {});
  }
  await look(page, 'first-feed');
  assert.deepEqual(tab.faults, []);
  await tab.context.close();
});

// Pages that ask the service for what they show.
const asking = (photo) => [
  '/', '/suggestions', '/@tomas_r', '/@tomas_r/followers', '/@tomas_r/following', `/p/${photo}`, `/p/${photo}/likes`,
  '/notifications', '/requests', '/search', '/search?q=a', '/t/praia', '/settings/sessions', '/settings/blocked', '/settings/muted',
];
const nameOf = (path) => path.split('?')[0].replace(/^\/p\/[^/]+/, 'photo').replaceAll(/\W+/g, '-').replace(/^-/, '') || 'home';
// All but what stands around every page: who one is, whether there is news, whether the service is well.
function needed({pathname, search}) {
  const around = ['/v1/me', '/v1/health'].includes(pathname) || (pathname === '/v1/me/notifications' && search === '?limit=1');
  return pathname.startsWith('/v1/') && !around;
}

test('every page says that it is coming, what failed, and tries again', async () => {
  const tab = await openTab(stage.browser, stage.base, {reducedMotion: 'reduce'});
  const {page} = tab;
  await enterDemo(page, stage.base, 'marina.alves');
  for (const path of asking(await photoOf(page, 'marina.alves'))) {
    let fail;
    const failing = new Promise((done) => fail = done);
    await page.route(needed, async (route) => {
      await failing;
      await route.fulfill({status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}'}).catch(() => {});
    });
    await page.goto(path);
    // "Loading…" also stands on the screen before the page, which has no heading.
    await page.locator('h1').waitFor({state: 'attached'});
    await page.getByText('Loading…').first().waitFor({state: 'attached'});
    await examine(page, `coming-${nameOf(path)}`);
    fail();
    await page.getByText('That didn’t work').first().waitFor();
    await examine(page, `failed-${nameOf(path)}`);
    await page.unroute(needed);
    const again = page.getByRole('button', {name: 'Try again'});
    for (let left = await again.count(); left > 0; --left) {
      await again.first().click();
      await page.waitForFunction((most) => document.querySelectorAll('.failed').length < most, left);
    }
    await page.locator('h1').waitFor({state: 'attached'});
  }
  assert.deepEqual(tab.faults, []);
  await tab.context.close();
});

test('a service that is down and a network that is gone are said on every page', async () => {
  const tab = await openTab(stage.browser, stage.base, {reducedMotion: 'reduce'});
  const {page, context} = tab;
  await enterDemo(page, stage.base, 'marina.alves');
  await page.goto('/');
  await look(page, 'feed-before');
  await context.setOffline(true);
  await page.getByText('You’re offline.').waitFor();
  await examine(page, 'feed-offline');
  await context.setOffline(false);
  await page.getByText('You’re offline.').waitFor({state: 'hidden'});
  await page.route('**/v1/**', (route) => route.fulfill({status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable"}'}));
  await page.getByRole('button', {name: 'Like', exact: true}).first().click();
  await page.getByText('FotoGal isn’t responding.').waitFor();
  await examine(page, 'feed-down');
  await page.goto('/@tomas_r');
  await page.getByRole('heading', {name: 'Can’t reach FotoGal'}).waitFor();
  await examine(page, 'unreachable');
  assert.deepEqual(tab.faults, []);
  await tab.context.close();
});

test('an address that is no page is answered 404 with a page that says so; icons and robots.txt are what they are called', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  for (const path of ['/nothing', '/searching', '/p', '/p/', '/@', '/settings/nothing', '/.well-known/x', '/index.html', '/sitemap.xml', '/V1/me']) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 404, path);
    assert.equal(answer.headers()['content-type'], 'text/html; charset=utf-8', path);
    await page.getByRole('heading', {level: 1, name: 'Page not found'}).waitFor();
    assert.ok(await page.evaluate(() => document.styleSheets.length > 0 && getComputedStyle(document.body).margin === '0px'), path);
  }
  for (const path of ['/', '/about', '/search', '/search?q=x', '/settings/data', '/settings/muted', '/forgotten', '/reset', '/verify', '/undo', `/@${tab.username}`, `/@${tab.username}/followers`, '/p/a-b/likes'])
    assert.equal((await page.goto(path)).status(), 200, path);
  for (const [path, type] of [
    ['/favicon.ico', 'image/x-icon'], ['/apple-touch-icon.png', 'image/png'], ['/robots.txt', 'text/plain; charset=utf-8'],
    ['/assets/icon.svg', 'image/svg+xml'], ['/assets/icon192.png', 'image/png'], ['/worker.js', 'text/javascript; charset=utf-8'],
  ]) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await page.request.fetch(stage.base + path, {method});
      assert.equal(answer.status(), 200, path);
      assert.equal(answer.headers()['content-type'], type, path);
    }
  }
  assert.match(await (await page.request.get(`${stage.base}/robots.txt`)).text(), /^User-agent: \*\n/);
  await leave(tab);
});
