// A `fotogal up` of our own, in a folder of its own.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const readyLine = /FotoGal is ready at (http:\/\/\S+)/;

// {base, data, stop}: stop ends it and removes the folder. It knows no push service but that of the test, or none that answers.
export async function startService(...options) {
  const data = mkdtempSync(join(tmpdir(), 'fotogal-contract-'));
  process.env.FOTOGAL_PUSH_HOSTS ??= 'http://127.0.0.1:9';
  // Ends with this process, however that ends.
  const child = spawn(
      'setpriv', ['--pdeathsig', 'TERM', process.env.FOTOGAL, 'up', '--port', '0', '--data', data, ...options],
      // All of a test's people have one address.
      {stdio: ['ignore', 'pipe', 'inherit'], env: {FOTOGAL_BUDGETS: 'signups=10000/20000', ...process.env}});
  const ended = new Promise((done) => child.on('exit', done));
  const base = await new Promise((ready, failed) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = readyLine.exec(text);
      if (found) ready(found[1]);
    });
    child.on('error', failed);
    ended.then((status) => failed(new Error(`fotogal up ended with ${status}: ${text}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(data, {recursive: true, force: true});
  };
  return {base, data, stop};
}
