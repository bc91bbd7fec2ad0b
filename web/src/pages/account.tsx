// The address of the account, language and look, and the way out.
import type {ComponentChildren, JSX} from 'preact';
import {call} from '../api/client';
import {toApiError} from '../api/errors';
import {language, languageNames, setLanguage, t, type Language} from '../i18n';
import {EmailChange} from '../parts/email';
import {Choice} from '../parts/field';
import {InstallChoice} from '../parts/install';
import {SettingsPart} from '../parts/settings';
import {logOut, setMe, useMyself} from '../state/session';
import {useStore} from '../state/store';
import {setTheme, theme, type Theme} from '../state/theme';
import {complain} from '../state/toasts';

function Section({title, children}: {title: string; children: ComponentChildren}): JSX.Element {
  return <section class="settings-section card"><h2>{title}</h2>{children}</section>;
}

export function AccountPage(): JSX.Element {
  const mine = useMyself();
  const choose = (chosen: Language) => {
    setLanguage(chosen);
    // The mails of the service are in this language, too.
    call('patch', '/v1/me', {body: {language: chosen === 'en' ? 'en' : 'pt'}}).then(setMe, (error: unknown) => complain(toApiError(error)));
  };
  const leave = () => logOut().catch((error: unknown) => complain(toApiError(error)));
  return (
    <SettingsPart title={t('settings.account')}>
      <Section title={t('email.title')}><EmailChange mine={mine} /></Section>
      <Section title={t('settings.appearance')}>
        <Choice<Language> legend={t('settings.language')} name="language" value={useStore(language)} onChange={choose}
          options={(Object.keys(languageNames) as Language[]).map((one) => [one, languageNames[one], one])} />
        <Choice<Theme> legend={t('settings.theme')} name="theme" value={useStore(theme)} onChange={setTheme}
          options={[['auto', t('settings.themeAuto')], ['light', t('settings.themeLight')], ['dark', t('settings.themeDark')]]} />
      </Section>
      <InstallChoice />
      <section class="settings-section card">
        <ul class="links"><li><a href="/about">{t('nav.about')}</a></li></ul>
        <button type="button" class="button" onClick={() => void leave()}>{t('logout')}</button>
      </section>
    </SettingsPart>
  );
}
