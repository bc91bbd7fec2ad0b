import {Store} from './store';

export type Theme = 'auto'|'light'|'dark';
const storageKey = 'fotogal.theme';

function remembered(): Theme {
  try {
    const chosen = localStorage.getItem(storageKey);
    if (chosen === 'light' || chosen === 'dark') return chosen;
  } catch {
    // Storage is blocked: the theme follows the system.
  }
  return 'auto';
}

export const theme = new Store<Theme>(remembered());

const system = matchMedia('(prefers-color-scheme: dark)');

export function showTheme(): void {
  const dark = theme.value === 'auto' ? system.matches : theme.value === 'dark';
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

export function watchTheme(): void {
  showTheme();
  system.addEventListener('change', showTheme);
}

export function setTheme(chosen: Theme): void {
  try {
    localStorage.setItem(storageKey, chosen);
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
  theme.set(chosen);
  showTheme();
}
