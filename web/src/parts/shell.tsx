// The frame around every page: navigation, banner, messages.
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import type {Me} from '../api/client';
import {clockTime, t} from '../i18n';
import {place} from '../router';
import {askNow, connection} from '../state/connection';
import {shownFrom} from '../state/kept';
import {outbox} from '../state/outbox';
import {useStore} from '../state/store';
import {dismiss, toasts} from '../state/toasts';
import {unread, watchUnread} from '../state/unread';
import {Icon, Mark, type IconName} from './icons';
import {Avatar, profileAddress} from './people';

function trouble(state: 'down'|'offline', from: number|undefined): string {
  if (from === undefined) return t(state === 'offline' ? 'banner.offline' : 'banner.down');
  return t(state === 'offline' ? 'banner.offlineFrom' : 'banner.downFrom', {time: clockTime(from)});
}

export function Banner(): JSX.Element|null {
  const state = useStore(connection);
  const from = useStore(shownFrom);
  return (
    <div role="status" class="banner-place">
      {state !== 'up' && (
        <div class="banner">
          <p>{trouble(state, from)}</p>
          <button type="button" class="button small" onClick={() => void askNow()}>{t('banner.now')}</button>
        </div>
      )}
    </div>
  );
}

// What is at the bottom of the page makes room for the messages, so that they cover nothing that could be pressed.
function useRoom(place: {current: HTMLElement|null}): void {
  useEffect(() => {
    if (!place.current) return;
    const watcher = new ResizeObserver(([entry]) => {
      document.documentElement.style.setProperty('--toasts', `${Math.ceil(entry!.contentRect.height)}px`);
    });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, []);
}

export function Toasts(): JSX.Element {
  const shown = useStore(toasts);
  const place = useRef<HTMLDivElement>(null);
  useRoom(place);
  return (
    <div ref={place} class="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div class={toast.bad ? 'toast bad' : 'toast'} key={toast.id}>
          <p>{toast.text}</p>
          {toast.action && <button type="button" class="link" onClick={toast.action.act}>{toast.action.label}</button>}
          <button type="button" class="icon-button" aria-label={t('app.close')} onClick={() => dismiss(toast.id)}><Icon name="close" size={18} /></button>
        </div>
      ))}
    </div>
  );
}

interface ItemProps {
  href: string;
  label: string;
  icon?: IconName;
  more?: string|undefined;    // said after the label, not shown
  wide?: boolean;             // for wide windows alone
  children?: ComponentChildren;
}

function Item({href, icon, label, more, children, wide}: ItemProps): JSX.Element {
  const {path} = useStore(place);
  const current = path === href;
  return (
    <li class={wide ? 'wide' : undefined}>
      <a href={href} aria-current={current ? 'page' : undefined} title={label}>
        {icon && <Icon name={icon} filled={current && icon !== 'search' && icon !== 'plus' && icon !== 'gear' && icon !== 'people'} />}
        {children}
        <span class="label">{label}</span>
        {more && <span class="unseen">, {more}</span>}
      </a>
    </li>
  );
}

export function Navigation({me}: {me: Me}): JSX.Element {
  const news = useStore(unread);
  const {path} = useStore(place);
  const unsent = useStore(outbox).length > 0 && path !== '/upload';
  useEffect(watchUnread, [me.id]);
  return (
    <nav class="main-nav" aria-label={t('nav.label')}>
      <a class="brand" href="/"><Mark /><span>FotoGal</span></a>
      <ul>
        <Item href="/" icon="home" label={t('nav.home')} />
        <Item href="/search" icon="search" label={t('nav.search')} />
        <Item href="/upload" icon="plus" label={t('nav.upload')} more={unsent ? t('nav.unsent') : undefined}>{unsent && <span class="dot" aria-hidden="true" />}</Item>
        <Item href="/notifications" icon="bell" label={t('nav.notifications')} more={news ? t('nav.unread') : undefined}>{news && <span class="dot" aria-hidden="true" />}</Item>
        <Item href="/suggestions" icon="people" label={t('nav.suggestions')} wide />
        <Item href={profileAddress(me.username)} label={t('nav.profile')}><Avatar of={me} size={26} /></Item>
        <Item href="/settings" icon="gear" label={t('nav.settings')} wide />
      </ul>
      <p class="nav-foot"><a href="/about">{t('nav.about')}</a></p>
    </nav>
  );
}
