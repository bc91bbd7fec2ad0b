// Text that means harm, or is only strange, is shown as it was written and does nothing.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {ask, choose, enter, openTab, password, personNamed, post, shot, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

// Each would raise this page's flag, open a dialog or ask another host if it were taken for anything but text.
const raise = `window.__ran=(window.__ran||0)+1`;
const hostile = [
  `<script>${raise}</script>`,
  `<img src=x onerror="${raise}">`,
  `"><svg onload=${raise}>`,
  `' onfocus='${raise}' autofocus='`,
  `javascript:${raise}`,
  `<iframe srcdoc="<script>parent.${raise}</script>"></iframe>`,
  `</title><style>@import 'http://127.0.0.1:9/x'</style>`,
  `{{constructor.constructor('${raise}')()}} \${${raise}}`,
  `<a href="javascript:${raise}" style="position:fixed;inset:0">click</a>`,
  `<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">`,
  `__proto__ constructor toString`,
  `&lt;script&gt;${raise}&lt;/script&gt;`,
];
const strange = [
  'العربية من اليمين إلى اليسار مع English في الوسط',
  '日本語の説明、とても長い文字列'.repeat(20),
  'a'.repeat(900),
  '👩‍👩‍👧‍👦🏳️‍🌈 Z̷̢̛̘͚a̵̛l̸͝g̶̃o̷ नमस्ते สวัสดี',
  'one\n\n\n\ntwo   three\tfour',
];
// As long as a caption may be.
const longest = '🏔️'.repeat(2200 / 2);
const longestName = 100;

const stage = stageFor();

