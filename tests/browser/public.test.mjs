// Public profiles and photos without logging in: what is shown, what is not, and how they are passed on.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {examine, look, settled} from './axe.mjs';
import {ask, leave, newcomer, openTab, password, personNamed, post, shot, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const widths = [390, 768, 1366, 1920];
const hostile = '</script><script>alert(1)</script><!-- "\' \u2028 &lt;';

async function lookAtAll(page, name) {
  await look(page, name);
  for (const width of widths) {
    await page.setViewportSize({width, height: 900});
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
      await settled(page);
      await shot(page, `${name}-${width}-${colorScheme}`);
    }
    await page.waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  }
}

async function published(caption = 'At the sea, #praia') {
  const tab = await newcomer(stage);
  const {id} = await post(tab.page, stage.base, png(7, 600, 400), caption, 'two boats');
  return {...tab, id};
}

const stranger = (options) => openTab(stage.browser, stage.base, options);
const content = (page, property) => page.locator(`meta[property="${property}"]`).getAttribute('content');

test('a photo opens without logging in, with a card that others can show', async () => {
  const one = await published();
  for (const locale of ['en-US', 'pt-BR']) {
    const {page, context, faults} = await stranger({locale});
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const answer = await page.goto(`/p/${one.id}`);
    assert.equal(answer.status(), 200);
    await page.getByRole('img', {name: 'two boats'}).waitFor();
    await page.getByText('At the sea,').waitFor();
    await page.getByRole('link', {name: locale === 'en-US' ? 'Log in' : 'Entrar', exact: true}).waitFor();
    // Whether somebody is logged in is all that is asked.
    assert.deepEqual([...new Set(asked.filter((path) => /^\/v1\/(?!get\/)/.test(path)))], ['/v1/me']);
    assert.equal(await page.locator('.plain').count(), 0);
    assert.equal(await content(page, 'og:image:alt'), 'two boats');
    const picture = await content(page, 'og:image');
    assert.match(picture, /^http/);
    assert.equal((await page.request.get(picture)).headers()['content-type'], 'image/jpeg');
    assert.equal(await page.locator('meta[name=robots]').getAttribute('content'), 'noindex');
    await lookAtAll(page, `public-photo-${locale}`);
    await leave({context, faults});
  }
  await leave(one);
});

test('a profile opens without logging in, and leads to its photos', async () => {
  const one = await published();
  await ask(one.page, stage.base, 'PATCH', '/v1/me', {data: {bio: hostile, full_name: 'Ann <b>'}});
  for (const locale of ['en-US', 'pt-BR']) {
    const {page, context, faults} = await stranger({locale});
    await page.goto(`/@${one.username}`);
    await page.getByRole('heading', {level: 1, name: one.username}).waitFor();
    assert.match(await page.title(), new RegExp(`${one.username}.* · FotoGal`));
    await page.getByText('Ann <b>').waitFor();
    assert.match(await page.locator('.profile-who .text').innerText(), /<\/script><script>alert\(1\)/);
    await lookAtAll(page, `public-person-${locale}`);
    await page.locator('.grid a').first().click();
    await page.getByText('At the sea,').waitFor();
    await page.goBack();
    await page.getByRole('heading', {level: 1, name: one.username}).waitFor();
    await leave({context, faults});
  }
  await leave(one);
});

test('without scripts there is the picture with its words', async () => {
  const one = await published();
  const {page, context, faults} = await stranger({javaScriptEnabled: false});
  await page.goto(`/p/${one.id}`);
  await page.getByRole('img', {name: 'two boats'}).waitFor();
  await page.getByText('At the sea, #praia').waitFor();
  await page.getByRole('heading', {level: 1}).getByRole('link').click();
  await page.getByRole('heading', {level: 1, name: one.username}).waitFor();
  await leave({context, faults});
  await leave(one);
});

