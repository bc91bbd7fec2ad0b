// Every page at four widths, in both themes and both languages: no wider than the window, nothing over what one presses or types
// in, and axe finds nothing. What buttons look like in their states: states.test.mjs.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {expectAccessible, inTheme, settled, themes} from './axe.mjs';
import {ask, choose, enterDemo, leave, newcomer, openTab, stageFor} from './browser.mjs';
import {png} from './pictures.mjs';

const stage = stageFor('--demo');
const sizes = [[390, 844], [768, 1024], [1366, 768], [1920, 1080]];
const examined = {'en-US': 'light', 'pt-BR': 'dark'};
const harbour = {name: 'harbour.png', bytes: png(140, 300, 200)};

// What the finger or the pointer meets in the middle of each of these, brought into the window, is part of it.
function covered(selector) {
  const over = [];
  const looked = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 1);
  for (const one of looked) {
    one.scrollIntoView({block: 'nearest', behavior: 'instant'});
    const [{left, top, width, height}] = one.getClientRects();
    for (const [x, y] of [[0.5, 0.5], [0.5, 0.1], [0.5, 0.9], [0.1, 0.5], [0.9, 0.5]]) {
      const met = document.elementFromPoint(left + width * x, top + height * y);
      // In the field of a password there is a button to show it.
      if (!met || !(one.contains(met) || met.contains(one) || one.closest('.with-action')?.contains(met)))
        over.push(`${one.outerHTML.slice(0, 90)} under ${met?.outerHTML.slice(0, 90)}`);
    }
  }
  return {looked: looked.length, over};
}

const wide = 1216;  // from this width on there is a column beside the feed

// name, address, what is pressed or typed in there, what there is to do first
const members = (photo) => [
  ['feed', '/', '.photo-bar a, .photo-bar button, .beside a, .beside button'],
  ['search', '/search', 'input, main a.tile'],
  ['suggestions', '/suggestions', 'main .button'],
  ['profile', '/@tomas_r', '.profile-actions button, a.tile, .counts a'],
  ['photo', `/p/${photo}`, '.write textarea, .write button, .photo-bar button, .zoom'],
  ['lightbox', `/p/${photo}?full`, 'dialog button'],
  ['notifications', '/notifications', '.notice > p > a'],
  ['bookmarks', '/bookmarks', 'main a'],
  ['tag', '/t/azulejo', 'a.tile'],
  ['requests', '/requests', 'main a, main button'],
  ['settings', '/settings', '.parts a, .avatar-choice button, main input:not([type=file]), main textarea, main [type=submit]'],
  ['privacy', '/settings/privacy', '.parts a, main input, main .button'],
  ['pushes', '/settings/notifications', '.parts a, main input, main .button'],
  ['account', '/settings/account', '.parts a, main .button'],
  ['security', '/settings/password', '.parts a, main input, main .button'],
  ['sessions', '/settings/sessions', '.parts a, main .button'],
  ['data', '/settings/data', '.parts a, main .button'],
  ['composer', '/upload', '.outgoing textarea, .outgoing summary, .outgoing-foot button, .share button', (page) => choose(page, harbour)],
];
const newcomers = [['first visit', '/', 'main a.tile, main .button']];
const anybody = (photo) => [
  ['log-in', '/login', 'main input, main .button, main [type=submit]'],
  ['sign-up', '/signup', 'main input, main .button, main [type=submit]'],
  ['public profile', '/@marina.alves', '.public-head a, .profile-actions button, a.tile'],
  ['public photo', `/p/${photo}`, '.public-head a, main button'],
];

async function look(page, name, selector, where) {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), await page.evaluate(() => innerWidth), `${where}: wider than the window`);
  const {looked, over} = await page.evaluate(covered, selector);
  await page.evaluate(() => scrollTo(0, 0));
  assert.ok(looked > 0, `${where}: nothing of ${selector}`);
  assert.deepEqual(over, [], where);
}

// At each width, in both themes.
async function lookAt(page, [name, path, selector, prepare], turns, locale) {
  await page.setViewportSize({width: 390, height: 844});
  await page.goto(path);
  await page.locator('h1').waitFor({state: 'attached'});
  await prepare?.(page);
  await page.locator(selector).first().waitFor({state: 'attached'});
  await settled(page);
  for (const [turn, [width, height]] of sizes.entries()) {
    await page.setViewportSize({width, height});
    if (name === 'feed' && width >= wide) await page.locator('.beside .who').first().waitFor();
    for (const theme of themes) {
      await inTheme(page, theme);
      const where = `${name}, ${width} px, ${theme}, ${locale}`;
      await look(page, name, selector, where);
      // Once in each theme, at widths that take turns.
      if (theme === examined[locale] && turn === turns % sizes.length) await expectAccessible(page, where);
    }
  }
}

async function lookAtAll(page, pages, locale) {
  for (const [at, one] of pages.entries()) await lookAt(page, one, at, locale);
}

for (const locale of Object.keys(examined)) {
  const options = {locale, reducedMotion: 'reduce'};
  let photo;

  test(`each page of a member at each width, in both themes, ${locale}`, async () => {
    const tab = await openTab(stage.browser, stage.base, options);
    const {page} = tab;
    await enterDemo(page, stage.base, 'marina.alves');
    const {items: [{id}]} = await ask(page, stage.base, 'GET', '/v1/users/marina.alves/images');
    photo = id;
    await ask(page, stage.base, 'PUT', `/v1/images/${id}/bookmark`);
    await lookAtAll(page, members(id), locale);
    await page.locator('.outgoing-foot button').first().click();
    await leave(tab);
  });

  test(`each page of a newcomer and of anybody, ${locale}`, async () => {
    const one = await newcomer(stage, options);
    await lookAtAll(one.page, newcomers, locale);
    await leave(one);
    const outside = await openTab(stage.browser, stage.base, options);
    await lookAtAll(outside.page, anybody(photo), locale);
    await leave(outside);
  });
}
