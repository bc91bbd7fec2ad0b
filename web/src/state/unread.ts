// Whether there are notifications that have not been read; asked now and then while one looks.
import {call} from '../api/client';
import {keptOfPerson} from './person';
import {Store} from './store';

export const unread = new Store(false);
keptOfPerson(() => unread.set(false));
const askEvery = 60_000;

export async function askUnread(): Promise<void> {
  if (document.hidden) return;
  try {
    unread.set((await call('get', '/v1/me/notifications', {query: {limit: 1}})).unread);
  } catch {
    // The banner says it when nothing answers.
  }
}

export function watchUnread(): () => void {
  void askUnread();
  const timer = setInterval(() => void askUnread(), askEvery);
  return () => clearInterval(timer);
}
