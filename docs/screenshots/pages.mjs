// Every page on a phone and a desktop, in both themes; docs/screenshots/run puts them into docs/images/pages.
import {writeFile} from 'node:fs/promises';
import {test} from 'node:test';

import {stageFor} from './browser.mjs';
import {takeLooks, windows} from './looks.mjs';

const stage = stageFor('--demo');

for (const window of Object.keys(windows)) {
  for (const scheme of ['light', 'dark']) {
    test(`${window}, ${scheme}`, () => takeLooks(stage, window, scheme, (name, png) => writeFile(`pages/${name}.png`, png)));
  }
}
