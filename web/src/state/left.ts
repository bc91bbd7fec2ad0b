// Where the reader was on the pages that they have left, for Back and Reload: how far down, and what had the focus.
import {keptOfPerson} from './person';

interface Left {
  key: number;      // of the entry of the history
  scroll: number;
  focus?: {selector: string; nth: number};
}

const storageKey = 'fotogal.left';
const most = 50;

function stored(): Left[] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as Left[];
  } catch {
    return [];
  }
}
let left = stored();

function keep(places: Left[]): void {
  left = places;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(left));
  } catch {
    // Storage is full or blocked: the places are known until the page is reloaded.
  }
}
keptOfPerson(() => keep([]));

// Links and photos are found again by what they lead to, as pages are built anew.
function selectorOf(element: Element): string|undefined {
  if (element.matches('a[href]')) return `a[href="${CSS.escape(element.getAttribute('href')!)}"]`;
  if (element.matches('article[data-id]')) return `article[data-id="${CSS.escape(element.getAttribute('data-id')!)}"]`;
  return undefined;
}

function within(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`main ${selector}`)];
}

function focusNow(): Left['focus'] {
  const selector = document.activeElement ? selectorOf(document.activeElement) : undefined;
  const nth = selector ? within(selector).indexOf(document.activeElement as HTMLElement) : -1;
  return selector && nth >= 0 ? {selector, nth} : undefined;
}

export function rememberPlace(key: number): void {
  const focus = focusNow();
  keep([...left.filter((one) => one.key !== key), {key, scroll: scrollY, ...(focus && {focus})}].slice(-most));
}

export function scrollOf(key: number): number {
  return left.find((one) => one.key === key)?.scroll ?? 0;
}

// False: what had the focus is not there yet.
export function restoreFocus(key: number): boolean {
  const focus = left.find((one) => one.key === key)?.focus;
  if (!focus) return true;
  const found = within(focus.selector)[focus.nth];
  found?.focus({preventScroll: true});
  return found !== undefined;
}
