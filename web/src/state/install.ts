// Putting FotoGal among the apps of the device, where the browser offers it.
import {Store} from './store';

interface Offer extends Event {
  prompt: () => Promise<{outcome: 'accepted'|'dismissed'}>;
}

const visitsKey = 'fotogal.visits';
const offeredKey = 'fotogal.offered';
const visitsBefore = 3;

export const offer = new Store<Offer|undefined>(undefined);
// Whether the feed asks: on the third visit, once.
export const asked = new Store(false);

// A visit is a window of the browser, until it is closed.
function countVisit(): boolean {
  try {
    if (localStorage.getItem(offeredKey)) return false;
    const visits = Number(localStorage.getItem(visitsKey)) + (sessionStorage.getItem(visitsKey) ? 0 : 1);
    sessionStorage.setItem(visitsKey, '1');
    localStorage.setItem(visitsKey, String(visits));
    return visits >= visitsBefore;
  } catch {
    return false;  // storage is blocked: it would ask each time
  }
}

// The feed has asked: never again.
export function wasAsked(): void {
  try {
    localStorage.setItem(offeredKey, '1');
    localStorage.removeItem(visitsKey);
  } catch {
    // Storage is blocked: nothing was counted.
  }
}

export async function install(): Promise<void> {
  const made = offer.value;
  asked.set(false);
  // A browser lets an offer be taken up once.
  offer.set(undefined);
  await made?.prompt();
}

export function watchInstall(): void {
  const due = countVisit();
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer.set(event as Offer);
    asked.set(due);
  });
  addEventListener('appinstalled', () => {
    offer.set(undefined);
    asked.set(false);
    wasAsked();
  });
}
