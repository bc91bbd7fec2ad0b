// When things go wrong: nothing typed is lost, nothing is shown that is not so, and it goes on by itself.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {ask, choose, enter, launch, openTab, personNamed, post, shot} from './browser.mjs';
import {noisyPng, png} from './pictures.mjs';
import {startService} from './service.mjs';

let service, browser, people = 0;
before(async () => {
  [service, browser] = await Promise.all([startService(), launch()]);
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

async function newcomer(options) {
  const tab = await openTab(browser, service.base, options);
  const person = personNamed(`person${++people}`);
  await enter(tab.page, service.base, person);
  return {...tab, ...person};
}

async function leave({context, faults}) {
  assert.deepEqual(faults, []);
  await context.close();
}

const card = (page) => page.getByRole('article').first();

test('a like is shown at once and taken back when the service refuses', async () => {
  const tab = await newcomer();
  const {page} = tab;
  await post(page, service.base, png(1, 40, 40), 'to be liked');
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
  await page.getByText('That is no longer there.').waitFor();
  await page.unroute('**/like');
  await leave(tab);
});

test('pressed many times, the last wish is what the service has in the end', async () => {
  const tab = await newcomer();
  const {page} = tab;
  const image = await post(page, service.base, png(2, 40, 40), 'undecided');
  await page.goto('/');
  const button = card(page).locator('button.like');
  for (let press = 0; press < 7; ++press) await button.click();
  await card(page).getByText('1 like', {exact: true}).waitFor();
  for (let tries = 0; tries < 50; ++tries) {
    const now = await ask(page, service.base, 'GET', `/v1/images/${image.id}`);
    if (now.like_count === 1 && now.my_reaction === 'like') break;
    assert.ok(tries < 49, 'not settled');
  }
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  await leave(tab);
});

test('two taps like, and never take a like back', async () => {
  const tab = await newcomer({size: 'phone'});
  const {page} = tab;
  await post(page, service.base, png(3, 40, 40), 'tapped');
  await page.goto('/');
  const picture = card(page).locator('.likeable');
  for (let twice = 0; twice < 2; ++twice) {
    await picture.dblclick();
    await card(page).getByRole('button', {name: 'Unlike'}).waitFor();
  }
  await card(page).getByText('1 like', {exact: true}).waitFor();
  await leave(tab);
});

test('the service is down: a banner, what was typed is kept, and it goes on by itself', async () => {
  const tab = await newcomer();
  const {page} = tab;
  const image = await post(page, service.base, png(4, 40, 40), 'down and up');
  await page.goto(`/p/${image.id}`);
  const box = page.getByLabel('Write a comment');
  await box.fill('said while it was down');
  await page.route('**/v1/**', (route) => route.fulfill({status: 503, contentType: 'application/problem+json', body: '{"code":"temporarily_unavailable"}'}));
  await page.getByRole('button', {name: 'Post'}).click();
  await page.getByText('FotoGal does not answer right now.').waitFor();
  await shot(page, 'trouble-banner');
  assert.equal(await box.inputValue(), 'said while it was down');
  await page.reload();
  await page.getByRole('heading', {name: 'FotoGal cannot be reached'}).waitFor();
  await page.unroute('**/v1/**');
  // Nobody presses anything: it asks again by itself.
  await page.getByLabel('Write a comment').waitFor();
  assert.equal(await page.getByLabel('Write a comment').inputValue(), 'said while it was down');
  await page.getByText('FotoGal does not answer right now.').waitFor({state: 'hidden'});
  await page.getByRole('button', {name: 'Post'}).click();
  await page.getByRole('listitem').filter({hasText: 'said while it was down'}).waitFor();
  await leave(tab);
});

test('offline: a banner, and lists go on when the network is back', async () => {
  const tab = await newcomer({locale: 'pt-BR'});
  const {page, context} = tab;
  await post(page, service.base, png(5, 40, 40), 'sem rede');
  await page.goto('/search');
  await context.setOffline(true);
  await page.getByText('Você está sem conexão.').waitFor();
  await page.getByRole('navigation', {name: 'Principal'}).getByRole('link', {name: 'Início'}).click();
  await page.getByText('Não deu certo').waitFor();
  await context.setOffline(false);
  // By itself; or, when the browser said too early that it is back, as a person would.
  const shown = card(page).getByText('sem rede');
  await shown.waitFor({timeout: 20_000}).catch(() => page.getByRole('button', {name: 'Tentar de novo'}).click());
  await shown.waitFor();
  await page.getByText('Você está sem conexão.').waitFor({state: 'hidden'});
  await leave(tab);
});

test('a comment whose answer was lost is not said twice', async () => {
  const tab = await newcomer();
  const {page} = tab;
  const image = await post(page, service.base, png(6, 40, 40));
  await page.goto(`/p/${image.id}`);
  let lost = 0;
  await page.route('**/comments', async (route) => {
    if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByLabel('Write a comment').fill('only once');
  await page.getByRole('button', {name: 'Post'}).click();
  await page.getByRole('listitem').filter({hasText: 'only once'}).waitFor();
  await page.unroute('**/comments');
  const {items} = await ask(page, service.base, 'GET', `/v1/images/${image.id}/comments`);
  assert.equal(items.length, 1);
  await leave(tab);
});

test('an upload can be cancelled, fails with a reason, and is shared once when sent again', async () => {
  const tab = await newcomer();
  const {page, username} = tab;
  await page.goto('/upload');
  await choose(page, {name: 'one.png', bytes: png(7, 50, 50)}, {name: 'two.png', bytes: png(8, 50, 50)});
  const [one, two] = ['one.png', 'two.png'].map((name) => page.getByRole('listitem').filter({hasText: name}));
  await one.getByLabel('Caption').fill('first');
  await two.getByLabel('Caption').fill('second');
  let mode = 'hold';
  await page.route('**/v1/images', async (route) => {
    if (mode === 'hold') return;
    if (mode === 'lose') {
      mode = 'pass';
      await route.fetch();
      return route.abort();
    }
    await route.continue();
  });
  await page.getByRole('button', {name: 'Share 2 photos'}).click();
  await one.getByRole('button', {name: 'Cancel upload'}).click();
  await one.getByText('Cancelled').waitFor();
  await two.getByRole('button', {name: 'Cancel upload'}).click();
  await two.getByText('Cancelled').waitFor();
  assert.equal(await one.getByLabel('Caption').inputValue(), 'first');
  mode = 'lose';
  await one.getByRole('button', {name: 'Try again'}).click();
  // The answer was lost; it is sent again when the service answers, under the same key.
  await one.waitFor({state: 'detached'});
  await two.getByRole('button', {name: 'Try again'}).click();
  await two.waitFor({state: 'detached'});
  await page.unroute('**/v1/images');
  const {items} = await ask(page, service.base, 'GET', `/v1/users/${username}/images`);
  assert.deepEqual(items.map(({caption}) => caption), ['second', 'first']);
  await leave(tab);
});

test('a photo above 4 MB goes by way of Object Storage, with its progress, and is shared once', async () => {
  const tab = await newcomer();
  const {page, username} = tab;
  await page.goto('/upload');
  const bytes = noisyPng(2300, 2200);
  assert.ok(bytes.length > 4.5 * 1024 * 1024);
  await choose(page, {name: 'large.png', bytes});
  await page.getByLabel('Caption').fill('large');
  const ways = [];
  page.on('request', (request) => {
    const {pathname} = new URL(request.url());
    if (['POST', 'PUT'].includes(request.method())) ways.push(`${request.method()} ${pathname.split('/').slice(0, 3).join('/')}`);
  });
  let lost = 0;
  await page.route('**/v1/images', async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', {name: 'Share photo'}).click();
  await page.getByRole('progressbar', {name: 'large.png'}).waitFor();
  await card(page).getByText('large').waitFor();
  // The bytes went once; only publishing, whose answer was lost, was asked for again.
  assert.deepEqual(ways, ['POST /v1/uploads', 'PUT /v1/put', 'POST /v1/images', 'POST /v1/images']);
  await page.unroute('**/v1/images');
  const {items} = await ask(page, service.base, 'GET', `/v1/users/${username}/images`);
  assert.deepEqual(items.map(({width, height}) => [width, height]), [[2300, 2200]]);
  await leave(tab);
});

test('dropped and pasted pictures are taken, and squares are cut', async () => {
  const tab = await newcomer();
  const {page, username} = tab;
  await page.goto('/upload');
  await page.getByText('Drop photos here').waitFor();
  const bytes = [...png(120, 300, 200)];
  for (const [kind, name] of [['drop', 'dropped.png'], ['paste', 'pasted.png']]) {
    await page.evaluate(([event, file, data]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(data)], file, {type: 'image/png'}));
      const made = event === 'drop' ? new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true})
                                    : new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true, cancelable: true});
      document.body.dispatchEvent(made);
    }, [kind, name, bytes]);
    await page.locator('.file').getByText(name).waitFor();
  }
  const pasted = page.getByRole('listitem').filter({hasText: 'pasted.png'});
  await pasted.getByLabel('Crop to a square').check();
  await pasted.getByLabel('Position of the square').fill('1');
  await shot(page, 'upload-two');
  await page.getByRole('button', {name: 'Share 2 photos'}).click();
  await page.getByRole('article').nth(1).waitFor();
  const {items} = await ask(page, service.base, 'GET', `/v1/users/${username}/images`);
  assert.deepEqual(items.map(({width, height}) => [width, height]), [[200, 200], [300, 200]]);
  await leave(tab);
});

