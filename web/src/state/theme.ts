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

const ground = {light: '#f6f4ef', dark: '#13151a'};  // --paper of style/base.css
const system = matchMedia('(prefers-color-scheme: dark)');

export function showTheme(): void {
  const dark = theme.value === 'auto' ? system.matches : theme.value === 'dark';
  const chosen = dark ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = chosen;
  // What the system would have coloured its own bar in gives way to what is chosen here.
  for (const colour of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) colour.content = ground[chosen];
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
