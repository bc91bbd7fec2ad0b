// Whom one follows and who one is: every state of the follow button, blocks, addresses, languages, two people at one screen.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {look} from './axe.mjs';
import {answered, ask, choose, enter, leave, newcomer, openTab, password, personNamed, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();
const button = (page, name) => page.getByRole('button', {name});
const problem = (status, code) => ({status, contentType: 'application/problem+json', body: JSON.stringify({code})});

async function logInBy(page, username) {
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', {name: 'Log in', exact: true}).click();
}

test('the follow button: follow, following, unfollow, and back when the service refuses', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {page} = one;
  const follow = button(page, `Follow ${other.username}`), following = button(page, `Following ${other.username}; unfollow`);
  await page.goto(`/@${other.username}`);
  let release;
  const held = new Promise((done) => release = done);
  await page.route('**/follow', async (route) => {
    await held;
    await route.fulfill(problem(404, 'not_found'));
  });
  await follow.click();
  await following.waitFor();
  release();
  await page.getByText('That’s no longer available.').waitFor();
  await follow.waitFor();
  await page.unroute('**/follow');
  await follow.click();
  await following.waitFor();
  await page.getByText('1 follower', {exact: true}).waitFor();
  await following.click();
  await page.getByRole('dialog', {name: `Unfollow ${other.username}?`}).getByRole('button', {name: 'Unfollow'}).click();
  await follow.waitFor();
  await page.getByText('0 followers').waitFor();
  await leave(one);
  await leave(other);
});

// Without a moment between them in which the browser could paint: the page's effects run after that.
test('what is typed as soon as the search is there is searched for, and Back brings the former words', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {page} = one;
  await page.goto('/');
  await page.getByRole('link', {name: 'Search'}).first().waitFor();
  await page.evaluate(async (words) => {
    document.querySelector('a[href="/search"]').click();
    let field;
    while (!(field = document.querySelector('input[type=search]'))) await Promise.resolve();
    field.value = words;
    field.dispatchEvent(new Event('input', {bubbles: true}));
  }, other.username);
  await page.getByRole('link', {name: other.username}).waitFor();
  const field = page.getByRole('searchbox');
  assert.equal(await field.inputValue(), other.username);
  await page.evaluate(() => {
    history.pushState({key: 1}, '', '/search?q=nobody.of.that.name');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await page.getByText('nobody.of.that.name').waitFor();
  await page.goBack();
  await page.getByRole('link', {name: other.username}).waitFor();
  assert.equal(await field.inputValue(), other.username);
  await leave(one);
  await leave(other);
});

test('pressed again before the service has answered, the last wish counts', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  await ask(other.page, stage.base, 'PATCH', '/v1/me', {data: {is_private: true}});
  const {page} = one;
  const follow = button(page, `Follow ${other.username}`), asked = button(page, `Requested to follow ${other.username}; cancel`);
  await page.goto(`/@${other.username}`);
  let release;
  const held = new Promise((done) => release = done);
  const said = [];
  await page.route('**/follow', async (route) => {
    said.push(route.request().method());
    await held;
    await route.continue();
  });
  await follow.click();
  await asked.click();
  await follow.click();
  await asked.click();
  await follow.waitFor();
  const last = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.url().endsWith('/follow'));
  release();
  await last;
  assert.deepEqual(said, ['PUT', 'DELETE']);
  await follow.waitFor();
  assert.equal((await ask(page, stage.base, 'GET', `/v1/users/${other.username}`)).relation, 'none');
  await leave(one);
  await leave(other);
});

test('a private account: asked, taken back, declined, approved, removed', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  await ask(other.page, stage.base, 'PATCH', '/v1/me', {data: {is_private: true}});
  const {page} = one;
  const follow = button(page, `Follow ${other.username}`), asked = button(page, `Requested to follow ${other.username}; cancel`);
  await page.goto(`/@${other.username}`);
  await page.getByText('Follow to see their photos.').waitFor();
  await answered(page, 'PUT', '/follow', () => follow.click());
  await page.getByText('You’ve asked to follow this account.').waitFor();
  await answered(page, 'DELETE', '/follow', () => asked.click());
  await answered(page, 'PUT', '/follow', () => follow.click());
  await asked.waitFor();
  await other.page.goto('/requests');
  await answered(other.page, 'DELETE', `/${one.username}`, () => button(other.page, `Decline: ${one.username}`).click());
  await other.page.getByText('When someone asks to follow you').waitFor();
  await page.reload();
  await answered(page, 'PUT', '/follow', () => follow.click());
  await asked.waitFor();
  await other.page.reload();
  await answered(other.page, 'PUT', `/${one.username}`, () => button(other.page, `Approve: ${one.username}`).click());
  await other.page.getByText('When someone asks to follow you').waitFor();
  await other.page.goto(`/@${other.username}/followers`);
  await button(other.page, `Remove: ${one.username}`).click();
  const remove = other.page.getByRole('dialog').getByRole('button', {name: 'Remove'});
  await answered(other.page, 'DELETE', `/${one.username}`, () => remove.click());
  await other.page.getByText('No one yet').waitFor();
  await page.reload();
  await follow.waitFor();
  await leave(one);
  await leave(other);
});

