import type {JSX} from 'preact';
import {t} from '../i18n';
import {Mark} from '../parts/icons';
import {Page} from '../parts/page';
import {Empty} from '../parts/states';
import {session} from '../state/session';
import {useStore} from '../state/store';

export function LostPage(): JSX.Element {
  const inside = useStore(session).state === 'in';
  return (
    <>
      {!inside && <a class="wordmark door" href="/"><Mark size={32} /> FotoGal</a>}
      <Page title={t('lost.title')}>
        <Empty icon="search" title={t('lost.text')}><a class="button" href="/">{t('lost.home')}</a></Empty>
      </Page>
    </>
  );
}
