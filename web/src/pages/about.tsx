import type {JSX} from 'preact';
import {call} from '../api/client';
import {t} from '../i18n';
import {problemText} from '../i18n/problems';
import {Mark} from '../parts/icons';
import {Page} from '../parts/page';
import {useThing} from '../state/thing';
import {LanguageChoice} from '../parts/entrance';

export function AboutPage(): JSX.Element {
  const health = useThing('health', (signal) => call('get', '/v1/health', {signal}));
  return (
    <Page title={t('about.title')} back="/">
      <div class="about">
        <p class="wordmark"><Mark size={44} /> FotoGal</p>
        <p class="lead">{t('app.pitch')}</p>
        <p>{t('about.what')}</p>
        <p>{t('about.how')}</p>
        <h2>{t('about.public')}</h2>
        <p>{t('about.publicText')}</p>
        <h2>{t('about.keys')}</h2>
        <p>{t('about.keysText')}</p>
        <h2>{t('about.state')}</h2>
        <p role="status">{health.error && problemText(health.error)}{health.value && !health.error && <>{t(health.value.status === 'ok' ? 'about.ok' : 'about.degraded')} · {t('about.version', {version: health.value.version})}</>}</p>
        <LanguageChoice />
      </div>
    </Page>
  );
}