test('after logging in or signing up the same page is there, as members see it', async () => {
  const one = await published();
  const {page, context, faults} = await stranger();
  await page.goto(`/p/${one.id}`);
  await page.getByRole('link', {name: 'Log in', exact: true}).click();
  await page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  await page.goBack();
  await page.getByRole('img', {name: 'two boats'}).waitFor();
  // Who finds out on the page for logging in that they have no account comes back here, too.
  const joining = await stranger();
  await joining.page.goto(`/p/${one.id}?login`);
  await joining.page.getByRole('link', {name: 'Sign up', exact: true}).click();
  const {username, fullName, email} = personNamed('joins');
  for (const [label, text] of [['Email', email], ['Full name', fullName], ['Username', username], ['Password', password]])
    await joining.page.getByLabel(label, {exact: true}).fill(text);
  await joining.page.getByRole('button', {name: 'Sign up', exact: true}).click();
  await joining.page.getByRole('textbox', {name: 'Write a comment'}).waitFor();
  assert.equal(new URL(joining.page.url()).pathname, `/p/${one.id}`);
  await leave(joining);
  const other = await newcomer(stage);
  await page.getByRole('link', {name: 'Log in', exact: true}).click();
  await page.getByLabel('Username or email').fill(other.username);
  await page.getByLabel('Password', {exact: true}).fill(password);
  await page.getByRole('button', {name: 'Log in', exact: true}).click();
  await page.getByRole('textbox', {name: 'Write a comment'}).waitFor();
  assert.equal(new URL(page.url()).pathname, `/p/${one.id}`);
  await leave({context, faults});
  await leave(other);
  await leave(one);
});

test('what is private, archived or not there looks the same, and followers see it as before', async () => {
  const one = await published();
  const {page, context, faults} = await stranger();
  const plain = async (path) => {
    const answer = await page.request.get(stage.base + path);
    assert.equal(answer.status(), 404, path);
    return await answer.text();
  };
  const nothing = await plain('/@nobody_at_all');
  assert.equal((await page.request.get(`${stage.base}/p/${one.id}`)).status(), 200);
  await ask(one.page, stage.base, 'PATCH', '/v1/me', {data: {is_private: true}});
  assert.equal(await plain(`/p/${one.id}`), nothing);
  assert.equal(await plain(`/@${one.username}`), nothing);
  assert.match(nothing, /noindex/);
  const head = await page.request.fetch(`${stage.base}/@${one.username}`, {method: 'HEAD'});
  assert.equal(head.status(), 404);
  assert.equal(await head.text(), '');
  await page.goto(`/p/${one.id}`);
  await page.getByRole('heading', {level: 1, name: 'Log in'}).waitFor();
  await one.page.goto(`/p/${one.id}`);
  await one.page.getByRole('img', {name: 'two boats'}).waitFor();
  await leave({context, faults});
  await leave(one);
});

test('a link is copied from feed, photo and profile; of a private account it says who can open it', async () => {
  const one = await published();
  const {page} = one;
  await one.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = async (path) => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', {name: 'Copy link'}).click();
    await page.getByText('Link copied.').waitFor();
    await dialog.waitFor({state: 'detached'});
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), stage.base + path);
  };
  for (const from of ['/', `/p/${one.id}`]) {
    await page.goto(from);
    await page.getByRole('button', {name: 'Share', exact: true}).first().click();
    await copied(`/p/${one.id}`);
  }
  await page.goto(`/@${one.username}`);
  await page.getByRole('button', {name: 'Share', exact: true}).click();
  assert.equal(await page.getByText('This account is private').count(), 0);
  await examine(page, 'share');
  await copied(`/@${one.username}`);
  await ask(page, stage.base, 'PATCH', '/v1/me', {data: {is_private: true}});
  await page.reload();
  await page.getByRole('button', {name: 'Share', exact: true}).click();
  await page.getByText('This account is private').waitFor();
  await copied(`/@${one.username}`);
  await leave(one);
});

test('the device’s own menu is used where there is one', async () => {
  const one = await published();
  const {page, context, faults} = await stranger();
  await page.addInitScript(() => {
    navigator.share = (shared) => {
      window.shared = shared;
      return Promise.resolve();
    };
  });
  await page.goto(`/p/${one.id}`);
  await page.getByRole('button', {name: 'Share', exact: true}).click();
  await page.waitForFunction(() => window.shared);
  assert.equal((await page.evaluate(() => window.shared)).url, `${stage.base}/p/${one.id}`);
  assert.equal(await page.getByRole('dialog').count(), 0);
  await leave({context, faults});
  await leave(one);
});

test('search engines may list one’s pages once one says so', async () => {
  const one = await published();
  const {page} = one;
  const robots = async () => /noindex/.test(await (await page.request.get(`${stage.base}/@${one.username}`)).text());
  assert.equal(await robots(), true);
  await page.goto('/settings/privacy');
  const choice = page.getByLabel('Search engines may list my pages');
  assert.equal(await choice.isChecked(), false);
  await choice.check();
  await page.getByText('Saved.').waitFor();
  assert.equal(await robots(), false);
  await look(page, 'settings-indexed');
  await page.getByLabel('Private account').check();
  await page.getByText('Has no effect while your account is private.').waitFor();
  await page.reload();
  assert.equal(await choice.isChecked(), true);
  await leave(one);
});
