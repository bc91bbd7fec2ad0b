// One page: its title, and the focus on its heading when one comes here.
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef} from 'preact/hooks';
import {t} from '../i18n';
import {goBack, place, scrollOf} from '../router';
import {Icon} from './icons';

let arrived = 0;

// Where one was on that page; what is above may still be coming.
function restoreScroll(key: number): () => void {
  const wanted = scrollOf(key);
  let tries = 60;
  let frame = 0;
  const attempt = () => {
    scrollTo(0, wanted);
    if (Math.abs(scrollY - wanted) > 2 && --tries > 0) frame = requestAnimationFrame(attempt);
  };
  attempt();
  return () => cancelAnimationFrame(frame);
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
  // Before anything is painted: who types at once must not lose the focus to the heading afterwards.
  useLayoutEffect(() => {
    const {key, kind} = place.value;
    if (arrived === key) return;
    const first = arrived === 0;
    arrived = key;
    if (kind === 'pop') return restoreScroll(key);
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