test('who is blocked is gone for both, and comes back', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {page} = one;
  await page.goto(`/@${other.username}`);
  await button(page, 'Options').click();
  await page.getByRole('dialog').getByRole('button', {name: 'Block'}).click();
  const dialog = page.getByRole('dialog', {name: `Block ${other.username}?`});
  await answered(page, 'PUT', '/block', () => dialog.getByRole('button', {name: 'Block'}).click());
  await page.getByText('You’ve blocked this account.').waitFor();
  assert.equal(await button(page, `Follow ${other.username}`).count(), 0);
  await other.page.goto(`/@${one.username}`);
  await other.page.getByText('This account doesn’t exist.').waitFor();
  await button(page, 'Unblock').click();
  await button(page, `Follow ${other.username}`).waitFor();
  await leave(one);
  await leave(other);
});

// Delivery runs beside the answer: looked at again until it is there.
async function inFeed(page, caption) {
  const card = page.getByRole('article').filter({hasText: caption});
  for (let tries = 0; tries < 120 && await card.count() === 0; ++tries) {
    await page.goto('/');
    await card.waitFor({timeout: 500}).catch(() => {});
  }
  await card.waitFor();
}

test('who is muted leaves the feed, does not know it, and comes back', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {page} = one;
  await ask(page, stage.base, 'PUT', `/v1/users/${other.username}/follow`);
  await post(other.page, stage.base, png(44, 60, 40), 'of the muted');
  await post(page, stage.base, png(45, 60, 40), 'of my own');
  await inFeed(page, 'of the muted');
  await page.goto(`/@${other.username}`);
  await button(page, 'Options').click();
  const dialog = page.getByRole('dialog', {name: 'Options'});
  await answered(page, 'PUT', '/mute', () => dialog.getByRole('button', {name: 'Mute'}).click());
  await page.getByText('Muted: their photos don’t appear in your feed.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Options');
  await button(page, `Following ${other.username}; unfollow`).waitFor();
  await page.goto('/');
  await page.getByText('of my own').waitFor();
  assert.equal(await page.getByText('of the muted').count(), 0);
  await other.page.goto(`/@${one.username}`);
  await button(other.page, `Follow ${one.username}`).waitFor();
  await page.goto('/settings/privacy');
  await page.getByRole('link', {name: 'Muted accounts'}).click();
  await answered(page, 'DELETE', '/mute', () => button(page, `Unmute: ${other.username}`).click());
  await page.getByText('You haven’t muted anyone').waitFor();
  await inFeed(page, 'of the muted');
  await page.goto(`/@${other.username}`);
  await button(page, 'Options').click();
  await dialog.getByRole('button', {name: 'Mute', exact: true}).waitFor();
  await leave(one);
  await leave(other);
});

// Opens the menu with that name and reports what it is about; afterwards the focus is where it was.
async function reportBy(page, menu, what, reason, note) {
  await button(page, menu).click();
  await page.getByRole('dialog', {name: menu}).getByRole('button', {name: what}).click();
  const dialog = page.getByRole('dialog', {name: what});
  await dialog.getByRole('button', {name: 'Send report'}).click();
  await dialog.getByText('Choose a reason.').waitFor();
  await dialog.getByRole('radio', {name: reason}).check();
  if (note) await dialog.getByLabel('What we should know').fill(note);
  const asked = page.waitForRequest((request) => request.url().endsWith('/v1/reports'));
  await answered(page, 'POST', '/v1/reports', () => dialog.getByRole('button', {name: 'Send report'}).click());
  await page.getByText('Thank you. We’ll look into it.').waitFor();
  await dialog.waitFor({state: 'detached'});
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), menu);
  return (await asked).postDataJSON();
}

