// Who sees one's photos, and whom one does not want to see.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {call, type Me} from '../api/client';
import {toApiError} from '../api/errors';
import {t} from '../i18n';
import {Toggle} from '../parts/field';
import {SettingsPart} from '../parts/settings';
import {setMe, useMyself} from '../state/session';
import {complain, say} from '../state/toasts';

type Switch = 'is_private'|'is_professional_account'|'may_be_indexed';

// Stored when it is moved; it goes back if the service refuses.
function useSwitch(mine: Me, name: Switch): [on: boolean, move: (on: boolean) => void] {
  const [moved, setMoved] = useState<boolean>();
  const move = async (on: boolean) => {
    setMoved(on);
    try {
      setMe(await call('patch', '/v1/me', {body: {[name]: on}}));
      say(t('app.saved'));
    } catch (error) {
      complain(toApiError(error));
    }
    setMoved(undefined);
  };
  return [moved ?? mine[name], (on) => void move(on)];
}

export function PrivacyPage(): JSX.Element {
  const mine = useMyself();
  const [isPrivate, setPrivate] = useSwitch(mine, 'is_private');
  const [professional, setProfessional] = useSwitch(mine, 'is_professional_account');
  const [indexed, setIndexed] = useSwitch(mine, 'may_be_indexed');
  return (
    <SettingsPart title={t('settings.privacy')}>
      <section class="settings-section card">
        <Toggle label={t('signup.private')} hint={t('signup.privateHint')} checked={isPrivate} onChange={setPrivate} />
        <Toggle label={t('settings.indexed')} hint={t(isPrivate ? 'settings.indexedPrivate' : 'settings.indexedHint')} checked={indexed} onChange={setIndexed} />
        <Toggle label={t('settings.professional')} hint={t('settings.professionalHint')} checked={professional} onChange={setProfessional} />
        <ul class="links">
          <li><a href="/requests">{t('people.requests')}</a></li>
          <li><a href="/settings/muted">{t('people.muted')}</a></li>
          <li><a href="/settings/blocked">{t('people.blocked')}</a></li>
        </ul>
      </section>
    </SettingsPart>
  );
}
