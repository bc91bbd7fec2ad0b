// What Chromium shows is taken, or stands in not_taken.mjs with the reason; and what is stored of a photo
// looks in Chromium as what was sent. Over the samples that scripts/setup fetches, and over files that
// nobody should send.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';

import {launch} from './browser.mjs';
import {reasonFor} from './not_taken.mjs';

const programs = path.dirname(process.env.FOTOGAL);
const samples = path.join(process.env.WEB_SOURCE, '../.deps/photos');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'fotogal-shown-'));
const stage = {};

// A page of its own origin, and one file by name.
function serveFiles() {
  return http.createServer((request, response) => {
    const name = new URL(request.url, 'http://localhost').searchParams.get('file');
    response.setHeader('Content-Type', name ? 'image/jpeg' : 'text/html');
    response.end(name ? fs.readFileSync(name) : '<!doctype html>');
  });
}

before(async () => {
  stage.server = serveFiles();
  await new Promise((done) => stage.server.listen(0, '127.0.0.1', done));
  stage.browser = await launch();
  stage.page = await stage.browser.newPage();
  await stage.page.goto(`http://127.0.0.1:${stage.server.address().port}/`);
});

after(async () => {
  await stage.browser?.close();
  stage.server?.close();
  fs.rmSync(scratch, {recursive: true, force: true});
});

function filesIn(folder) {
  return fs.readdirSync(folder, {recursive: true})
      .map((name) => path.join(folder, name))
      .filter((name) => fs.statSync(name).isFile())
      .sort();
}

// In the page: of each file null where Chromium does not decode it to the end; else its sides and a sum
// of its pixels, of the upper left part of large ones.
async function look(files) {
  const most = 1200;
  async function lookAt(file) {
    let image;
    try {
      const answer = await fetch(`/?file=${encodeURIComponent(file)}`);
      image = await createImageBitmap(await answer.blob());
    } catch {
      return null;
    }
    const {width, height} = image;
    const canvas = new OffscreenCanvas(Math.min(width, most), Math.min(height, most));
    const context = canvas.getContext('2d', {willReadFrequently: true});
    context.drawImage(image, 0, 0);
    image.close();
    const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    return `${width}x${height} ${digest.slice(0, 8).join('.')}`;
  }
  const seen = [];
  for (const file of files) seen.push(await lookAt(file));
  return seen;
}

function inChromium(files) {
  return stage.page.evaluate(`(${look})(${JSON.stringify(files)})`);
}

// What is made of each: {result: 'made png', stored: its file} or {result: 'refused bad_image'}.
function make(files, folder) {
  const lines = files.map((file, i) => `${file}\t${folder}/${i}\n`).join('');
  const output = execFileSync(
      path.join(programs, 'photo_probe'), {input: lines, encoding: 'utf8', maxBuffer: 1 << 24});
  return output.trimEnd().split('\n').map((line, i) => {
    const [fate, what] = line.split(' ');
    const stored = fate === 'made' ? `${folder}/${i}/original.${what}` : null;
    return {result: `${fate} ${what}`, stored};
  });
}

async function compare(files, nameOf) {
  const made = make(files, path.join(scratch, 'made'));
  assert.equal(made.length, files.length);
  const sent = await inChromium(files);
  const taken = files.map((_, i) => i).filter((i) => made[i].stored);
  const stored = await inChromium(taken.map((i) => made[i].stored));
  const shown = new Map(taken.map((i, at) => [i, stored[at]]));
  const faults = [], reasons = new Map();
  files.forEach((file, i) => {
    const name = nameOf(file), reason = reasonFor(name, fs.readFileSync(file));
    if (made[i].stored && shown.get(i) === null) faults.push(`${name}: what is stored is not shown`);
    if (made[i].stored && sent[i] !== null && sent[i] !== shown.get(i))
      faults.push(`${name}: sent as ${sent[i]}, stored as ${shown.get(i)}`);
    if (made[i].stored && reason) faults.push(`${name}: taken, and listed as not: ${reason}`);
    if (made[i].stored || sent[i] === null) return;
    if (!reason) faults.push(`${name}: shown as ${sent[i]}, and ${made[i].result}`);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  });
  fs.rmSync(path.join(scratch, 'made'), {recursive: true, force: true});
  console.log(`${files.length} files, ${sent.filter(Boolean).length} shown, ${taken.length} taken`);
  for (const [reason, count] of reasons) console.log(`${count} not taken: ${reason}`);
  return {faults, shown: sent.filter(Boolean).length, taken: taken.length};
}

test('of the samples, what Chromium shows is taken and stored as it shows it', async () => {
  const {faults, shown, taken} =
      await compare(filesIn(samples), (file) => path.relative(samples, file));
  assert.deepEqual(faults, []);
  assert.ok(shown > 500 && taken > 500, `${shown} ${taken}`);
});

test('of files that nobody should send, too', async () => {
  const folder = path.join(scratch, 'hostile');
  execFileSync(path.join(programs, 'photo_samples'), [folder]);
  const {faults, shown, taken} =
      await compare(filesIn(folder), (file) => path.relative(folder, file));
  assert.deepEqual(faults, []);
  assert.ok(shown > 150 && taken > 150, `${shown} ${taken}`);
});
