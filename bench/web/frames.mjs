// Scrolls a feed of 200 photos in headless Chromium and adds how long its frames took: frames.mjs OUTPUT. Run by bench/web/run in the
// folder of the browser tests, whose packages it uses.
import {appendFileSync} from 'node:fs';
import {loadavg} from 'node:os';

import {launch, newcomer, post} from './browser.mjs';
import {png} from './pictures.mjs';
import {startService} from './service.mjs';

const photos = 200;
const goal = 50;      // milliseconds of the frame of which 95 in 100 are shorter
const sides = [[1080, 1350], [1080, 1080], [1080, 720]];

// A wheel turned steadily: a step in each frame, until all photos have been passed.
async function scroll(page) {
  return await page.evaluate(async (all) => {
    const frames = [];
    const step = innerHeight / 12;
    let last = await new Promise(requestAnimationFrame);
    for (let still = 0; still < 120;) {
      scrollBy(0, step);
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
      const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      const done = atEnd && document.querySelectorAll('article').length >= all;
      still = done ? 120 : atEnd ? still + 1 : 0;
    }
    return {frames, shown: document.querySelectorAll('article').length};
  }, photos);
}

const load = loadavg()[0].toFixed(1);
const service = await startService();
const browser = await launch();
const rows = [];
for (const size of ['phone', 'desktop']) {
  const {page, context} = await newcomer({browser, base: service.base}, {size});
  for (let n = 0; n < photos; ++n) await post(page, service.base, png(n, ...sides[n % sides.length]), `number ${n}`);
  await page.goto('/');
  await page.getByRole('article').first().waitFor();
  const {frames, shown} = await scroll(page);
  if (shown < photos) throw new Error(`only ${shown} photos were shown`);
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(1);
  rows.push(`| ${size} | ${frames.length} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${Number(at(0.95)) < goal ? 'met' : '**missed**'} |`);
  await context.close();
}
await browser.close();
await service.stop();
const text = `
## Scrolling

A feed of ${photos} photos, scrolled from its top to its end in headless Chromium; milliseconds between frames. Goal: 95 in 100 under ${goal}.
Load average before the run ${load}.

| window | frames | median | p95 | longest | goal |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
process.stdout.write(text);
appendFileSync(process.argv[2], text);
