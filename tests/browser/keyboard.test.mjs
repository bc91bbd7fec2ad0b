// The whole way with the keyboard alone: whatever is reached shows that it is, and lies where one sees it.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {leave, newcomer, openTab, password, personNamed, post, shot, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();

// What has the focus: its name, whether a ring is drawn around it, and whether anything of it is to be seen.
function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    const named = (id) => document.getElementById(id)?.textContent ?? '';
    const name = at.getAttribute('aria-label') ?? at.getAttribute('aria-labelledby')?.split(' ').map(named).join(' ') ??
        at.labels?.[0]?.textContent ?? at.textContent;
    const ringOf = (one) => one && getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
    const {left, top, right, bottom} = at.getBoundingClientRect();
    const visible = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].some(([x, y]) => {
      const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
      return hit && (at.contains(hit) || hit.contains(at));
    });
    return {tag: at.tagName, name: name.trim(), ring: Boolean(ringOf(at) || ringOf(at.nextElementSibling)), visible};
  });
}

// A page that comes takes the focus to its heading. Before that Tab goes from wherever the focus was.
function arrived(page) {
  return page.waitForFunction(() => document.activeElement?.tagName === 'H1');
}

// Presses Tab until what is named so has the focus; everything on the way has to be seen.
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; ++presses) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (at.tag !== 'BODY') {
      assert.ok(at.ring, `no ring around ${at.tag} ${at.name}`);
      assert.ok(at.visible, `out of sight: ${at.tag} ${at.name}`);
    }
    if (at.name === wanted || (wanted instanceof RegExp && wanted.test(at.name))) return;
  }
  assert.fail(`not reached: ${wanted}`);
}

async function press(page, wanted, key = 'Enter') {
  await tabTo(page, wanted);
  await page.keyboard.press(key);
}

async function type(page, label, text) {
  await tabTo(page, label);
  await page.keyboard.type(text);
}

async function signUpByKeys(page, {username, fullName, email}) {
  await page.goto('/signup');
  await page.getByLabel('Email').waitFor();
  for (const [label, text] of [['Email', email], ['Full name', fullName], ['Username', username], ['Password', password]])
    await type(page, label, text);
  await press(page, 'Private account', 'Space');
  assert.ok(await page.getByLabel('Private account').isChecked());
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', {name: 'Main'}).waitFor();
  await arrived(page);
}

async function shareByKeys(page, caption) {
  await press(page, 'New photo');
  await page.getByText('Drop or paste photos here').waitFor();
  await arrived(page);
  await tabTo(page, 'Choose photos');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
  await chooser.setFiles([{name: 'keys.png', mimeType: 'image/png', buffer: png(130, 90, 60)}]);
  await page.getByLabel('Caption').waitFor();
  await tabTo(page, 'Original');
  const square = page.getByRole('radio', {name: '1:1', exact: true});
  for (let presses = 0; presses < 5 && !await square.isChecked(); ++presses) await page.keyboard.press('ArrowRight');
  assert.ok(await square.isChecked());
  const area = page.getByRole('group', {name: /^What is shared/});
  for (let presses = 0; presses < 8 && !await area.evaluate((one) => one === document.activeElement); ++presses) await page.keyboard.press('Shift+Tab');
  const before = await area.boundingBox();
  await page.keyboard.press('ArrowRight');
  assert.ok((await area.boundingBox()).x > before.x);
  await type(page, /^Caption/, caption);
  await press(page, 'Share photo');
  await page.getByRole('article').first().getByText(caption).waitFor();
  await arrived(page);
}

async function commentByKeys(page, text) {
  await type(page, 'Write a comment', text);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('listitem').filter({hasText: text}).waitFor();
}

async function deleteByKeys(page) {
  await press(page, 'Options');
  await page.getByRole('dialog').waitFor();
  // The dialog keeps the focus, and gives it back.
  for (let presses = 0; presses < 8; ++presses) {
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))));
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({state: 'detached'});
  assert.equal((await focused(page)).name, 'Options');
  await page.keyboard.press('Enter');
  await press(page, 'Delete photo');
  await page.getByRole('dialog', {name: 'Delete this photo?'}).waitFor();
  await press(page, 'Delete photo');
  await page.getByText('Your photos will appear here.').waitFor();
}

