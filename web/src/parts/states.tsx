// What is shown while something loads, when a list is empty and when something went wrong.
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import type {ApiError} from '../api/errors';
import {t} from '../i18n';
import {problemText} from '../i18n/problems';
import type {ListState, PagedList} from '../state/lists';
import {Icon, type IconName} from './icons';

export function Empty({icon, title, children}: {icon: IconName; title: ComponentChildren; children?: ComponentChildren}): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-icon"><Icon name={icon} size={34} /></span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Failed({error, onRetry}: {error: ApiError|undefined; onRetry: () => void}): JSX.Element {
  return (
    <div class="empty failed" role="alert">
      <h2>{t('failed.title')}</h2>
      {error && <p>{problemText(error)}</p>}
      <button type="button" class="button" onClick={onRetry}>{t('app.retry')}</button>
    </div>
  );
}

export function Loading(): JSX.Element {
  return <p class="loading" role="status"><span class="spinner" aria-hidden="true" /><span class="unseen">{t('app.loading')}</span></p>;
}

export function PhotoSkeletons(): JSX.Element {
  return (
    <div role="status">
      <span class="unseen">{t('app.loading')}</span>
      {[0, 1].map((one) => (
        <div class="card photo skeleton" aria-hidden="true" key={one}>
          <div class="card-head"><span class="bone round" /><span class="bone line" /></div>
          <div class="likeable"><div class="picture bone block" /></div>
          <div class="card-body"><div class="photo-bar"><span class="bone icon" /><span class="bone icon" /></div><span class="bone line" /><span class="bone line short" /></div>
        </div>
      ))}
    </div>
  );
}

export function RowSkeletons(): JSX.Element {
  return (
    <div role="status">
      <span class="unseen">{t('app.loading')}</span>
      {[0, 1, 2, 3].map((one) => (
        <div class="person skeleton" aria-hidden="true" key={one}><span class="bone round" /><span class="bone line" /></div>
      ))}
    </div>
  );
}

// Of notifications: whose, what, and the photo.
export function NoticeSkeletons(): JSX.Element {
  return (
    <div role="status">
      <span class="unseen">{t('app.loading')}</span>
      {[0, 1, 2, 3, 4].map((one) => (
        <div class="notice skeleton" aria-hidden="true" key={one}>
          <span class="bone round" /><span class="bones"><span class="bone line long" /><span class="bone line short" /></span><span class="bone thumb" />
        </div>
      ))}
    </div>
  );
}

export function CommentSkeletons(): JSX.Element {
  return (
    <div role="status">
      <span class="unseen">{t('app.loading')}</span>
      {[0, 1, 2].map((one) => (
        <div class="comment skeleton" aria-hidden="true" key={one}><span class="bone round" /><span class="bones"><span class="bone line long" /><span class="bone line short" /></span></div>
      ))}
    </div>
  );
}

export function ProfileSkeleton(): JSX.Element {
  return (
    <>
      <div class="profile-head skeleton" aria-hidden="true">
        <span class="bone face" />
        <div class="bones"><span class="bone line" /><span class="bone line long" /></div>
        <div class="profile-who"><div class="profile-actions"><span class="bone action" /></div></div>
      </div>
      <GridSkeletons />
    </>
  );
}

// Of a photo's own page.
export function PhotoPageSkeleton(): JSX.Element {
  return (
    <div class="photo-page skeleton" role="status">
      <span class="unseen">{t('app.loading')}</span>
      <div class="stage" aria-hidden="true"><div class="bone tall" /></div>
      <div class="side" aria-hidden="true">
        <div class="card-head"><span class="bone round" /><span class="bone line" /></div>
        <div class="card-body"><div class="photo-bar"><span class="bone icon" /><span class="bone icon" /></div><span class="bone line" /><span class="bone line short" /></div>
      </div>
    </div>
  );
}

export function GridSkeletons(): JSX.Element {
  return (
    <div class="grid skeleton" role="status">
      <span class="unseen">{t('app.loading')}</span>
      {[0, 1, 2, 3, 4, 5].map((one) => <span class="bone tile" aria-hidden="true" key={one} />)}
    </div>
  );
}

interface EndlessProps<T> {
  list: PagedList<T>;
  state: ListState<T>;
  skeleton: JSX.Element;
  empty: JSX.Element;
  gone?: JSX.Element;
  end?: string;
  children: ComponentChildren;
}

// A list that loads more before the reader reaches its end.
export function Endless<T>({list, state, skeleton, empty, gone, end, children}: EndlessProps<T>): JSX.Element {
  const foot = useRef<HTMLDivElement>(null);
  const open = state.loaded && state.next !== null && state.status === 'idle';
  useEffect(() => {
    if (!open || !foot.current) return;
    const watcher = new IntersectionObserver(
      (seen) => { if (seen.some((one) => one.isIntersecting)) void list.more(); }, {rootMargin: '900px'});
    watcher.observe(foot.current);
    return () => watcher.disconnect();
  }, [open, state.items.length]);
  if (state.status === 'gone' && gone) return gone;
  if (state.status === 'failed' || state.status === 'gone') {
    const retry = () => void (state.loaded ? list.more() : list.refresh());
    return <>{state.items.length > 0 && children}<Failed error={state.error} onRetry={retry} /></>;
  }
  if (!state.loaded) return skeleton;
  if (state.items.length === 0 && state.next === null) return empty;
  return (
    <>
      {children}
      <div ref={foot} class="foot" key={state.items.length}>
        {state.status === 'loading' && state.next !== null && <Loading />}
        {open && <button type="button" class="button" onClick={() => void list.more()}>{t('app.more')}</button>}
        {state.next === null && end && <p class="end">{end}</p>}
      </div>
    </>
  );
}
