// How many notifications are unread; polled while the page is visible. Shown by the navigation, the title and the app's badge.
import {call} from '../api/client';
import {keptOfPerson} from './person';
import {Store} from './store';

export const unread = new Store(false);
// How many there are, as far as they were counted: `most` stands for that many and more.
export const unreadCount = new Store(0);
export const most = 20;
const askEvery = 60_000;
let counted = '';   // which newest one they were counted with

export function forgetUnread(): void {
  counted = '';
  unread.set(false);
  unreadCount.set(0);
}
keptOfPerson(forgetUnread);

// They are counted only when there is another one: the poll itself reads one row.
async function count(newest: string): Promise<void> {
  if (newest === counted) return;
  const {items} = await call('get', '/v1/me/notifications', {query: {limit: most}});
  if (!unread.value) return;   // read meanwhile
  counted = newest;
  unreadCount.set(items.filter(({read}) => !read).length);
}

export async function askUnread(): Promise<void> {
  if (document.hidden) return;
  try {
    const {unread: some, items: [newest]} = await call('get', '/v1/me/notifications', {query: {limit: 1}});
    if (!some) return forgetUnread();
    unread.set(true);
    await count(newest ? `${newest.id} ${newest.created_at}` : '');
  } catch {
    // If nothing answers, the banner says so.
  }
}

export function watchUnread(): () => void {
  void askUnread();
  const timer = setInterval(() => void askUnread(), askEvery);
  return () => clearInterval(timer);
}
