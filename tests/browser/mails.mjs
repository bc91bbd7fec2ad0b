// What a service that runs here has mailed, as `fotogal mail` shows it.
import {execFileSync} from 'node:child_process';

const patience = 60_000;
const pause = () => new Promise((done) => setTimeout(done, 150));

export function mailsTo(service, address) {
  return JSON.parse(execFileSync(process.env.FOTOGAL, ['mail', '--json', '--to', address, '--data', service.data], {encoding: 'utf8'}));
}

const linksIn = ({bodyText}, page) => [...bodyText.matchAll(/https?:\/\/\S+/g)].map(([link]) => link).filter((link) => new URL(link).pathname === page);

// The newest link to that page which was mailed to the address, at the address that the tests go by; waits until there is one.
export async function linkTo(service, address, page) {
  const until = Date.now() + patience;
  for (;;) {
    const link = mailsTo(service, address).flatMap((mail) => linksIn(mail, page)).at(-1);
    if (link) return `${service.base}${page}${new URL(link).hash}`;
    if (Date.now() > until) throw new Error(`no mail to ${address} with a link to ${page}`);
    await pause();
  }
}
