// One page: sets the title, and moves the focus to the heading when the person arrives.
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef} from 'preact/hooks';
import {t} from '../i18n';
import {goBack, place} from '../router';
import {restoreFocus, scrollOf} from '../state/left';
import {Icon} from './icons';

let arrived = 0;

// Brings the reader to where they were on that page. The content may still be loading, so it tries for some frames.
function restorePlace(key: number): () => void {
  const wanted = scrollOf(key);
  let tries = 60;
  let frame = 0;
  let focused = false;
  const attempt = () => {
    scrollTo(0, wanted);
    focused ||= restoreFocus(key);
    if ((Math.abs(scrollY - wanted) > 2 || !focused) && --tries > 0) frame = requestAnimationFrame(attempt);
  };
  attempt();
  return () => cancelAnimationFrame(frame);
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
    document.title = title === 'FotoGal' ? title : `${title} · FotoGal`;
  }, [title]);
  // Before the first paint: if somebody types at once, the heading must not take the focus away later.
  useLayoutEffect(() => {
    const {key, kind} = place.value;
    if (arrived === key) return;
    const first = arrived === 0;
    arrived = key;
    if (kind === 'pop') return restorePlace(key);
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
