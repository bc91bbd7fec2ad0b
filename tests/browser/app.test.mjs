// FotoGal as an app: without a network, in a new release, out of the share sheet, installed.
import assert from 'node:assert/strict';
import {createServer, request as ask} from 'node:http';
import {test} from 'node:test';

import {answered, choose, enter, enterDemo, leave, openTab, personNamed, shot, stageFor, until} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor('--demo');
const open = (options) => openTab(stage.browser, stage.base, {serviceWorkers: 'allow', ...options});
const kept = (page) => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('person ')));
const governed = (page) => page.waitForFunction(() => navigator.serviceWorker.controller);

// A feed that is kept with its pictures. The first page of a browser comes before there is a worker.
async function keepFeed(page) {
  await page.goto('/');
  await governed(page);
  await page.reload();
  await page.locator('article .picture.there').first().waitFor();
  await until(page, async () => {
    const name = (await caches.keys()).find((one) => one.startsWith('person '));
    const cache = name && await caches.open(name);
    const feed = await (await cache?.match('/kept/feed'))?.json();
    if (!feed) return false;
    const found = await Promise.all(feed.page.items.map(({urls}) => cache.match(urls.medium)));
    return found.length > 0 && found.every(Boolean);
  });
}

test('without a network the last feed is there with its pictures, and says so', async () => {
  const tab = await open({size: 'phone'});
  const {page, context} = tab;
  await enterDemo(page, stage.base, 'marina.alves');
  await keepFeed(page);
  const photos = await page.getByRole('article').evaluateAll((cards) => cards.map(({dataset}) => dataset.id));
  await context.setOffline(true);
  await page.goto('/');
  await page.getByText(/^You’re offline · from \d+:\d\d/).waitFor();
  assert.deepEqual((await page.getByRole('article').evaluateAll((cards) => cards.map(({dataset}) => dataset.id))).slice(0, 10), photos.slice(0, 10));
  await page.locator('article .picture.there').nth(1).waitFor();
  await page.getByRole('article').last().scrollIntoViewIfNeeded();
  await page.locator('article').last().locator('.picture.there').waitFor();
  await shot(page, 'offline-feed');
  await page.getByRole('button', {name: 'Like', exact: true}).last().click();
  await page.getByText('Can’t reach FotoGal.').waitFor();
  // Every address opens; what needs the service says so.
  await page.goto('/@tomas_r');
  await page.getByText('That didn’t work').waitFor();
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await context.setOffline(false);
  await page.getByText(/^You’re offline/).waitFor({state: 'detached'});
  await page.waitForFunction(() => document.querySelectorAll('article').length > 0);
  await leave(tab);
});

test('nothing of one person is there for the next', async () => {
  const tab = await open();
  const {page, context} = tab;
  await enterDemo(page, stage.base, 'marina.alves');
  await keepFeed(page);
  assert.equal((await kept(page)).length, 1);
  await page.goto('/settings/account');
  await answered(page, 'POST', '/v1/logout', () => page.getByRole('button', {name: 'Log out'}).click());
  await page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  await until(page, async () => !(await caches.keys()).some((name) => name.startsWith('person ')));
  await context.setOffline(true);
  await page.goto('/');
  await page.getByText('Can’t reach FotoGal').first().waitFor();
  assert.equal(await page.getByRole('article').count(), 0);
  await context.setOffline(false);
  // Somebody else over a session that nobody has ended.
  await enterDemo(page, stage.base, 'marina.alves');
  await keepFeed(page);
  const [before] = await kept(page);
  await enterDemo(page, stage.base, 'tomas_r');
  await keepFeed(page);
  // What is there of the one before goes when the service has said who this is.
  for (let now = before; !now || now === before;) [now] = await kept(page);
  assert.equal((await kept(page)).length, 1);
  await leave(tab);
});

test('the worker keeps the files of its release, and nothing that the service answers', async () => {
  const tab = await open();
  const {page} = tab;
  await enterDemo(page, stage.base, 'marina.alves');
  await keepFeed(page);
  for (const path of ['/@tomas_r', '/notifications', '/search', '/settings']) {
    await page.goto(path);
    await page.locator('h1').waitFor();
  }
  const addresses = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) for (const {url} of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
    return found;
  });
  assert.deepEqual(addresses.filter((path) => path !== '/' && !/^\/(assets|v1\/get|kept)\//.test(path)), []);
  const worker = await page.request.get('/worker.js');
  assert.equal(worker.headers()['cache-control'], 'no-cache');
  assert.match(worker.headers()['content-type'], /^text\/javascript/);
  await leave(tab);
});

