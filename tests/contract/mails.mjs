// Mails that the service has sent, as `fotogal mail` shows them.
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

async function mailsTo(data, address) {
  const {stdout} = await promisify(execFile)(
      process.env.FOTOGAL, ['mail', '--data', data, '--to', address, '--json'], {maxBuffer: 1e8});
  return JSON.parse(stdout);
}

// The token of the newest link to that page in mails to the address, once there is one.
export async function tokenFor(data, address, page) {
  const link = new RegExp(`/${page}#([\\w-]+)`);
  const until = Date.now() + 60000;
  for (;;) {
    const tokens = (await mailsTo(data, address)).map(({bodyText}) => link.exec(bodyText)?.[1]).filter(Boolean);
    if (tokens.length > 0) return tokens.at(-1);
    if (Date.now() > until) throw new Error(`no mail to ${address} with a link to ${page}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
