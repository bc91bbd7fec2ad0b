// npm run dev [-- ADDRESS]: serves the pages from their sources, with the API of a FotoGal that runs; changes are shown
// at once.
//   ADDRESS   http://host:port, a port of this machine or a data folder; default: .data of this project
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {findService} from './service_address.mjs';

const web = fileURLToPath(new URL('..', import.meta.url));
const project = fileURLToPath(new URL('../..', import.meta.url));
const {address, problem} = await findService(process.argv[2], join(project, '.data'));
if (problem) {
  console.error(problem);
  process.exit(1);
}
if (!existsSync(join(web, 'node_modules/.bin/openapi-typescript'))) {
  console.error(`The npm packages of ${web} are missing. Get them first:  npm ci`);
  process.exit(1);
}
const types = spawnSync('npm', ['run', '--silent', 'types'], {stdio: ['ignore', 'ignore', 'inherit']});
if (types.status !== 0) process.exit(1);
const {createServer} = await import('vite');
const proxy = {'/v1': {target: address, changeOrigin: true, headers: {origin: address}}};
const server = await createServer({server: {proxy, port: Number(process.env.PORT ?? 5173)}});
await server.listen();
console.log(`The page is at ${server.resolvedUrls.local[0]} over the FotoGal at ${address}; Ctrl-C ends it.`);