async function nothingRan(tab, where) {
  assert.equal(await tab.page.evaluate(() => window.__ran ?? 0), 0, where);
  assert.deepEqual(tab.faults, [], where);
  const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${where}: ${wide} pixels too wide`);
}

// Everything that a page shows, pressed and pointed at.
async function poke(page) {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('main *')) {
      for (const kind of ['mouseover', 'mouseenter', 'focus', 'pointerover'])
        element.dispatchEvent(new Event(kind, {bubbles: kind !== 'focus'}));
    }
  });
}

test('hostile captions, names and comments are text and nothing else', async () => {
  const tab = await openTab(stage.browser, stage.base, {size: 'phone'});
  const {page} = tab;
  const {base} = stage;
  await enter(page, base, personNamed('mallory', `<img src=x onerror="${raise}">Mal`), {is_private: false});
  await ask(page, base, 'PATCH', '/v1/me', {data: {bio: hostile.join('\n'), website: "https://example.com/<b>'x'</b>".replaceAll(/[<>']/g, encodeURIComponent), gender: hostile[1].slice(0, 50)}});
  const texts = [...hostile, ...strange];
  const images = [];
  for (const [shade, text] of texts.entries()) images.push(await post(page, base, png(shade, 40, 30), text, text));
  for (const text of texts) await ask(page, base, 'POST', `/v1/images/${images[0].id}/comments`, {data: {text}});
  await ask(page, base, 'PATCH', `/v1/images/${images[1].id}`, {data: {caption: longest}});
  images[1].caption = longest;

  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  for (const image of images.slice(-5)) await page.locator(`a[href="/p/${image.id}"]`).first().waitFor();
  await poke(page);
  await nothingRan(tab, 'feed');
  await shot(page, 'hostile-feed');

  await page.goto('/@mallory');
  await page.getByText(hostile[0]).waitFor();
  await poke(page);
  await nothingRan(tab, 'profile');
  await shot(page, 'hostile-profile');

  for (const [index, text] of texts.entries()) {
    await page.goto(`/p/${images[index].id}`);
    const caption = page.locator('.caption .text');
    await caption.waitFor();
    const stored = images[index].caption;
    assert.equal(await caption.textContent(), stored, text);
    assert.equal(await page.locator('.stage img').getAttribute('alt'), images[index].alt_text, text);
    await nothingRan(tab, `photo ${index}`);
  }

  await page.goto(`/p/${images[0].id}`);
  for (const text of hostile) await page.getByRole('listitem').filter({hasText: text}).first().waitFor();
  await poke(page);
  await nothingRan(tab, 'comments');
  await shot(page, 'hostile-comments');

  await page.goto('/settings');
  await page.getByLabel('About you').waitFor();
  await nothingRan(tab, 'settings');
  await tab.context.close();
});

// Somebody without a tab; asks like a page of theirs would.
async function strangerCalled({browser, base}, username, fullName) {
  const {request} = await browser.newContext();
  await enter({request}, base, personNamed(username, fullName), {is_private: false});
  const call = (method, path, data) => ask({request}, base, method, path, data && {data});
  await call('PATCH', '/v1/me', {is_professional_account: true});
  return {username, fullName, call};
}

// The page shows all these texts letter by letter, and made nothing of them.
async function showsAsText(tab, path, selector, texts) {
  const {page} = tab;
  await page.goto(path);
  await page.waitForFunction(([of, wanted]) => {
    const shown = new Set([...document.querySelectorAll(`main ${of} bdi`)].map((one) => one.textContent));
    return wanted.every((text) => shown.has(text));
  }, [selector, texts]);
  await poke(page);
  await nothingRan(tab, path);
  const made = 'main :is(script, iframe, style, meta, [onerror], [onload], [onfocus], [autofocus], [href^="javascript:"], [src="x"])';
  assert.equal(await page.locator(made).count(), 0, path);
  assert.ok(!(await page.title()).includes('<'), path);
}

test('hostile names are text wherever somebody else is shown them', async () => {
  const {base} = stage;
  const tab = await openTab(stage.browser, base, {size: 'phone'});
  const {page} = tab;
  const vera = (method, path) => ask(page, base, method, path);
  await enter(page, base, personNamed('vera'), {is_private: true});
  const image = await post(page, base, png(9, 40, 30), 'looked at by strangers');
  const strangers = [];
  for (const name of hostile.filter((text) => text.length <= longestName)) strangers.push(await strangerCalled(stage, `stranger${strangers.length}`, name));
  assert.ok(strangers.length >= hostile.length - 1);
  const [names, usernames] = [strangers.map(({fullName}) => fullName), strangers.map(({username}) => username)];
  const everyone = (path) => showsAsText(tab, path, '.full-name', names);

  for (const {call} of strangers) await call('PUT', '/v1/users/vera/follow');
  await everyone('/requests');
  await showsAsText(tab, '/notifications', '.notice .name', usernames);
  await everyone('/suggestions');
  for (const {username, call} of strangers) {
    await vera('PUT', `/v1/me/follow-requests/${username}`);
    await call('PUT', `/v1/images/${image.id}/like`);
    await call('POST', `/v1/images/${image.id}/comments`, {text: 'seen'});
  }
  await everyone('/@vera/followers');
  await everyone(`/p/${image.id}/likes`);
  await everyone('/search?q=stranger');
  await shot(page, 'hostile-search');
  await showsAsText(tab, '/notifications', '.notice .name', usernames);
  await showsAsText(tab, `/p/${image.id}`, '.comment .name', usernames);
  for (const {username, fullName} of strangers) await showsAsText(tab, `/@${username}`, '.profile-line .full-name', [fullName]);

  for (const {username} of strangers) await vera('PUT', `/v1/users/${username}/follow`);
  await everyone('/@vera/following');
  for (const {username, call} of strangers) {
    await vera('DELETE', `/v1/users/${username}/follow`);
    await call('PATCH', '/v1/me', {is_private: true});
    await vera('PUT', `/v1/users/${username}/follow`);
  }
  await everyone('/requests');
  for (const username of usernames) await vera('PUT', `/v1/users/${username}/block`);
  await everyone('/settings/blocked');
  await tab.context.close();
});

// Scripts and styles of the origin alone, none inline, no HTML out of text.
function expectStrict(policy, where) {
  const directives = new Map(policy.split(';').map((one) => one.trim().split(/\s+/)).map(([name, ...sources]) => [name, sources.join(' ')]));
  assert.equal(directives.get('script-src'), "'self'", where);
  assert.equal(directives.get('require-trusted-types-for'), "'script'", where);
  assert.ok(!/unsafe-(inline|eval)|\*/.test(policy), where);
}

test('hostile addresses show a page and do nothing', async () => {
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await enter(page, stage.base, personNamed('eve'));
  const paths = [
    `/search?q=${encodeURIComponent(hostile[1])}`, `/search?q=${encodeURIComponent('%00%ff')}`,
    `/@${encodeURIComponent(hostile[0])}`, `/p/${encodeURIComponent(hostile[1])}`, '/p/%E0%A4%A', '/@%',
    '/?httpResponseContentType=text/plain', `/#${hostile[1]}`, '/login?next=https://evil.example',
  ];
  const none = [`/${encodeURIComponent(hostile[0])}`, '//evil.example/x', '/settings/../../v2/x'];
  for (const path of [...paths, ...none]) {
    const answer = await page.goto(stage.base + path);
    // Nobody and nothing has such a name (functions/page).
    const missing = none.includes(path) || /^\/(@|p\/)/.test(path);
    assert.equal(answer.status(), missing ? 404 : 200, path);
    assert.match(answer.headers()['content-type'], /^text\/html/, path);
    expectStrict(answer.headers()['content-security-policy'], path);
    await page.getByRole('navigation', {name: 'Main'}).waitFor();
    await nothingRan(tab, path);
  }
  await tab.context.close();
});

