// Whoever shows how long ago something was uses this store, and is drawn again every half minute, and when the window is seen again.
import {Store} from './store';

const period = 30_000;
export const clock = new Store(Date.now());

export function startClock(): void {
  const tick = () => {
    if (document.visibilityState === 'visible') clock.set(Date.now());
  };
  setInterval(tick, period);
  document.addEventListener('visibilitychange', tick);
}
