// Writes how fast Lighthouse finds the pages, the median of several looks: measure.mjs OUTPUT. Run by bench/web/run.
import {writeFileSync} from 'node:fs';
import {cpus, loadavg} from 'node:os';

import {audit} from './audit.mjs';
import {startService} from './service.mjs';

const looks = 5;
const goal = 95;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const load = loadavg()[0].toFixed(1);
const service = await startService('--demo');
const found = new Map();
for (let look = 0; look < looks; ++look) {
  for (const {name, scores} of await audit(service.base, ['performance'])) found.set(name, [...found.get(name) ?? [], scores.performance]);
}
await service.stop();
const rows = [...found].map(([name, scores]) => {
  const middle = median(scores);
  return `| ${name} | ${middle} (${Math.min(...scores)}–${Math.max(...scores)}) | ${middle >= goal ? 'met' : '**missed**'} |`;
});
const text = `# The web client

\`bench/web/run --out bench/results\` on ${new Date().toISOString().slice(0, 10)}; ${cpus()[0].model}, ${cpus().length} CPUs; load average before the run ${load}.
Lighthouse's performance on its mobile preset (a phone with a slow network and a fourth of the processor's speed), against
\`fotogal up --demo\` on the same machine, which works for the same processor: median (least–most) of ${looks} looks. Goal: ${goal}.

| page | performance | goal |
|---|---|---|
${rows.join('\n')}
`;
process.stdout.write(text);
writeFileSync(process.argv[2], text);
