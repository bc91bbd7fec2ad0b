// What people do from the first day on, at a phone's and at a desktop's size.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {answered, choose, openTab, password, personNamed, shot, signUp, sizes, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();

function inNavigation(page, name) {
  return page.getByRole('navigation', {name: 'Main'}).getByRole('link', {name});
}

async function searchAndOpen(page, username) {
  await inNavigation(page, 'Search').click();
  await page.getByRole('searchbox').fill(username.slice(0, 5).toUpperCase());
  await page.locator('.person').getByRole('link', {name: username}).click();
  await page.getByRole('heading', {level: 1, name: username}).waitFor();
}

async function shareOne(page, caption, altText) {
  await inNavigation(page, 'New photo').click();
  await choose(page, {name: 'harbour.png', bytes: png(180, 640, 480)});
  await page.getByLabel('Caption').fill(caption);
  await page.getByText('Add a description').click();
  await page.getByLabel('Description').fill(altText);
  // Held back for a moment, so that the progress can be seen.
  let release;
  const held = new Promise((done) => release = done);
  await page.route('**/v1/images', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', {name: 'Share photo'}).click();
  await page.getByRole('progressbar', {name: 'harbour.png'}).waitFor();
  release();
  await page.getByRole('article').first().getByText(caption).waitFor();
  await page.unroute('**/v1/images');
  assert.equal(new URL(page.url()).pathname, '/');
}

async function followAndSee(page, author, caption) {
  await searchAndOpen(page, author);
  await page.getByRole('button', {name: `Follow ${author}`}).click();
  await page.getByRole('button', {name: `Following ${author}; unfollow`}).waitFor();
  await inNavigation(page, 'Home').click();
  // Delivery runs beside the answer: asked for again until it is there.
  const card = page.getByRole('article').filter({hasText: caption});
  for (let tries = 0; tries < 120 && await card.count() === 0; ++tries) {
    await inNavigation(page, 'Home').click();
    await card.waitFor({timeout: 500}).catch(() => {});
  }
  await card.waitFor();
  return card;
}

async function likeAndComment(page, card, author) {
  await card.getByRole('button', {name: 'Like', exact: true}).click();
  await card.getByText('1 like', {exact: true}).waitFor();
  await card.getByRole('link', {name: /^Comment/}).click();
  await page.getByRole('heading', {level: 1, name: `Photo by ${author}`}).waitFor();
  await page.getByRole('button', {name: 'Unlike'}).waitFor();
  await page.getByLabel('Write a comment').fill('What light!');
  await page.getByRole('button', {name: 'Post'}).click();
  await page.getByRole('listitem').filter({hasText: 'What light!'}).waitFor();
  assert.equal(await page.getByLabel('Write a comment').inputValue(), '');
}

async function seeNotices(page, by) {
  await inNavigation(page, /^Notifications/).click();
  for (const text of [`${by} started following you.`, `${by} liked your photo.`, `${by} commented on your photo.`])
    await page.getByText(text).waitFor();
}

async function privateRequest(owner, asker, ownerName, askerName) {
  await searchAndOpen(asker, ownerName);
  await asker.getByText('This account is private').waitFor();
  await answered(asker, 'PUT', '/follow', () => asker.getByRole('button', {name: `Follow ${ownerName}`}).click());
  await asker.getByRole('button', {name: `Requested to follow ${ownerName}; cancel`}).waitFor();
  await inNavigation(owner, /^Notifications/).click();
  await owner.getByText(`${askerName} asked to follow you.`).waitFor();
  await owner.getByRole('link', {name: 'Follow requests'}).first().click();
  await answered(owner, 'PUT', `/${askerName}`, () => owner.getByRole('button', {name: `Approve: ${askerName}`}).click());
  await owner.getByText('When someone asks to follow you').waitFor();
  await asker.reload();
  await asker.getByRole('button', {name: `Following ${ownerName}; unfollow`}).waitFor();
  await asker.getByText('No photos yet').waitFor();
}

async function editProfile(page, username) {
  await page.goto('/settings');
  await page.getByLabel('About you').fill('Boats & <b>light</b>');
  await page.getByLabel('Website').fill('https://example.com/boats');
  await page.setInputFiles('input[type=file]', [{name: 'me.png', mimeType: 'image/png', buffer: png(90, 300, 200)}]);
  await page.getByRole('button', {name: 'Remove photo'}).waitFor();
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('Saved.').waitFor();
  await page.goto(`/@${username}`);
  await page.getByText('Boats & <b>light</b>').waitFor();
  await page.getByRole('link', {name: 'example.com/boats'}).waitFor();
}

async function changeLanguage(page) {
  await page.goto('/settings/account');
  await page.getByRole('radio', {name: 'Português (Brasil)'}).check();
  await page.getByRole('heading', {level: 1, name: 'Conta'}).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'pt-BR');
  await page.reload();
  await page.getByRole('heading', {level: 1, name: 'Conta'}).waitFor();
  await page.getByRole('radio', {name: 'English'}).check();
  await page.getByRole('heading', {level: 1, name: 'Account'}).waitFor();
}

