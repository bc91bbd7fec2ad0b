import type {ComponentChildren, JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';
import {call, send, type Me} from '../api/client';
import {toApiError} from '../api/errors';
import {language, languageNames, setLanguage, t, type Key, type Language} from '../i18n';
import {problemText} from '../i18n/problems';
import {EmailChange} from '../parts/email';
import {Choice, Field, Form, Submit, Toggle} from '../parts/field';
import {Page} from '../parts/page';
import {Avatar} from '../parts/people';
import {cropSquare} from '../pictures/canvas';
import {prepare, Unfit} from '../pictures/prepare';
import {useDraft} from '../state/drafts';
import {logOut, setMe, useMyself} from '../state/session';
import {useStore} from '../state/store';
import {useTask} from '../state/task';
import {setTheme, theme, type Theme} from '../state/theme';
import {complain, say} from '../state/toasts';

const avatarSide = 640;

function AvatarChoice({mine}: {mine: Me}): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const change = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      complain(toApiError(error));
    } finally {
      setBusy(false);
    }
  };
  const put = (file: File) => change(async () => {
    let picture: Blob;
    try {
      picture = await cropSquare((await prepare(file)).picture, 0.5, avatarSide);
    } catch (error) {
      say(error instanceof Unfit ? error.message : t('upload.unreadable', {name: file.name}), true);
      return;
    }
    setMe(await send('PUT', '/v1/me/avatar', {headers: {'Content-Type': picture.type}, body: picture}, true) as Me);
  });
  const remove = () => change(async () => {
    await call('delete', '/v1/me/avatar');
    setMe({...mine, profile_image_url: null, profile_image_url_small: null});
  });
  return (
    <div class="avatar-choice" aria-busy={busy}>
      <Avatar of={mine} size={88} />
      <div class="choices">
        <button type="button" class="button small" onClick={() => picker.current?.click()}>{t('settings.avatarChange')}</button>
        {mine.profile_image_url && <button type="button" class="button small" onClick={() => void remove()}>{t('settings.avatarRemove')}</button>}
      </div>
      <input ref={picker} type="file" class="unseen" tabIndex={-1} accept="image/*" aria-label={t('settings.avatarChange')}
        onChange={(event) => { const file = event.currentTarget.files?.[0]; if (file) void put(file); event.currentTarget.value = ''; }} />
    </div>
  );
}

const texts = ['full_name', 'username', 'bio', 'website', 'gender', 'birthday', 'phone'] as const;
type TextField = typeof texts[number];

type ProfileTexts = Record<TextField, ReturnType<typeof useDraft>>;

function useProfileTexts(mine: Me): ProfileTexts {
  const pairs = texts.map((name) => [name, useDraft(`me.${name}`, mine[name] ?? '')] as const);
  return Object.fromEntries(pairs) as ProfileTexts;
}

// A switch that shows the stored value until it is moved. Call `settle` when its position has been stored.
function useSwitch(stored: boolean): [on: boolean, move: (on: boolean) => void, settle: () => void] {
  const [moved, move] = useState<boolean|null>(null);
  const on = moved ?? stored;
  return [on, move, () => move((now) => now === on ? null : now)];
}

function changedTexts(form: ProfileTexts, mine: Me): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const name of texts) {
    const text = form[name][0].trim();
    if (text !== (mine[name] ?? '')) changed[name] = text;
  }
  return changed;
}

