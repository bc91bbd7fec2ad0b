import type {JSX} from 'preact';
import {t} from '../i18n';
import {Page} from '../parts/page';

export function LostPage(): JSX.Element {
  return (
    <Page title={t('lost.title')}>
      <div class="empty">
        <p>{t('lost.text')}</p>
        <a class="button" href="/">{t('lost.home')}</a>
      </div>
    </Page>
  );
}
