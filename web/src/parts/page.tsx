// One page: sets the title, and moves the focus to the heading when the person arrives.
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef} from 'preact/hooks';
import {t} from '../i18n';
import {goBack, place} from '../router';
import {restoreFocus, scrollOf} from '../state/left';
import {setTitle} from '../state/title';
import {Icon} from './icons';

let arrived = 0;
let stopRestoring = () => {};

const patience = 5000;  // milliseconds

// Brings the reader to where they were on that page. The content may still be loading, so it tries until it is there, for
// some seconds, or until the reader does something.
function restorePlace(key: number): () => void {
  const wanted = scrollOf(key);
  const until = performance.now() + patience;
  const ended = new AbortController();
  let focused = false;
  const attempt = () => {
    if (ended.signal.aborted) return;
    scrollTo(0, wanted);
    focused ||= restoreFocus(key);
    const there = focused && Math.abs(scrollY - wanted) <= 2;
    if (there || performance.now() > until) ended.abort();
    else requestAnimationFrame(attempt);
  };
  for (const act of ['wheel', 'touchstart', 'pointerdown', 'keydown']) addEventListener(act, () => ended.abort(), {signal: ended.signal, passive: true});
  attempt();
  return () => ended.abort();
}

// For when what had the focus has gone.
export function focusHeading(): HTMLElement|null {
  const heading = document.querySelector<HTMLElement>('main h1');
  heading?.focus({preventScroll: true});
  return heading;
}

interface PageProps {
  title: string;
  heading?: ComponentChildren;
  back?: string;
  hidden?: boolean;         // the heading is for screen readers alone
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({title, heading, back, hidden, actions, children}: PageProps): JSX.Element {
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    setTitle(title);
  }, [title]);
  // Before the first paint: if somebody types at once, the heading must not take the focus away later.
  useLayoutEffect(() => {
    const {key, kind} = place.value;
    if (arrived === key) return;
    const first = arrived === 0;
    arrived = key;
    stopRestoring();
    if (kind === 'pop') {
      stopRestoring = restorePlace(key);
      return;
    }
    if (first) return;
    scrollTo(0, 0);
    top.current?.focus({preventScroll: true});
  });
  return (
    <>
      <header class={hidden ? 'page-head unseen' : 'page-head'}>
        {back && <button type="button" class="icon-button" aria-label={t('app.back')} onClick={() => goBack(back)}><Icon name="back" /></button>}
        <h1 ref={top} tabIndex={-1}>{heading ?? title}</h1>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}
