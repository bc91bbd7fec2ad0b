// Whether the person has put off verifying the address, until the browser's window is closed.
import {keptOfPerson} from './person';
import {Store} from './store';

const key = 'fotogal.later';

function remembered(): boolean {
  try {
    return sessionStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

export const later = new Store(remembered());

export function putOff(): void {
  try {
    sessionStorage.setItem(key, '1');
  } catch {
    // Storage is blocked: it is remembered until the page is left.
  }
  later.set(true);
}

keptOfPerson(() => {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Storage is blocked: nothing was kept.
  }
  later.set(false);
});
