// Addresses and the Back button. Links are plain <a href>; a click on one of our own does not leave
// the page.
import {move} from './motion';
import {rememberPlace} from './state/left';
import {Store} from './state/store';

export interface Place {
  path: string;
  search: URLSearchParams;
  key: number;           // number of this entry of the history
  kind: 'push'|'pop';    // how the person got here
}

let lastKey = Date.now();
function here(kind: Place['kind']): Place {
  const key = (history.state as {key?: number}|null)?.key ?? 0;
  return {path: location.pathname, search: new URLSearchParams(location.search), key, kind};
}

export const place = new Store<Place>(here('push'));

// Whether the entry before this one is a page of this document, so that Back does not load it anew.
let moved = false;

function arrive(kind: Place['kind']): void {
  move(place.value.path, location.pathname, kind === 'pop', () => place.set(here(kind)));
}

// Another query of the same page, in the place of the one before, is no arrival: the key stays, and with it the focus.
export function go(address: string, how: {replace?: boolean} = {}): void {
  rememberPlace(place.value.key);
  const stays = how.replace && new URL(address, location.href).pathname === place.value.path;
  moved ||= !how.replace;
  const state = {key: stays ? place.value.key : ++lastKey};
  if (how.replace) history.replaceState(state, '', address);
  else history.pushState(state, '', address);
  arrive('push');
}

// To the previous page of this client; to `otherwise` if there is none.
export function goBack(otherwise: string): void {
  if (moved) history.back();
  else go(otherwise, {replace: true});
}

function ownLink(event: MouseEvent): HTMLAnchorElement|null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = (event.target as Element).closest?.('a');
  if (!link || link.target || link.hasAttribute('download')) return null;
  // Each public page brings its own content with it.
  if (link.closest('.public') && !link.hasAttribute('data-stay')) return null;
  if (link.origin !== location.origin || link.pathname.startsWith('/v1/')) return null;
  return link;
}

export function startRouter(): void {
  history.scrollRestoration = 'manual';
  if (!(history.state as {key?: number}|null)?.key) history.replaceState({key: ++lastKey}, '');
  // Shown again by Reload, or by Back from another site: the reader finds the page as they left it.
  const [arrival] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  place.set(here(arrival && arrival.type !== 'navigate' ? 'pop' : 'push'));
  addEventListener('popstate', () => {
    rememberPlace(place.value.key);
    arrive('pop');
  });
  addEventListener('pagehide', () => rememberPlace(place.value.key));
  document.addEventListener('click', (event) => {
    const link = ownLink(event);
    if (!link || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

// The parameters of "/p/:id" in a path; null: it does not fit.
export function fit(pattern: string, path: string): Record<string, string>|null {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const at = part.indexOf(':');
    const segment = given[index]!;
    if (at < 0 ? segment !== part : !segment.startsWith(part.slice(0, at)) || segment.length <= at)
      return null;
    if (at < 0) continue;
    try {
      found[part.slice(at + 1)] = decodeURIComponent(segment.slice(at));
    } catch {
      return null;
    }
  }
  return found;
}