test('an account, a photo and a comment are reported from their menus', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {page} = one;
  const image = await post(other.page, stage.base, png(46, 60, 40), 'reported');
  const comment = await ask(other.page, stage.base, 'POST', `/v1/images/${image.id}/comments`, {data: {text: 'nothing nice'}});
  await page.goto(`/@${other.username}`);
  assert.deepEqual(
      await reportBy(page, 'Options', 'Report this account', 'Pretends to be someone else', ' It is\nnot them. '),
      {kind: 'user', id: other.username, reason: 'impersonation', note: 'It is\nnot them.'});
  await page.goto(`/p/${image.id}`);
  const {reason, ...photo} = await reportBy(page, 'Options', 'Report this photo', 'Spam or fraud');
  assert.deepEqual([photo.kind, reason], ['image', 'spam']);
  // A second time it is no other report, and no error.
  await reportBy(page, 'Options', 'Report this photo', 'Something illegal');
  const said = await reportBy(page, `Comment by ${other.username}`, 'Report this comment', 'Hate or harassment');
  assert.equal(said.kind, 'comment');
  assert.ok(said.id.endsWith(comment.id));
  // One's own can be deleted, not reported.
  await other.page.goto(`/p/${image.id}`);
  await button(other.page, 'Options').click();
  await other.page.getByRole('button', {name: 'Delete photo'}).waitFor();
  assert.equal(await other.page.getByRole('button', {name: /^Report/}).count(), 0);
  await leave(one);
  await leave(other);
});

test('a report that is refused says why and is kept', async () => {
  const [one, other] = [await newcomer(stage), await newcomer(stage)];
  const {page} = one;
  await page.goto(`/@${other.username}`);
  await button(page, 'Options').click();
  await button(page, 'Report this account').click();
  const dialog = page.getByRole('dialog', {name: 'Report this account'});
  await dialog.getByRole('radio', {name: 'Something else'}).check();
  await dialog.getByLabel('What we should know').fill('x'.repeat(501));
  await dialog.getByText('501 of 500').waitFor();
  await dialog.getByRole('button', {name: 'Send report'}).click();
  await dialog.getByText('Use at most 500 characters.').waitFor();
  await page.route('**/v1/reports', (route) => route.fulfill({...problem(429, 'too_many'), headers: {'Retry-After': '120'}}));
  await dialog.getByLabel('What we should know').fill('short');
  await dialog.getByRole('button', {name: 'Send report'}).click();
  await dialog.getByText('You’ve done that too many times. Try again in 2 minutes.').waitFor();
  assert.equal(await dialog.getByLabel('What we should know').inputValue(), 'short');
  await page.keyboard.press('Escape');
  await dialog.waitFor({state: 'detached'});
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Options');
  await page.unrouteAll({behavior: 'ignoreErrors'});
  await leave(one);
  await leave(other);
});

test('a name that looks like one that is followed says so, in search and in requests; "Professional" is a word', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  const [known, alike] = [personNamed('lena.lima'), personNamed('lena.1ima')];
  const tabs = [];
  for (const person of [known, alike]) {
    const tab = await openTab(stage.browser, stage.base);
    await enter(tab.page, stage.base, person);
    tabs.push(tab);
  }
  await ask(page, stage.base, 'PUT', `/v1/users/${known.username}/follow`);
  await ask(page, stage.base, 'PATCH', '/v1/me', {data: {is_private: true}});
  await ask(tabs[1].page, stage.base, 'PATCH', '/v1/me', {data: {is_professional_account: true}});
  await ask(tabs[1].page, stage.base, 'PUT', `/v1/users/${one.username}/follow`);
  for (const path of ['/search?q=lena', '/requests']) {
    await page.goto(path);
    const row = page.getByRole('listitem').filter({has: page.getByText(alike.username, {exact: true})});
    await row.getByText('Looks like @lena.lima, whom you follow').waitFor();
    await row.getByText('Professional').waitFor();
    assert.equal(await row.getByTitle('Self-declared').count(), 1);
    assert.equal(await page.getByText('Looks like').count(), 1);
    await look(page, `looks-like-${path.slice(1, 7)}`);
  }
  for (const tab of [one, ...tabs]) await leave(tab);
});

test('every address opens by itself; Back and Forward go where one has been', async () => {
  const one = await newcomer(stage);
  const {page, username} = one;
  const image = await post(page, stage.base, png(70, 60, 40), 'linked to');
  await page.context().clearCookies();
  await page.goto(`/p/${image.id}`);
  await page.getByRole('link', {name: 'Log in', exact: true}).click();
  await page.getByRole('heading', {name: 'Log in'}).waitFor();
  await logInBy(page, username);
  await page.getByRole('heading', {level: 1, name: `Photo by ${username}`}).waitFor();
  assert.equal(new URL(page.url()).pathname, `/p/${image.id}`);
  const steps = [[`/@${username}`, username], ['/search', 'Search'], ['/settings', 'Settings']];
  await page.goto('/');
  await page.getByRole('article').waitFor();
  for (const [path, title] of steps) {
    await page.getByRole('navigation').locator(`a[href="${path}"]`).click();
    await page.getByRole('heading', {level: 1, name: title}).waitFor();
  }
  for (const [path, title] of [...steps].reverse()) {
    await page.getByRole('heading', {level: 1, name: title}).waitFor();
    assert.equal(new URL(page.url()).pathname, path);
    await page.goBack();
  }
  await page.getByRole('article').waitFor();
  await page.goForward();
  await page.getByRole('heading', {level: 1, name: username}).waitFor();
  await page.goto('/login');
  await page.getByRole('article').waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
  await leave(one);
});