test('a session that ends elsewhere: what was typed is there after logging in again', async () => {
  const tab = await newcomer();
  const {page} = tab;
  const image = await post(page, service.base, png(9, 40, 40));
  await page.goto(`/p/${image.id}`);
  await page.getByLabel('Write a comment').fill('half a thought');
  await tab.context.clearCookies();
  await page.getByRole('button', {name: 'Post'}).click();
  await page.getByText('Your session has ended.').waitFor();
  await page.getByLabel('Username or e-mail').fill(tab.username);
  await page.getByLabel('Password').fill('wrong password here');
  await page.getByRole('button', {name: 'Log in'}).click();
  await page.getByText('That name and password do not fit.').waitFor();
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', {name: 'Log in'}).click();
  assert.equal(await page.getByLabel('Write a comment').inputValue(), 'half a thought');
  assert.equal(new URL(page.url()).pathname, `/p/${image.id}`);
  await leave(tab);
});

test('what is wrong with a form is said beside its fields', async () => {
  const tab = await openTab(browser, service.base);
  const {page} = tab;
  await page.goto('/signup');
  await page.getByLabel('E-mail').fill('no address');
  await page.getByLabel('Username').fill('Ünï');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', {name: 'Sign up'}).click();
  await page.getByText('That is too short.').first().waitFor();
  for (const label of ['E-mail', 'Full name', 'Username', 'Password']) {
    const field = page.getByLabel(label);
    assert.equal(await field.getAttribute('aria-invalid'), 'true', label);
  }
  await shot(page, 'trouble-form');
  await leave(tab);
});