function Profile({mine}: {mine: Me}): JSX.Element {
  const form = useProfileTexts(mine);
  const [isPrivate, setPrivate, settlePrivate] = useSwitch(mine.is_private);
  const [professional, setProfessional, settleProfessional] = useSwitch(mine.is_professional_account);
  const task = useTask();
  const save = async () => {
    const changed = changedTexts(form, mine);
    if (isPrivate !== mine.is_private) changed['is_private'] = isPrivate;
    if (professional !== mine.is_professional_account) changed['is_professional_account'] = professional;
    const saved = await task.run(async () => {
      const now = await call('patch', '/v1/me', {body: changed});
      for (const name of texts) form[name][2](form[name][0], now[name] ?? '');
      settlePrivate();
      settleProfessional();
      setMe(now);
    });
    if (saved) say(t('app.saved'));
  };
  const field = (name: TextField, label: Key, more: Partial<Parameters<typeof Field>[0]> = {}) => (
    <Field label={t(label)} name={name} value={form[name][0]} onInput={form[name][1]} error={task.field(name)} {...more} />
  );
  const taken = task.error?.code === 'username_taken';
  return (
    <Form onSubmit={save} label={t('settings.profile')}>
      {field('full_name', 'signup.name', {autocomplete: 'name', required: true})}
      {field('username', 'signup.username', {autocomplete: 'username', required: true, spellcheck: false, hint: t('signup.usernameHint')})}
      {field('bio', 'settings.bio', {rows: 4, most: 3000, optional: true})}
      {field('website', 'settings.website', {type: 'url', autocomplete: 'url', optional: true, hint: t('settings.websiteHint')})}
      <Toggle label={t('signup.private')} hint={t('signup.privateHint')} checked={isPrivate} onChange={setPrivate} />
      <Toggle label={t('settings.professional')} hint={t('settings.professionalHint')} checked={professional} onChange={setProfessional} />
      <h3>{t('settings.hidden')}</h3>
      {field('gender', 'settings.gender', {optional: true, autocomplete: 'sex'})}
      {field('birthday', 'settings.birthday', {type: 'date', optional: true, autocomplete: 'bday'})}
      {field('phone', 'settings.phone', {type: 'tel', optional: true, autocomplete: 'tel', hint: t('settings.phoneHint')})}
      {task.error && <p class="error" role="alert">{taken || !task.error.fields.length ? problemText(task.error) : t('problem.invalid_fields')}</p>}
      <Submit busy={task.busy}>{t('app.save')}</Submit>
    </Form>
  );
}

function Section({title, children}: {title: string; children: ComponentChildren}): JSX.Element {
  return <section class="settings-section card"><h2>{title}</h2>{children}</section>;
}

export function SettingsPage(): JSX.Element {
  const mine = useMyself();
  const choose = (chosen: Language) => {
    setLanguage(chosen);
    // The mails of the service are in this language, too.
    call('patch', '/v1/me', {body: {language: chosen === 'en' ? 'en' : 'pt'}}).then(setMe, (error: unknown) => complain(toApiError(error)));
  };
  const leave = () => logOut().catch((error: unknown) => complain(toApiError(error)));
  return (
    <Page title={t('settings.title')}>
      <Section title={t('settings.profile')}><AvatarChoice mine={mine} /><Profile mine={mine} /></Section>
      <Section title={t('email.title')}><EmailChange mine={mine} /></Section>
      <Section title={t('settings.appearance')}>
        <Choice<Language> legend={t('settings.language')} name="language" value={useStore(language)} onChange={choose}
          options={(Object.keys(languageNames) as Language[]).map((one) => [one, languageNames[one], one])} />
        <Choice<Theme> legend={t('settings.theme')} name="theme" value={useStore(theme)} onChange={setTheme}
          options={[['auto', t('settings.themeAuto')], ['light', t('settings.themeLight')], ['dark', t('settings.themeDark')]]} />
      </Section>
      <Section title={t('settings.account')}>
        <ul class="links">
          <li><a href="/requests">{t('people.requests')}</a></li>
          <li><a href="/settings/muted">{t('people.muted')}</a></li>
          <li><a href="/settings/blocked">{t('people.blocked')}</a></li>
          <li><a href="/settings/password">{t('password.page')}</a></li>
          <li><a href="/settings/sessions">{t('sessions.title')}</a></li>
          <li><a href="/settings/data">{t('data.title')}</a></li>
          <li><a href="/about">{t('nav.about')}</a></li>
        </ul>
        <button type="button" class="button" onClick={() => void leave()}>{t('logout')}</button>
      </Section>
    </Page>
  );
}