test('from signing up to deleting a photo', async () => {
  const other = await newcomer(stage);
  await post(other.page, stage.base, png(60, 90, 60), 'by another');
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await signUpByKeys(page, personNamed('keys'));
  await press(page, 'Search');
  await page.getByRole('searchbox').waitFor();
  await arrived(page);
  await type(page, 'Search people by name', other.username);
  // The photos below the empty field lead to them, too: only people who were found can be followed.
  await page.getByRole('button', {name: new RegExp(`^Follow ${other.username}`)}).waitFor();
  // Whoever pauses while typing goes on in the field.
  assert.equal((await focused(page)).name, 'Search people by name');
  await press(page, new RegExp(`^Follow ${other.username}`));
  await page.getByRole('button', {name: `Following ${other.username}; unfollow`}).waitFor();
  await shareByKeys(page, 'by keys');
  await tabTo(page, /^Photo by/);
  await page.keyboard.press('l');
  await page.getByRole('article').first().getByRole('button', {name: 'Unlike'}).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: /^Photo by/}).waitFor();
  await arrived(page);
  await commentByKeys(page, 'said without a mouse');
  await shot(page, 'keyboard-comment');
  await deleteByKeys(page);
  await leave(tab);
  await leave(other);
});

test('in the feed: skip to the content, move between photos, like, open, go back', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  for (const caption of ['older', 'newer']) await post(page, stage.base, png(caption.length, 60, 40), caption);
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).name, 'Skip to content');
  await page.keyboard.press('Enter');
  await tabTo(page, /^Photo by/);
  const photo = () => page.evaluate(() => document.activeElement.closest('article')?.textContent ?? '');
  assert.match(await photo(), /newer/);
  await page.keyboard.press('PageDown');
  assert.match(await photo(), /older/);
  await page.keyboard.press('l');
  await page.getByRole('article').nth(1).getByRole('button', {name: 'Unlike'}).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: /^Photo by/}).waitFor();
  assert.equal((await focused(page)).tag, 'H1');
  await press(page, 'Back');
  await page.getByRole('article').nth(1).waitFor();
  await leave(tab);
});

test('the way to a new password, and muting and reporting somebody', async () => {
  const other = await newcomer(stage);
  const tab = await openTab(stage.browser, stage.base);
  const {page} = tab;
  await page.goto('/login');
  await page.getByLabel('Password').waitFor();
  await type(page, 'Password', 'half forgotten');
  await press(page, 'Show · Password');
  assert.equal(await page.getByLabel('Password').getAttribute('type'), 'text');
  await press(page, 'Forgotten your password?');
  await arrived(page);
  await type(page, 'Email', other.email);
  await page.keyboard.press('Enter');
  await page.getByText('If this address belongs to an account').waitFor();
  await press(page, 'Use another address');
  await page.waitForFunction(() => document.activeElement?.labels?.[0]?.textContent === 'Email');
  await leave(tab);

  const one = await newcomer(stage);
  await one.page.goto(`/@${other.username}`);
  await one.page.getByRole('button', {name: 'Options'}).waitFor();
  await press(one.page, 'Options');
  await one.page.getByRole('dialog').waitFor();
  await press(one.page, 'Mute');
  await one.page.getByText('Muted: their photos').waitFor();
  assert.equal((await focused(one.page)).name, 'Options');
  await one.page.keyboard.press('Enter');
  await one.page.getByRole('dialog').waitFor();
  await press(one.page, 'Report this account');
  await one.page.getByRole('dialog', {name: 'Report this account'}).waitFor();
  await press(one.page, 'Spam or fraud', 'Space');
  await one.page.keyboard.press('ArrowDown');
  assert.equal((await focused(one.page)).name, 'Nudity or sexual content');
  await type(one.page, /^What we should know/, 'no mouse needed');
  await press(one.page, 'Send report');
  await one.page.getByText('Thank you.').waitFor();
  await one.page.getByRole('dialog').waitFor({state: 'detached'});
  assert.equal((await focused(one.page)).name, 'Options');
  await leave(one);
  await leave(other);
});

test('nothing that is reached on a phone hides behind the bar at its foot', async () => {
  const tab = await newcomer(stage, {size: 'phone'});
  const {page} = tab;
  for (let n = 0; n < 4; ++n) await post(page, stage.base, png(50 * n, 60, 60), `caption ${n}`);
  await page.goto('/');
  await page.getByText('caption 0').waitFor({state: 'attached'});
  await page.getByRole('link', {name: 'Skip to content'}).focus();
  await page.keyboard.press('Enter');
  const seen = new Set();
  for (let presses = 0; presses < 30; ++presses) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (at.tag === 'BODY') break;
    assert.ok(at.visible, `out of sight: ${at.tag} ${at.name}`);
    seen.add(at.name);
  }
  assert.ok(seen.size > 4, [...seen].join('; '));
  await leave(tab);
});