test('the feed goes on while one scrolls, nothing moves, and Back finds the place again', async () => {
  const tab = await newcomer({size: 'phone'});
  const {page} = tab;
  for (let n = 0; n < 24; ++n) await post(page, service.base, png(n, 30 + n, 40 + (n * 13) % 40), `number ${n}`);
  await page.goto('/');
  await page.evaluate(() => {
    window.__shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        window.__shift += entry.hadRecentInput ? 0 : entry.value;
        window.__shifted = entry.sources?.map(({node, previousRect, currentRect}) => `${node?.outerHTML?.slice(0, 90)} ${previousRect.y} ${currentRect.y}`);
      }
    }).observe({type: 'layout-shift', buffered: true});
  });
  const last = page.getByText('number 0', {exact: true});
  for (let steps = 0; steps < 80 && await last.count() === 0; ++steps) {
    await page.mouse.wheel(0, 1500);
    await page.waitForFunction((n) => document.querySelectorAll('article').length > n || scrollY + innerHeight > document.body.scrollHeight - 2000, 0);
  }
  await last.scrollIntoViewIfNeeded();
  await page.getByText('You have seen it all.').waitFor();
  assert.equal(await page.getByRole('article').count(), 24);
  assert.ok(await page.evaluate(() => window.__shift) < 0.02, await page.evaluate(() => `${window.__shift} ${window.__shifted}`));
  const before = await page.evaluate(() => scrollY);
  await page.getByRole('article').filter({has: last}).getByRole('link', {name: /^Comment/}).click();
  await page.getByRole('heading', {level: 1, name: /^Photo by/}).waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await last.waitFor();
  await page.waitForFunction((y) => Math.abs(scrollY - y) < 40, before);
  await leave(tab);
});

test('with the keyboard alone: skip to the content, move between photos, like, open, go back', async () => {
  const tab = await newcomer();
  const {page} = tab;
  await post(page, service.base, png(10, 60, 40), 'older');
  await post(page, service.base, png(11, 60, 40), 'newer');
  await page.goto('/');
  await card(page).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement.closest('article')?.textContent ?? '');
  for (let presses = 0; presses < 5 && !(await focused()).includes('newer'); ++presses) await page.keyboard.press('Tab');
  assert.match(await focused(), /newer/);
  await page.keyboard.press('PageDown');
  assert.match(await focused(), /older/);
  await page.keyboard.press('l');
  await page.getByRole('article').nth(1).getByRole('button', {name: 'Unlike'}).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: /^Photo by/}).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await page.goBack();
  await card(page).waitFor();
  await leave(tab);
});

test('the language follows the browser and changes at once; the theme too', async () => {
  const tab = await openTab(browser, service.base, {locale: 'pt-PT', colorScheme: 'dark'});
  const {page} = tab;
  await page.goto('/');
  await page.getByRole('heading', {name: 'Entrar'}).waitFor();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.getByRole('button', {name: 'English'}).click();
  await page.getByRole('heading', {name: 'Log in'}).waitFor();
  assert.equal(await page.title(), 'Log in · FotoGal');
  await enter(page, service.base, personNamed('themes'));
  await page.goto('/settings');
  await page.getByRole('radio', {name: 'Light'}).check();
  assert.notEqual(await ground(), dark);
  await page.reload();
  await page.getByRole('radio', {name: 'Light'}).waitFor();
  assert.notEqual(await ground(), dark);
  await leave(tab);
});
