import {Store} from './store';

export type Theme = 'auto'|'light'|'dark';
const storageKey = 'fotogal.theme';

function remembered(): Theme {
  try {
    const chosen = localStorage.getItem(storageKey);
    if (chosen === 'light' || chosen === 'dark') return chosen;
  } catch {
    // As the system then.
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
    // For this page only then.
  }
  theme.set(chosen);
  showTheme();
}
