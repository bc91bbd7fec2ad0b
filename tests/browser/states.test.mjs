// What buttons look like while they are hovered, focused, busy or have nothing to do: they can be read in both themes.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {leave, newcomer, stageFor} from './browser.mjs';

const stage = stageFor();
const least = 4.5;  // WCAG 1.4.3

// The contrast of the text with the ground that is really behind it.
function contrastOf(button) {
  return button.evaluate((element) => {
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    let ground = element;
    while (ground.parentElement && (numbers(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
    const [a, b] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map((colour) => light(numbers(colour)));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
}

const states = {
  'at rest': async () => {},
  hovered: (button) => button.hover(),
  focused: (button) => button.focus(),
  'with nothing to do': (button) => button.evaluate((element) => element.setAttribute('aria-disabled', 'true')),
  'with nothing to do, hovered': (button) => button.hover(),
  'with nothing to do, focused': (button) => button.focus(),
};

for (const colorScheme of ['light', 'dark']) {
  test(`buttons can be read in every state, ${colorScheme}`, async () => {
    const one = await newcomer(stage, {colorScheme});
    const {page} = one;
    await page.goto('/settings/data');
    await page.getByRole('heading', {level: 1, name: 'Export and delete'}).waitFor();
    const kinds = {primary: 'button primary', danger: 'button danger', plain: 'button', small: 'button small primary'};
    for (const [kind, name] of Object.entries(kinds)) {
      const button = page.locator('main .button').first();
      await button.evaluate((element, classes) => {
        element.className = classes;
        element.setAttribute('aria-disabled', 'false');
      }, name);
      for (const [state, enter] of Object.entries(states)) {
        await page.mouse.move(0, 0);
        await enter(button);
        const contrast = await contrastOf(button);
        assert.ok(contrast >= least, `${kind} ${state}: ${contrast.toFixed(2)}`);
      }
    }
    await leave(one);
  });
}

test('a button that is busy can be read while it is hovered', async () => {
  const one = await newcomer(stage);
  const {page} = one;
  await page.goto('/settings/password');
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('three calm green boats');
  let answer;
  const asked = new Promise((resolve) => answer = resolve);
  await page.route('**/v1/me/password', async (route) => {
    await asked;
    await route.continue();
  });
  const button = page.getByRole('button', {name: 'Save'});
  await button.click();
  await button.and(page.locator('[aria-disabled=true]')).waitFor();
  await button.hover();
  assert.ok(await contrastOf(button) >= least);
  answer();
  await button.and(page.locator('[aria-disabled=false]')).waitFor();
  await leave(one);
});
