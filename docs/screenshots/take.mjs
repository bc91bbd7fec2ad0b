// What the README shows, in both languages; docs/screenshots/run puts it there.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {ask, enterDemo, openTab, stageFor} from './browser.mjs';
import {settled} from './looks.mjs';

const stage = stageFor('--demo');

const pictures = [
  {name: 'feed-desktop', size: 'desktop', colorScheme: 'light', by: 'marina.alves', address: () => '/'},
  {name: 'photo-phone-dark', size: 'phone', colorScheme: 'dark', by: 'joana', address: (photo) => `/p/${photo}`},
  {name: 'profile-phone', size: 'phone', colorScheme: 'light', by: 'joana', address: () => '/@tomas_r'},
];

for (const [locale, language] of [['en-US', 'en'], ['pt-BR', 'pt']]) {
  for (const {name, size, colorScheme, by, address} of pictures) {
    test(`${name} in ${language}`, async () => {
      const {page, context, faults} = await openTab(stage.browser, stage.base, {size, locale, colorScheme});
      await enterDemo(page, stage.base, by);
      const {items} = await ask(page, stage.base, 'GET', '/v1/users/marina.alves/images');
      await page.goto(address(items[0].id));
      await settled(page);
      await page.screenshot({path: `screenshots/${name}-${language}.png`});
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}
