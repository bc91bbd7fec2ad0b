// Whether the service answers. While it does not, asks every few seconds; whoever waits is told.
import {Store} from './store';

export type Connection = 'up'|'down'|'offline';
export const connection = new Store<Connection>('up');

const askEvery = 4000;
let timer = 0;
const waiting = new Set<() => void>();

// Calls back once when the service answers again; the answer takes that back.
export function whenReachable(resume: () => void): () => void {
  waiting.add(resume);
  return () => void waiting.delete(resume);
}

export function reachable(): void {
  if (connection.value === 'up') return;
  connection.set('up');
  clearTimeout(timer);
  const resumed = [...waiting];
  waiting.clear();
  for (const resume of resumed) resume();
}

export function unreachable(): void {
  connection.set(navigator.onLine ? 'down' : 'offline');
  clearTimeout(timer);
  timer = window.setTimeout(() => void askNow(), askEvery);
}

export async function askNow(): Promise<void> {
  try {
    const answer = await fetch('/v1/health', {cache: 'no-store'});
    if (answer.ok) return reachable();
  } catch {
    // Nothing answered.
  }
  unreachable();
}

export function watchNetwork(): void {
  addEventListener('offline', () => unreachable());
  addEventListener('online', () => void askNow());
}
