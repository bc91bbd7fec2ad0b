// Whether the service answers. While it does not, or somebody waits for it, it is asked again and again; whoever waits is
// told.
import {Store} from './store';

export type Connection = 'up'|'down'|'offline';
export const connection = new Store<Connection>('up');

// Soon at first: a browser says that it is online before the first request gets through.
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

// Calls back once when the service answers again; the answer takes that back.
export function whenReachable(resume: () => void): () => void {
  waiting.add(resume);
  // Others may have got through meanwhile, and then nothing else would ask.
  askLater();
  return () => void waiting.delete(resume);
}

function resumeAll(): void {
  const resumed = [...waiting];
  waiting.clear();
  for (const resume of resumed) resume();
}

// An answer has come. One that was under way when the network went is no sign that it is back.
export function reachable(): void {
  if (connection.value === 'offline' && !navigator.onLine) askLater();
  else answered();
}

function answered(): void {
  clearTimeout(timer);
  timer = 0;
  // Whoever is told below may fail again: only when nobody waits any more all is well.
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
    // Slow to say how it is, it may still do its work: whoever waits tries.
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
