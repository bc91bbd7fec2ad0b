// `npm run dev`: which FotoGal it talks to, and that the page from its sources works over that one.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';

import {findService} from '../../web/scripts/service_address.mjs';
import {startService} from '../contract/service.mjs';

const source = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fotogal-dev-'));
after(() => rmSync(folder, {recursive: true, force: true}));

const healthy = async () => Response.json({status: 'ok', services: {}});
const dead = async () => { throw new TypeError('fetch failed'); };

function dataFolder(name, text) {
  const path = mkdtempSync(join(folder, name));
  if (text !== undefined) writeFileSync(join(path, 'run.json'), text);
  return path;
}

test('the address is the argument, else that of the data folder', async () => {
  const data = dataFolder('running-', '{"port": 8123}');
  assert.deepEqual(await findService(undefined, data, healthy), {address: 'http://127.0.0.1:8123'});
  assert.deepEqual(await findService('9090', data, healthy), {address: 'http://127.0.0.1:9090'});
  assert.deepEqual(await findService(data, '/nowhere', healthy), {address: 'http://127.0.0.1:8123'});
  for (const [typed, address] of [['http://localhost:81', 'http://localhost:81'], ['https://photos.example.com/', 'https://photos.example.com']])
    assert.deepEqual(await findService(typed, data, healthy), {address});
});

// [what, argument, run.json, how it answers, what is said]
const missing = [
  ['nothing has been started', undefined, undefined, healthy, /No FotoGal runs with the data folder .*make up/s],
  ['an empty tenancy runs, which has no page', undefined, '{"port": 0}', healthy, /No FotoGal runs/],
  ['run.json is being written', undefined, '{"po', healthy, /No FotoGal runs/],
  ['one was killed and left its run.json', undefined, '{"port": 8123}', dead, /Nothing answers at http:\/\/127.0.0.1:8123.*make up/s],
  ['nothing answers where one was named', 'http://127.0.0.1:9', '{"port": 8123}', dead, /Nothing answers at http:\/\/127.0.0.1:9\./],
  ['another program is there', '9090', undefined, async () => new Response('<html>'), /is no FotoGal/],
  ['another API is there', '9090', undefined, async () => Response.json([]), /is no FotoGal/],
  ['no such port', '99999', undefined, healthy, /99999 is no port/],
  ['an address with a path', 'http://127.0.0.1:8080/app', undefined, healthy, /no address of a FotoGal/],
  ['another scheme', 'ftp://127.0.0.1', undefined, healthy, /no address of a FotoGal/],
  ['a misspelt folder', '../dat', undefined, healthy, /neither an address .* nor a data folder/],
];
for (const [what, argument, text, answer, said] of missing) {
  test(`it says what to do when ${what}`, async () => {
    const {address, problem} = await findService(argument, dataFolder('data-', text), answer);
    assert.equal(address, undefined);
    assert.match(problem, said);
  });
}

test('nothing is started where nothing runs', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => free.on('listening', listening));
  const {port} = free.address();
  await new Promise((closed) => free.close(closed));
  const run = spawnSync('node', [join(source, 'web/scripts/dev.mjs'), String(port)], {encoding: 'utf8'});
  assert.equal(run.status, 1);
  assert.equal(run.stdout, '');
  assert.match(run.stderr, /make up/);
});

test('npm ci comes first where there are no npm packages', async () => {
  const web = mkdtempSync(join(folder, 'clone-')) + '/web';
  cpSync(join(source, 'web/scripts'), join(web, 'scripts'), {recursive: true});
  // Whatever answers as a FotoGal does.
  const fotogal = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'application/json').end('{"status": "ok", "services": {}}');
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => fotogal.on('listening', listening));
  const run = spawn('node', [join(web, 'scripts/dev.mjs'), String(fotogal.address().port)], {stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk) => { said += chunk; });
  const status = await new Promise((ended) => run.on('close', ended));
  fotogal.close();
  assert.equal(status, 1);
  assert.equal(said, `The npm packages of ${web}/ are missing. Get them first:  npm ci\n`);
});

// From where the page is built, since its npm packages are there.
const built = join(source, 'build/web');
let service, dev;
before(async () => { service = await startService(); });
after(async () => {
  dev?.kill();
  await service?.stop();
});

test('the page and the API have one address', async () => {
  dev = spawn('node', [join(built, 'scripts/dev.mjs'), service.data], {
    cwd: built, stdio: ['ignore', 'pipe', 'inherit'],
    env: {...process.env, PORT: '0', OPENAPI: join(source, 'api-gateway/openapi.yaml')}});
  const address = await new Promise((told, failed) => {
    let text = '';
    dev.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /The page is at (http:\/\/\S+)\/ over the FotoGal at (\S+);/.exec(text);
      if (found) told(found[1]);
    });
    dev.on('exit', (status) => failed(new Error(`ended with ${status}: ${text}`)));
  });
  assert.match(await (await fetch(`${address}/`)).text(), /src="\/src\/main\.tsx/);
  assert.match(await (await fetch(`${address}/src/main.tsx`)).text(), /preact/);
  assert.ok((await (await fetch(`${address}/v1/health`)).json()).services);
  // A change with a cookie of the page's: the gateway takes its own origin only.
  const person = {email: 'dev@example.com', full_name: 'Dev', username: 'dev', password: 'correct horse', session: 'cookie'};
  const answer = await fetch(`${address}/v1/users`, {
    method: 'POST', headers: {'Content-Type': 'application/json', Origin: address}, body: JSON.stringify(person)});
  assert.equal(answer.status, 201);
});
