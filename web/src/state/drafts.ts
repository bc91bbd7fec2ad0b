// Typed text outlives reloads, lost sessions and a service that is down.
import {useEffect, useState} from 'preact/hooks';
import {keptOfPerson} from './person';

const prefix = 'fotogal.draft.';

function stored(key: string): string|null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function keepDraft(key: string, text: string): void {
  try {
    if (text) localStorage.setItem(prefix + key, text);
    else localStorage.removeItem(prefix + key);
  } catch {
    // No room or not allowed: the text is still on the page.
  }
}

keptOfPerson(() => {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept either.
  }
});

// As useState for a text, kept under that key until it is set to what it began with.
export function useDraft(key: string, initial = ''): [string, (text: string) => void] {
  const [text, setText] = useState(() => stored(key) ?? initial);
  useEffect(() => setText(stored(key) ?? initial), [key]);
  return [text, (changed: string) => {
    setText(changed);
    keepDraft(key, changed === initial ? '' : changed);
  }];
}
