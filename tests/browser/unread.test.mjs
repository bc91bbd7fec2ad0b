// How many notifications are unread: in the title and on the app's badge, until they are read.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {answered, ask, leave, newcomer, post, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor();

// The badge as the browser is told it; Chromium shows none for a page that is not installed.
const badge = () => {
  window.badges = [];
  navigator.setAppBadge = (count) => { window.badges.push(count); return Promise.resolve(); };
  navigator.clearAppBadge = () => { window.badges.push(0); return Promise.resolve(); };
};

for (const [locale, home, news] of [['en-US', 'Home', 'Notifications'], ['pt-BR', 'Início', 'Notificações']]) {
  test(`the title and the badge count what is unread, ${locale}`, async () => {
    const owner = await newcomer(stage, {locale});
    const other = await newcomer(stage);
    const {page} = owner;
    await page.addInitScript(badge);
    const {id} = await post(page, stage.base, png(40, 60, 60));
    await page.goto('/settings');
    await page.locator('h1').waitFor();
    assert.match(await page.title(), /^[^(]/);
    await ask(other.page, stage.base, 'PUT', `/v1/images/${id}/like`);
    await ask(other.page, stage.base, 'PUT', `/v1/users/${owner.username}/follow`);
    await ask(other.page, stage.base, 'POST', `/v1/images/${id}/comments`, {data: {text: 'well seen'}});
    // Notifications are made a moment after what they tell of.
    for (let count = 0; count < 3;)
      ({length: count} = (await ask(page, stage.base, 'GET', '/v1/me/notifications')).items);
    await page.goto('/');
    await page.waitForFunction(() => document.title.startsWith('(3) '));
    assert.deepEqual(await page.evaluate(() => window.badges), [0, 3]);
    // The number stays on other pages.
    await page.getByRole('navigation').first().getByRole('link', {name: home}).focus();
    await page.goto('/search');
    await page.waitForFunction(() => /^\(3\) \S/.test(document.title));
    await answered(page, 'PUT', '/v1/me/notifications/read', () => page.getByRole('link', {name: new RegExp(`^${news}`)}).first().click());
    await page.waitForFunction((name) => document.title.startsWith(name), news);
    assert.equal((await page.evaluate(() => window.badges)).at(-1), 0);
    await leave(owner);
    await leave(other);
  });
}
