// Whether the service can be reached. While it cannot, or while something waits for it, /v1/health is polled, and whatever
// waits is called when it answers.
import {Store} from './store';

export type Connection = 'up'|'down'|'offline';
export const connection = new Store<Connection>('up');

// Milliseconds between polls. Short at first: browsers say that they are online a moment before requests get through.
const pauses = [400, 800, 1600, 3000, 6000, 12_000];
const patience = 5000;
let asked = 0;    // times in a row
let timer = 0;
const waiting = new Set<() => void>();

function askLater(): void {
  if (timer) return;
  const pause = pauses[Math.min(asked++, pauses.length - 1)];
  timer = window.setTimeout(() => void askNow(), pause);
}

// Calls `resume` once when the service answers. Returns a function that cancels this.
export function whenReachable(resume: () => void): () => void {
  waiting.add(resume);
  // If other requests have got through meanwhile, nothing else would poll.
  askLater();
  return () => void waiting.delete(resume);
}

function resumeAll(): void {
  const resumed = [...waiting];
  waiting.clear();
  for (const resume of resumed) resume();
}

// An answer has come. While the browser says that it is offline, it may be one that was under way before: then it is checked.
export function reachable(): void {
  if (connection.value === 'offline' && !navigator.onLine) askLater();
  else answered();
}

function answered(): void {
  clearTimeout(timer);
  timer = 0;
  // What is resumed below may fail again: the pauses start over only when nothing waits any more.
  if (waiting.size === 0) asked = 0;
  connection.set('up');
  resumeAll();
}

export function unreachable(): void {
  connection.set(navigator.onLine ? 'down' : 'offline');
  askLater();
}

export async function askNow(): Promise<void> {
  clearTimeout(timer);
  timer = 0;
  try {
    const answer = await fetch('/v1/health', {cache: 'no-store', signal: AbortSignal.timeout(patience)});
    if (answer.ok) return answered();
  } catch (error) {
    // /v1/health is slow, but other requests may work: let whatever waits try.
    if ((error as Error).name === 'TimeoutError') resumeAll();
  }
  unreachable();
}

export function watchNetwork(): void {
  addEventListener('offline', () => unreachable());
  addEventListener('online', () => {
    asked = 0;
    void askNow();
  });
}
