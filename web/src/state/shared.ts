// Photos that came from the phone's share sheet (worker/shared.ts).
import {sharedCache} from '../names';
import {add} from './outbox';

const keptFor = 15 * 60_000;  // milliseconds: whoever logs in later did not share them

export function forgetShared(): void {
  void window.caches?.delete(sharedCache).catch(() => {});
}

// Puts what was shared into the post that is being made.
export async function takeShared(): Promise<void> {
  if (!window.caches) return;
  const cache = await caches.open(sharedCache);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const answer = await cache.match(request);
    if (!await cache.delete(request) || !answer) continue;
    const {headers} = answer;
    if (Date.now() - Number(headers.get('X-At')) > keptFor) continue;
    files.push(new File([await answer.blob()], decodeURIComponent(headers.get('X-Name') ?? ''), {type: headers.get('Content-Type') ?? ''}));
  }
  if (files.length > 0) await add(files);
}
