// Typed text is kept in the browser, so that it survives reloads, lost sessions and a service that is down.
import {useEffect, useRef, useState} from 'preact/hooks';
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
    // Storage is full or blocked: the text is still on the page.
  }
}

keptOfPerson(() => {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) localStorage.removeItem(key);
    }
  } catch {
    // Storage is blocked: nothing was kept.
  }
});

type Draft = [text: string, set: (text: string) => void, settle: (sent: string, now: string) => boolean];

// Like useState for a text, but also kept under `key` until it equals `initial` again. When `initial` changes, a text that
// nobody has edited changes with it. Call `settle(sent, now)` when the service has stored `sent` and answered `now`: it
// returns whether everything is stored, and keeps what was typed meanwhile.
export function useDraft(key: string, initial = ''): Draft {
  const [text, setText] = useState(() => stored(key) ?? initial);
  // The current values, not those of one rendering: after waiting for an answer, code sees what was typed meanwhile.
  const here = useRef({text, initial, shown: true}).current;
  const set = (changed: string) => {
    here.text = changed;
    setText(changed);
    keepDraft(key, changed === here.initial ? '' : changed);
  };
  const settle = (sent: string, now: string) => {
    if (!here.shown) {
      if (stored(key) === sent) keepDraft(key, '');
      return true;
    }
    const all = here.text === sent;
    here.initial = now;
    set(all ? now : here.text);
    return all;
  };
  useEffect(() => {
    const untouched = here.text === here.initial;
    here.initial = initial;
    if (untouched || here.text === initial) set(initial);
  }, [initial]);
  useEffect(() => () => void (here.shown = false), []);
  return [text, set, settle];
}