test('the next person at the same screen finds nothing of the one before', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  const image = await post(page, stage.base, png(80, 60, 40), 'of the first');
  await page.goto(`/p/${image.id}`);
  await page.getByLabel('Write a comment').fill('a secret thought');
  await page.goto('/settings');
  await page.getByLabel('About you').fill('half a life');
  await page.getByRole('navigation').getByRole('link', {name: 'New photo'}).click();
  await choose(page, {name: 'private.png', bytes: png(81, 50, 50)});
  await page.getByText('private.png').first().waitFor();
  // The session ends elsewhere, and another logs in where the page was left.
  const next = personNamed('next.one');
  await page.context().clearCookies();
  await enter(page, stage.base, next);
  await page.context().clearCookies();
  await button(page, 'Share photo').click();
  await page.getByText('Your session has ended.').waitFor();
  await logInBy(page, next.username);
  await page.getByText('Drop or paste photos here').waitFor();
  assert.equal(await page.getByText('private.png').count(), 0);
  await page.goto('/settings');
  assert.equal(await page.getByLabel('About you').inputValue(), '');
  await page.goto(`/p/${image.id}`);
  assert.equal(await page.getByLabel('Write a comment').inputValue(), '');
  await page.goto('/settings/account');
  await page.getByRole('main').getByRole('button', {name: 'Log out'}).click();
  await page.getByRole('heading', {name: 'Log in'}).waitFor();
  await leave(one);
});

test('dates and numbers are said as one says them, in either language', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  const image = await post(page, stage.base, png(90, 60, 40), 'counted');
  const counts = {like_count: 1, comment_count: 0};
  await page.route(`**/v1/images/${image.id}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({response: answer, json: {...await answer.json(), ...counts}});
  });
  const created = Date.parse(image.created_at);
  const cases = [
    ['en', 0, {like_count: 1, comment_count: 0}, ['1 like', 'now']],
    ['en', 5 * 60, {like_count: 0, comment_count: 1}, ['0 likes', '1 comment', '5 minutes ago']],
    ['en', 26 * 3600, {like_count: 12345, comment_count: 2}, ['12,345 likes', '2 comments', 'yesterday']],
    ['pt-BR', 5 * 60, {like_count: 1, comment_count: 2}, ['1 curtida', '2 comentários', 'há 5 minutos']],
    ['pt-BR', 26 * 3600, {like_count: 12345, comment_count: 1}, ['12.345 curtidas', '1 comentário', 'ontem']],
  ];
  await page.goto(`/p/${image.id}`);
  for (const [language, seconds, seen, texts] of cases) {
    Object.assign(counts, seen);
    await page.evaluate((chosen) => localStorage.setItem('fotogal.language', chosen), language);
    await page.clock.setFixedTime(created + seconds * 1000);
    await page.reload();
    for (const text of texts) await page.getByRole('main').getByText(text, {exact: true}).first().waitFor();
  }
  await page.clock.setFixedTime(created + 30 * 86_400_000);
  await page.reload();
  const day = new Intl.DateTimeFormat('pt-BR', {dateStyle: 'medium'}).format(created);
  const when = await page.getByRole('main').locator('time').first();
  await when.waitFor();
  assert.equal(await when.textContent(), day);
  await page.unrouteAll({behavior: 'ignoreErrors'});
  await leave(one);
});

test('the language follows the browser and changes at once; the theme too', async () => {
  const tab = await openTab(stage.browser, stage.base, {locale: 'pt-PT', colorScheme: 'dark'});
  const {page} = tab;
  await page.goto('/');
  await page.getByRole('heading', {name: 'Entrar'}).waitFor();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.getByRole('button', {name: 'English'}).click();
  await page.getByRole('heading', {name: 'Log in'}).waitFor();
  await page.waitForFunction(() => document.title === 'Log in · FotoGal');
  await enter(page, stage.base, personNamed('themes'));
  await page.goto('/settings/account');
  await page.getByRole('radio', {name: 'Light'}).check();
  assert.notEqual(await ground(), dark);
  await page.reload();
  await page.getByRole('radio', {name: 'Light'}).waitFor();
  assert.notEqual(await ground(), dark);
  await leave(tab);
});
