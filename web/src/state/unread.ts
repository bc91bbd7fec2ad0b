// Whether there are unread notifications; polled while the page is visible.
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
    // If nothing answers, the banner says so.
  }
}

export function watchUnread(): () => void {
  void askUnread();
  const timer = setInterval(() => void askUnread(), askEvery);
  return () => clearInterval(timer);
}
