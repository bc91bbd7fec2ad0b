// Every page looks as the kept picture of it shows (docs/images/pages), so that a change of look is seen. Whoever wants the change takes
// the pictures anew with docs/screenshots/run and looks at them.
import assert from 'node:assert/strict';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';

import {stageFor} from './browser.mjs';
import {takeLooks} from './looks.mjs';

const stage = stageFor('--demo');
const kept = join(process.env.WEB_SOURCE, '../docs/images/pages');

// In the page: which part of the blocks of 12 pixels differ in colour. Text that is drawn a little otherwise does not; a button that
// has moved, or another colour, does.
async function differing([before, now]) {
  const side = 12;
  const least = 18;     // of 255, in the mean of a block
  const pixels = async (source) => {
    const picture = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d', {willReadFrequently: true});
    context.drawImage(picture, 0, 0);
    return context.getImageData(0, 0, picture.width, picture.height);
  };
  const [one, other] = [await pixels(before), await pixels(now)];
  if (one.width !== other.width || one.height !== other.height) return 1;
  let blocks = 0;
  let different = 0;
  for (let top = 0; top < one.height; top += side) {
    for (let left = 0; left < one.width; left += side) {
      const sums = [0, 0, 0];
      let count = 0;
      for (let y = top; y < Math.min(top + side, one.height); ++y) {
        for (let x = left; x < Math.min(left + side, one.width); ++x, ++count) {
          const at = 4 * (y * one.width + x);
          for (const channel of [0, 1, 2]) sums[channel] += one.data[at + channel] - other.data[at + channel];
        }
      }
      ++blocks;
      different += sums.some((sum) => Math.abs(sum) > least * count) ? 1 : 0;
    }
  }
  return different / blocks;
}

const most = 0.01;
const all = process.env.FOTOGAL_NIGHTLY === '1';
const looks = [['phone', 'light'], ['desktop', 'dark'], ...(all ? [['phone', 'dark'], ['desktop', 'light']] : [])];

for (const [window, scheme] of looks) {
  test(`pages look as they did, ${window}, ${scheme}`, async () => {
    const blank = await (await stage.browser.newContext()).newPage();
    const changed = [];
    await takeLooks(stage, window, scheme, async (name, png) => {
      await writeFile(`screenshots/${name}.png`, png);
      const picture = await readFile(join(kept, `${name}.webp`)).catch(() => null);
      if (!picture) return void changed.push(`${name}: no picture is kept`);
      const part = await blank.evaluate(differing, [
        `data:image/webp;base64,${picture.toString('base64')}`, `data:image/png;base64,${png.toString('base64')}`]);
      if (part > most) changed.push(`${name}: ${(100 * part).toFixed(1)} % differ`);
    });
    await blank.context().close();
    assert.deepEqual(changed, [], 'see the folder screenshots of the build, and docs/screenshots/run');
  });
}