test('a photo that is shared without a network is sent when there is one', async () => {
  const tab = await open({size: 'phone'});
  const {page, context} = tab;
  await enter(page, stage.base, personNamed('patient'));
  await page.goto('/upload');
  await governed(page);
  await context.setOffline(true);
  await choose(page, {name: 'later.png', bytes: png(70, 60, 40)});
  await page.getByRole('button', {name: 'Share photo'}).click();
  await page.getByText('Can’t reach FotoGal.').waitFor();
  await answered(page, 'POST', '/v1/images', () => context.setOffline(false));
  await page.waitForFunction(() => document.querySelectorAll('.outgoing').length === 0);
  await leave(tab);
});

// The service under another address, that can publish another release.
async function publisher() {
  const stand = {next: false};
  const rename = (text) => text.replaceAll(/\/assets\/index-[\w-]{8}\.js/g, '/assets/index-next.js');
  const server = createServer((incoming, outgoing) => {
    const {hostname, port} = new URL(stage.base);
    const path = incoming.url === '/assets/index-next.js' ? stand.script : incoming.url;
    const passed = ask({hostname, port, path, method: incoming.method, headers: {...incoming.headers, 'accept-encoding': 'identity', 'if-none-match': ''}}, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      let body = Buffer.concat(chunks);
      const headers = {...answer.headers};
      if (stand.next && body.length > 0 && (path === '/worker.js' || headers['content-type']?.startsWith('text/html'))) {
        const {gunzipSync} = await import('node:zlib');
        const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
        delete headers['content-encoding'];
        body = Buffer.from(rename(text).replace(/name:"[^"]*"/, 'name:"next"'));
      }
      delete headers['content-length'];
      delete headers['transfer-encoding'];
      outgoing.writeHead(answer.statusCode, {...headers, 'content-length': body.length});
      outgoing.end(body);
    });
    incoming.pipe(passed);
  }).listen(0, new URL(stage.base).hostname);
  await new Promise((done) => server.once('listening', done));
  const page = await (await fetch(stage.base)).text();
  stand.script = /\/assets\/index-[\w-]{8}\.js/.exec(page)[0];
  return {stand, base: `http://${new URL(stage.base).hostname}:${server.address().port}`, stop: () => { server.closeAllConnections(); server.close(); }};
}

test('a new release waits until the reader wants it', async (context) => {
  const {stand, base, stop} = await publisher();
  context.after(stop);
  const tab = await openTab(stage.browser, base, {serviceWorkers: 'allow'});
  const {page} = tab;
  // Cookies know no ports.
  await enterDemo(page, stage.base, 'marina.alves');
  await page.goto('/settings');
  await governed(page);
  await page.getByLabel('About').fill('typed before');
  stand.next = true;
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  await page.getByText('There’s a new version.').waitFor();
  assert.equal(await page.getByLabel('About').inputValue(), 'typed before');
  const script = () => page.evaluate(() => document.querySelector('script[src]').getAttribute('src'));
  assert.equal(await script(), stand.script);
  await page.getByRole('button', {name: 'Reload'}).click();
  await page.waitForFunction(() => document.querySelector('script[src]')?.getAttribute('src') === '/assets/index-next.js');
  await page.getByLabel('About').waitFor();
  assert.equal(await page.getByLabel('About').inputValue(), 'typed before');
  // The files of the release before have gone.
  await until(page, async () => (await caches.keys()).filter((name) => name.startsWith('shell ')).join() === 'shell next');
  assert.equal(await page.getByText('There’s a new version.').count(), 0);
  await leave(tab);
});

// As the phone's share sheet does: a form that comes from nowhere.
async function share({context}, ...files) {
  const page = await context.newPage();
  await page.setContent(`<form action="${stage.base}/upload" method="post" enctype="multipart/form-data"><input type="file" name="photos" multiple><button>Share</button></form>`);
  await page.setInputFiles('input', files);
  await page.getByRole('button', {name: 'Share'}).click();
  await page.waitForURL(`${stage.base}/upload`);
  return page;
}
const picture = (name, shade) => ({name, mimeType: 'image/png', buffer: png(shade, 60, 40)});

