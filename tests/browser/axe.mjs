// What a page must be in either theme and at either size: accessible, and no wider than the screen.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

import {shot, sizes} from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const themes = ['light', 'dark'];

export async function inTheme(page, colorScheme) {
  await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
  await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
}

async function expectNothingFound(page, where) {
  const found = await page.evaluate(async (runOnly) => {
    const {violations} = await window.axe.run(document, {runOnly, resultTypes: ['violations']});
    return violations.map(({id, nodes}) => `${id}: ${nodes.map(({html, failureSummary}) => `${html} ${failureSummary}`).join('\n')}`);
  }, tags);
  assert.deepEqual(found, [], where);
}

// As the page is now, wherever axe has not been before.
export async function expectAccessible(page, where) {
  await page.evaluate(axe);
  await expectNothingFound(page, where);
}

const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
function sticking() {
  const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
  return ['the page', ...out.map((one) => one.outerHTML.slice(0, 120))];
}

async function expectNarrow(page, where) {
  // The page needs a moment to take a new size.
  await page.waitForFunction(fits, undefined, {timeout: 5000}).catch(() => {});
  if (!await page.evaluate(fits)) assert.deepEqual(await page.evaluate(sticking), [], `${where}: too wide`);
}

// What comes has come: nothing stands in for it but pictures further down or behind others of a post, which nobody has asked for.
export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('.bone, .spinner') &&
      [...document.querySelectorAll('.picture.coming')].every((one) => one.getBoundingClientRect().top > innerHeight ||
          one.getBoundingClientRect().left >= (one.closest('.track')?.getBoundingClientRect().right ?? innerWidth)));
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
}

let looks = 0;

// Looks at what is there now, in both themes; at the phone's size and the desktop's by turns, at night at both.
export async function examine(page, name) {
  const all = Object.keys(sizes);
  const examined = process.env.FOTOGAL_NIGHTLY ? all : [all[looks++ % all.length]];
  for (const size of all) {
    await page.setViewportSize(sizes[size].viewport);
    await expectNarrow(page, `${name}, ${size}`);
    if (!examined.includes(size)) continue;
    await page.evaluate(axe);
    for (const theme of themes) {
      await inTheme(page, theme);
      await expectNothingFound(page, `${name}, ${size}, ${theme}`);
      await shot(page, `${name}-${size}-${theme}`);
    }
  }
}

export async function look(page, name) {
  await settled(page);
  await examine(page, name);
}
