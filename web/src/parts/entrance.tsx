// What stands around the pages for those who are not logged in.
import type {ComponentChildren, JSX} from 'preact';
import type {ApiError} from '../api/errors';
import {language, languageNames, setLanguage, t, type Language} from '../i18n';
import {problemText} from '../i18n/problems';
import {session} from '../state/session';
import {useStore} from '../state/store';
import {Mark} from './icons';
import {Page} from './page';
import {Tiles} from './tiles';

export function LanguageChoice(): JSX.Element {
  const chosen = useStore(language);
  return (
    <div class="language-choice" role="group" aria-label={t('settings.language')}>
      {(Object.keys(languageNames) as Language[]).map((one) => (
        <button type="button" class="link" lang={one} key={one} aria-pressed={one === chosen} onClick={() => setLanguage(one)}>{languageNames[one]}</button>
      ))}
    </div>
  );
}

export function Entrance({title, children}: {title: string; children: ComponentChildren}): JSX.Element {
  return (
    <div class="entrance">
      <div class="entrance-art"><Tiles /></div>
      <div class="entrance-form">
        <p class="wordmark"><Mark size={40} /> FotoGal</p>
        <p class="tagline">{t('app.tagline')}</p>
        <Page title={title}>{children}</Page>
        <footer><LanguageChoice /><a href="/about">{t('nav.about')}</a></footer>
      </div>
    </div>
  );
}

export function Problem({error, except = []}: {error: ApiError|undefined; except?: string[]}): JSX.Element|null {
  if (!error || except.includes(error.code)) return null;
  return <p class="error" role="alert">{problemText(error)}</p>;
}

// For pages that links in mails lead to: whether one is logged in or not.
export function Ajar({title, children}: {title: string; children: ComponentChildren}): JSX.Element {
  const inside = useStore(session).state === 'in';
  if (!inside) return <Entrance title={title}>{children}</Entrance>;
  return <Page title={title}><div class="card form-card">{children}</div></Page>;
}
