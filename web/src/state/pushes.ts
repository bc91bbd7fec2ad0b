// Keeps what the service knows of this browser's pushes right, and goes where a press on one leads.
import {keyOf, localSubscription, showPush, subscribe, utcOffset} from '../api/pushes';
import {go} from '../router';
import {keptOfPerson} from './person';
import {askUnread} from './unread';

// Whose pushes this browser takes: whoever comes next has to say so themselves.
const ownerKey = 'fotogal.pushes';

export function notePushes(owner: string|null): void {
  try {
    if (owner) localStorage.setItem(ownerKey, owner);
    else localStorage.removeItem(ownerKey);
  } catch {
    // Storage is blocked: it is not looked after, and switching on subscribes anew.
  }
}

export function takesPushes(person: string): boolean {
  try {
    return localStorage.getItem(ownerKey) === person;
  } catch {
    return false;
  }
}

// What was pushed and still shows is for nobody else's eyes.
async function closeShown(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const shown of await registration?.getNotifications() ?? []) shown.close();
}

keptOfPerson(() => {
  notePushes(null);
  closeShown().catch(() => {});
  void localSubscription().then((there) => there?.unsubscribe(), () => {});
});

// After the service's key, the session, the browser's subscription or the clock's offset has changed.
export async function renewPushes(person: string): Promise<void> {
  if (!takesPushes(person)) return;
  try {
    const [{key, subscription}, there] = [await showPush(), await localSubscription()];
    const stands = there && subscription?.endpoint === there.endpoint && keyOf(there) === key &&
        subscription.utc_offset_minutes === utcOffset();
    if (!stands && Notification.permission === 'granted') await subscribe(key, subscription?.quiet ?? null, true);
  } catch {
    // The next start of the page tries again.
  }
}

export function watchPushes(): void {
  navigator.serviceWorker?.addEventListener('message', ({data}: MessageEvent<{pushed?: string|null}|null>) => {
    if (data?.pushed === undefined) return;
    if (data.pushed) go(data.pushed);
    void askUnread();
  });
}
