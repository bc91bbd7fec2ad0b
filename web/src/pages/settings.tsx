// What others see of oneself. The other parts of the settings: privacy.tsx, account.tsx, security.tsx, data.tsx.
import type {JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';
import {call, send, type Me} from '../api/client';
import {toApiError} from '../api/errors';
import {t, type Key} from '../i18n';
import {problemText} from '../i18n/problems';
import {Field, Form, Submit} from '../parts/field';
import {Avatar} from '../parts/people';
import {SettingsPart} from '../parts/settings';
import {cropSquare} from '../pictures/canvas';
import {prepare, Unfit} from '../pictures/prepare';
import {useDraft} from '../state/drafts';
import {setMe, useMyself} from '../state/session';
import {useTask} from '../state/task';
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
  const task = useTask();
  const changed = changedTexts(form, mine);
  const save = async () => {
    const saved = await task.run(async () => {
      const now = await call('patch', '/v1/me', {body: changed});
      for (const name of texts) form[name][2](form[name][0], now[name] ?? '');
      setMe(now);
    });
    if (saved) say(t('app.saved'));
  };
  const discard = () => {
    for (const name of texts) form[name][1](mine[name] ?? '');
    document.querySelector<HTMLElement>('[name=full_name]')?.focus();
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
      <h3>{t('settings.hidden')}</h3>
      {field('gender', 'settings.gender', {optional: true, autocomplete: 'sex'})}
      {field('birthday', 'settings.birthday', {type: 'date', optional: true, autocomplete: 'bday'})}
      {field('phone', 'settings.phone', {type: 'tel', optional: true, autocomplete: 'tel', hint: t('settings.phoneHint')})}
      {task.error && <p class="error" role="alert">{taken || !task.error.fields.length ? problemText(task.error) : t('problem.invalid_fields')}</p>}
      {Object.keys(changed).length > 0 && !task.busy && (
        <p class="unsaved">{t('settings.unsaved')} <button type="button" class="link" onClick={discard}>{t('settings.discard')}</button></p>
      )}
      <Submit busy={task.busy}>{t('app.save')}</Submit>
    </Form>
  );
}

export function SettingsPage(): JSX.Element {
  const mine = useMyself();
  return (
    <SettingsPart title={t('settings.title')}>
      <section class="settings-section card"><h2>{t('settings.profile')}</h2><AvatarChoice mine={mine} /><Profile mine={mine} /></section>
    </SettingsPart>
  );
}
