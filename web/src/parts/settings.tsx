// The frame of the settings: their parts, each a page of its own.
import type {ComponentChildren, JSX} from 'preact';
import {t, type Key} from '../i18n';
import {place} from '../router';
import {useStore} from '../state/store';
import {Page} from './page';

const parts: [string, Key][] = [
  ['/settings', 'settings.profile'],
  ['/settings/privacy', 'settings.privacy'],
  ['/settings/notifications', 'settings.notifications'],
  ['/settings/account', 'settings.account'],
  ['/settings/password', 'settings.security'],
  ['/settings/data', 'settings.data'],
];

export function SettingsPart({title, children}: {title: string; children: ComponentChildren}): JSX.Element {
  const {path} = useStore(place);
  return (
    <Page title={title}>
      <div class="with-parts">
        <nav class="parts" aria-label={t('settings.title')}>
          <ul>{parts.map(([address, name]) => <li key={address}><a href={address} aria-current={path === address ? 'page' : undefined}>{t(name)}</a></li>)}</ul>
        </nav>
        <div>{children}</div>
      </div>
    </Page>
  );
}
