// What the README shows, in both languages; docs/screenshots/run puts it there.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {ask, openTab, stageFor} from './browser.mjs';

const stage = stageFor('--demo');

const pictures = [
  {name: 'feed-desktop', size: 'desktop', colorScheme: 'light', by: 'marina.alves', address: () => '/'},
  {name: 'photo-phone-dark', size: 'phone', colorScheme: 'dark', by: 'joana', address: (photo) => `/p/${photo}`},
  {name: 'profile-phone', size: 'phone', colorScheme: 'light', by: 'joana', address: () => '/@tomas_r'},
];

// All that can be seen has come, and does not move any more.
async function settled(page) {
  await page.locator('h1').first().waitFor({state: 'attached'});
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => [...document.images]
      .filter((image) => image.getBoundingClientRect().top < innerHeight)
      .every((image) => image.complete && image.naturalWidth > 0));
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
}

for (const [locale, language] of [['en-US', 'en'], ['pt-BR', 'pt']]) {
  for (const {name, size, colorScheme, by, address} of pictures) {
    test(`${name} in ${language}`, async () => {
      const {page, context, faults} = await openTab(stage.browser, stage.base, {size, locale, colorScheme});
      const answer = await page.request.post(`${stage.base}/v1/login`, {
        headers: {Origin: stage.base}, data: {login: by, password: 'fotogal demo', session: 'cookie'}});
      assert.equal(answer.status(), 200);
      const {items} = await ask(page, stage.base, 'GET', '/v1/users/marina.alves/images');
      await page.goto(address(items[0].id));
      await settled(page);
      await page.screenshot({path: `screenshots/${name}-${language}.png`});
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}
