// Typed text outlives reloads, lost sessions and a service that is down.
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

type Draft = [text: string, set: (text: string) => void, settle: (sent: string, now: string) => boolean];

// As useState for a text, kept under that key until it is set to what it began with. Where that changes, what nobody
// has typed over follows. `settle` is for when `sent` has been stored and it begins with `now` from then on: answers
// whether that is all; what was typed meanwhile stays.
export function useDraft(key: string, initial = ''): Draft {
  const [text, setText] = useState(() => stored(key) ?? initial);
  // As it is, not as it was when it was drawn: who waits for an answer finds out what was typed meanwhile.
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