test('photos from the share sheet are in the composer, also after logging in', async () => {
  const tab = await open({size: 'phone'});
  const {page} = tab;
  await page.goto('/login');
  await governed(page);
  const outside = await share(tab, picture('harbour.png', 20), picture('beach über.png', 90), {name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('x')});
  await outside.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  await enter(outside, stage.base, personNamed('sharer'));
  await outside.reload();
  await outside.getByRole('button', {name: 'Share 2 photos'}).waitFor();
  await outside.getByText('harbour.png').first().waitFor();
  await answered(outside, 'POST', '/v1/images', () => outside.getByRole('button', {name: 'Share 2 photos'}).click());
  await outside.getByRole('article').first().waitFor();
  // Once taken they are not there again.
  await outside.goto('/upload');
  await outside.getByRole('heading', {level: 1, name: 'New photo'}).waitFor();
  assert.deepEqual(await outside.evaluate(async () => (await (await caches.open('shared')).keys()).length), 0);
  const inside = await share(tab, picture('again.png', 150));
  await inside.getByRole('button', {name: 'Share photo'}).waitFor();
  await inside.getByRole('button', {name: 'Remove: again.png'}).click();
  await leave(tab);
});

test('it can be installed', async () => {
  const tab = await open();
  const {page, context} = tab;
  await page.goto('/login');
  await governed(page);
  const devtools = await context.newCDPSession(page);
  const {installabilityErrors} = await devtools.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors.filter(({errorId}) => errorId !== 'in-incognito'), []);
  const {errors, data} = await devtools.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  for (const {src, sizes, type} of manifest.icons) {
    const answer = await page.request.get(src);
    assert.equal(answer.headers()['content-type'], type, src);
    if (type !== 'image/png') continue;
    const bytes = await answer.body();
    assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
  }
  assert.ok(manifest.icons.some(({purpose}) => purpose === 'maskable'));
  const colours = () => page.locator('meta[name=theme-color]').evaluateAll((all) => all.map(({content}) => content));
  await page.emulateMedia({colorScheme: 'dark'});
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  assert.deepEqual(await colours(), ['#13151a', '#13151a']);
  await leave(tab);
});

async function offerIn(page) {
  await page.evaluate(() => {
    const event = Object.assign(new Event('beforeinstallprompt', {cancelable: true}), {
      prompt: () => { window.prompted = true; return Promise.resolve({outcome: 'accepted'}); },
    });
    window.dispatchEvent(event);
  });
}

test('the feed offers to install it on the third visit, once; the settings always', async () => {
  const tab = await open();
  const {context, page: first} = tab;
  await enterDemo(first, stage.base, 'marina.alves');
  const offered = (page) => page.getByRole('region', {name: 'FotoGal as an app'});
  const visit = async () => {
    const page = await context.newPage();
    await page.goto('/');
    await page.getByRole('article').first().waitFor();
    await offerIn(page);
    assert.equal(await offered(page).count(), 0);
    await page.getByRole('navigation', {name: 'Main'}).getByRole('link', {name: 'Home'}).click();
    return page;
  };
  for (let visits = 1; visits < 3; ++visits) {
    const page = await visit();
    assert.equal(await offered(page).count(), 0, `visit ${visits}`);
    await page.close();
  }
  const third = await visit();
  await offered(third).waitFor();
  await shot(third, 'install-offer');
  await offered(third).getByRole('button', {name: 'Not now'}).click();
  await offered(third).waitFor({state: 'detached'});
  await third.close();
  const fourth = await visit();
  assert.equal(await offered(fourth).count(), 0);
  await fourth.getByRole('link', {name: 'Settings'}).click();
  await fourth.getByRole('navigation', {name: 'Settings'}).getByRole('link', {name: 'Account'}).click();
  await fourth.getByRole('button', {name: 'Install'}).click();
  assert.equal(await fourth.evaluate(() => window.prompted), true);
  assert.equal(await fourth.getByRole('button', {name: 'Install'}).count(), 0);
  await leave(tab);
});