test('file names of any script and length show right, and only pictures are taken', async () => {
  const tab = await openTab(stage.browser, stage.base, {size: 'phone'});
  const {page} = tab;
  await enter(page, stage.base, personNamed('files'));
  await page.goto('/upload');
  const names = ['صورة.png', '写真'.repeat(40) + '.png', `<img src=x onerror="${raise}">.png`, 'x'.repeat(200) + '.png'];
  await choose(page, ...names.map((name, index) => ({name, bytes: png(index, 20, 20)})));
  const thumbs = page.locator('.strip .thumb');
  for (const [at, name] of names.entries()) {
    await thumbs.nth(at).click();
    await page.locator('.file bdi').getByText(name, {exact: true}).waitFor();
  }
  await nothingRan(tab, 'upload');
  await shot(page, 'hostile-files');
  await page.setInputFiles('input[type=file]', [{name: 'evil.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="${raise}"/>`)}]);
  // Drawn as a picture: what it holds besides does not run.
  await thumbs.nth(names.length).click();
  await page.getByRole('listitem').filter({hasText: 'evil.png'}).getByText('Converted from SVG to PNG.').waitFor();
  await page.setInputFiles('input[type=file]', [{name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture')}]);
  await page.getByText('broken.png isn’t an image this browser can show.').waitFor();
  await nothingRan(tab, 'odd files');
  tab.faults.length = 0;
  await tab.context.close();
});

test('the session is out of reach of scripts, and nothing of it is kept by the page', async () => {
  const tab = await openTab(stage.browser, stage.base);
  const {page, context} = tab;
  await enter(page, stage.base, personNamed('cookie'));
  await page.goto('/');
  await page.getByRole('navigation', {name: 'Main'}).waitFor();
  // The answer to logging in carries no token.
  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByLabel('Username or email').fill('cookie');
  await page.getByLabel('Password').fill(password);
  const [login] = await Promise.all([page.waitForResponse((answer) => answer.request().postDataJSON()?.login === 'cookie'), page.getByRole('button', {name: 'Log in', exact: true}).click()]);
  assert.deepEqual(Object.keys(await login.json()).filter((name) => /token/i.test(name)), []);
  await page.getByRole('navigation', {name: 'Main'}).waitFor();
  const cookies = await context.cookies();
  const cookie = cookies.find(({name}) => name === 'fotogal_session');
  const device = cookies.find(({name}) => name.startsWith('fotogal_device_'));
  assert.equal(cookies.length, 2);
  assert.equal(device.path, '/v1/login');
  for (const {httpOnly, sameSite} of cookies) assert.deepEqual([httpOnly, sameSite], [true, 'Strict']);
  assert.equal(await page.evaluate(() => document.cookie), '');
  const kept = await page.evaluate(() => JSON.stringify([{...localStorage}, {...sessionStorage}]));
  for (const {value} of cookies) assert.ok(!kept.includes(value));
  // The page's own policy stops what would get in all the same.
  const injected = await page.evaluate(() => {
    try {
      document.body.innerHTML += '<b>x</b>';
      return 'taken';
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(injected, 'TypeError');
  await context.close();
});
