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

export function showTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
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
