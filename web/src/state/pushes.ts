// Keeps what the service knows of this browser's pushes right, and goes where a press on one leads.
import {keyOf, localSubscription, showPush, subscribe, utcOffset, type QuietHours} from '../api/pushes';
import {go} from '../router';
import {keptOfPerson} from './person';
import {askUnread} from './unread';

// Whose pushes this browser takes: whoever comes next has to say so themselves. The service keeps the quiet hours with the
// session; the next session of the same person gets them from here.
interface Noted {
  owner: string;
  quiet: QuietHours|null;
}
const notedKey = 'fotogal.pushes';

export function notePushes(noted: Noted|null): void {
  try {
    if (noted) localStorage.setItem(notedKey, JSON.stringify(noted));
    else localStorage.removeItem(notedKey);
  } catch {
    // Storage is blocked: it is not looked after, and switching on subscribes anew.
  }
}

function notedOf(person: string): Noted|null {
  try {
    const noted = JSON.parse(localStorage.getItem(notedKey) ?? 'null') as Noted|null;
    return noted?.owner === person ? noted : null;
  } catch {
    return null;
  }
}

export const takesPushes = (person: string): boolean => notedOf(person) !== null;

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
  const noted = notedOf(person);
  if (!noted) return;
  try {
    const [{key, subscription}, there] = [await showPush(), await localSubscription()];
    const stands = there && subscription?.endpoint === there.endpoint && keyOf(there) === key &&
        subscription.utc_offset_minutes === utcOffset();
    const quiet = subscription ? subscription.quiet ?? null : noted.quiet;
    if (!stands && Notification.permission === 'granted') await subscribe(key, quiet, true);
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
