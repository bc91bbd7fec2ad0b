// Finds the FotoGal whose API the pages under development use.
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

const start = `Start one, in the folder above, and leave it running:

  make up

or say where one runs: npm run dev -- http://127.0.0.1:9090 (or its port, or its data folder).`;

// The port in run.json; undefined: there is none, or no pages are served (an empty tenancy).
function portOf(folder) {
  const file = join(folder, 'run.json');
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')).port || undefined;
  } catch {
    return undefined;  // the file is being written, or is not ours
  }
}

function originOf(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username;
  return isOrigin ? url.origin : undefined;
}

// What the argument, or without one the data folder, says: {address} or {problem}.
function named(argument, data) {
  const folder = argument === undefined ? data : argument;
  if (argument !== undefined && /^\d{1,5}$/.test(argument)) return {address: originOf(`http://127.0.0.1:${argument}`)};
  if (argument !== undefined && /^\w+:\/\//.test(argument)) {
    const address = originOf(argument);
    return address ? {address} : {problem: `${argument} is no address of a FotoGal, such as http://127.0.0.1:8080`};
  }
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  if (argument !== undefined && !isFolder)
    return {problem: `${argument} is neither an address (http://127.0.0.1:8080), a port nor a data folder`};
  const port = portOf(folder);
  return port ? {address: `http://127.0.0.1:${port}`} : {problem: `No FotoGal runs with the data folder ${folder}.\n${start}`};
}

// The origin of a FotoGal that answers: {address}, or {problem}, a text for people. `ask(url)` answers as fetch does.
export async function findService(argument, data, ask = fetch) {
  const {address, problem} = named(argument, data);
  if (!address) return {problem: problem ?? `${argument} is no port`};
  const health = await ask(`${address}/v1/health`, {signal: AbortSignal.timeout(5000)}).catch(() => undefined);
  if (!health) return {problem: `Nothing answers at ${address}.\n${start}`};
  const told = await health.json().catch(() => undefined);
  return told?.services ? {address} : {problem: `What answers at ${address} is no FotoGal.\n${start}`};
}
