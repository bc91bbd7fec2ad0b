// What is made of a picture looks as the picture does: held against the browser itself, pixel by pixel.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, test} from 'node:test';

import {launch} from './browser.mjs';

const most = 3;  // of 255: what the loss of a JPEG may change in one colour
let browser, page, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'looks-'));
  execFileSync(join(dirname(process.env.FOTOGAL), 'photo_looks'), [folder]);
  browser = await launch();
  page = await browser.newPage();
});
after(async () => {
  await browser?.close();
  rmSync(folder, {recursive: true, force: true});
});

function typeOf(bytes) {
  return bytes[0] === 0x89 ? 'image/png' : bytes[0] === 0x47 ? 'image/gif' : bytes[0] === 0x52 ? 'image/webp' : 'image/jpeg';
}

// The mean of what is seen, its opacity included.
async function seen(file) {
  const bytes = readFileSync(file);
  const url = `data:${typeOf(bytes)};base64,${bytes.toString('base64')}`;
  return await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < data.length; ++i) sums[i % 4] += data[i];
    return sums.map((sum) => sum / (data.length / 4));
  }, url);
}

test('renditions have the colours that the browser shows of what was sent', async () => {
  const names = readdirSync(folder);
  assert.ok(names.length > 80, `${names.length} pictures`);
  const wrong = [];
  for (const name of names) {
    const sent = await seen(join(folder, name, 'sent'));
    for (const made of ['original', 'medium', 'thumb']) {
      const now = await seen(join(folder, name, made));
      const difference = Math.max(...sent.map((value, i) => Math.abs(value - now[i])));
      if (difference > most) wrong.push(`${name}, ${made}: ${sent.map(Math.round)} became ${now.map(Math.round)}`);
    }
  }
  assert.deepEqual(wrong, []);
});
