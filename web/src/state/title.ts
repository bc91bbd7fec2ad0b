// The title of the window, with the number of unread notifications before it; the same number is on the app's icon.
import {most, unreadCount} from './unread';

interface Badged {
  setAppBadge?: (count: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
}

let title = 'FotoGal';

function show(): void {
  const count = unreadCount.value;
  const shown = count >= most ? `${most}+` : String(count);
  document.title = count > 0 ? `(${shown}) ${title}` : title;
}

export function setTitle(page: string): void {
  title = page === 'FotoGal' ? page : `${page} · FotoGal`;
  show();
}

function badge(): void {
  const icon = navigator as Badged;
  const shown = unreadCount.value > 0 ? icon.setAppBadge?.(unreadCount.value) : icon.clearAppBadge?.();
  shown?.catch(() => {});  // refused where it is not installed
}

export function watchTitle(): void {
  badge();  // a push may have set it while no page was open
  unreadCount.watch(() => {
    show();
    badge();
  });
}