async function deletePhoto(page, username) {
  await page.goto(`/@${username}`);
  await page.locator('a.tile').first().click();
  await page.getByRole('button', {name: 'Options'}).click();
  await page.getByRole('button', {name: 'Edit caption and description'}).click();
  await page.getByRole('dialog').getByLabel('Caption').fill('Edited caption');
  await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
  await page.getByText('Edited caption').waitFor();
  await page.getByRole('button', {name: 'Options'}).click();
  await page.getByRole('button', {name: 'Delete photo'}).click();
  await page.getByRole('dialog', {name: 'Delete this photo?'}).getByRole('button', {name: 'Delete photo'}).click();
  await page.getByText('Your photos will appear here.').waitFor();
}

async function security(page) {
  await page.goto('/settings/password');
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('battery staple horse');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('Wrong password.').waitFor();
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('Password changed').waitFor();
  await page.goto('/settings/sessions');
  await page.getByText(/^This device/).waitFor();
}

async function exportData(page) {
  await page.goto('/settings/data');
  await page.getByRole('button', {name: 'Prepare export'}).click();
  const link = page.getByRole('link', {name: /^Download/});
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.equal(download.suggestedFilename(), 'fotogal.zip');
}

async function deleteAccount(page, username) {
  await page.goto('/settings/data');
  await page.getByLabel('Your password').fill('battery staple horse');
  await page.getByRole('button', {name: 'Delete account'}).click();
  await page.getByRole('button', {name: 'Delete my account'}).click();
  await page.getByRole('heading', {name: 'Log in'}).waitFor();
  await page.goto(`/@${username}`);
  await page.getByRole('heading', {name: 'Log in'}).waitFor();
}

for (const size of Object.keys(sizes)) {
  test(`two people from the first day to the last, ${size}`, async () => {
    const ann = personNamed(`ann.${size}`, 'Ann Öst');
    const bob = personNamed(`bobby.${size}`);
    const [one, two] = await Promise.all([openTab(stage.browser, stage.base, {size}), openTab(stage.browser, stage.base, {size})]);
    await signUp(one.page, ann);
    await one.page.getByText('Who would you like to see here?').waitFor();
    await signUp(two.page, bob, {isPrivate: true});
    await shareOne(one.page, 'The harbour at noon', 'Boats in grey light');
    await one.page.getByRole('img', {name: 'Boats in grey light'}).waitFor();
    await shot(one.page, `journey-shared-${size}`);
    const card = await followAndSee(two.page, ann.username, 'The harbour at noon');
    await likeAndComment(two.page, card, ann.username);
    await shot(two.page, `journey-photo-${size}`);
    await seeNotices(one.page, bob.username);
    await shot(one.page, `journey-notices-${size}`);
    await privateRequest(two.page, one.page, bob.username, ann.username);
    await editProfile(one.page, ann.username);
    await shot(one.page, `journey-profile-${size}`);
    await changeLanguage(one.page);
    await deletePhoto(one.page, ann.username);
    await security(one.page);
    await exportData(one.page);
    await deleteAccount(one.page, ann.username);
    await two.page.goto(`/@${ann.username}`);
    await two.page.getByText('This account doesn’t exist.').waitFor();
    for (const {faults, context} of [one, two]) {
      assert.deepEqual(faults, []);
      await context.close();
    }
  });
}
