import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {call, type SessionEntry} from '../api/client';
import {toApiError} from '../api/errors';
import {ago, moment, t} from '../i18n';
import {problemText} from '../i18n/problems';
import {Form, Submit} from '../parts/field';
import {focusHeading, Page} from '../parts/page';
import {Passkeys} from '../parts/passkeys';
import {PasswordField} from '../parts/password';
import {SecondFactor} from '../parts/second_factor';
import {SettingsPart} from '../parts/settings';
import {Failed, RowSkeletons} from '../parts/states';
import {goBack} from '../router';
import {leave, me} from '../state/session';
import {useTask} from '../state/task';
import {useThing} from '../state/thing';
import {complain, say} from '../state/toasts';
import {knownOf} from '../strength';

export function PasswordPage(): JSX.Element {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const task = useTask();
  const wrong = task.error?.code === 'wrong_password';
  const save = async () => {
    const saved = await task.run(() => call('put', '/v1/me/password', {body: {old_password: old, new_password: fresh}}));
    if (!saved) return;
    say(t('password.done'));
    goBack('/settings');
  };
  return (
    <SettingsPart title={t('password.page')}>
      <section class="card form-card">
        <h2>{t('password.title')}</h2>
        <Form onSubmit={save}>
          <input class="unseen" type="text" name="username" autocomplete="username" value={me().username} readOnly tabIndex={-1} aria-hidden="true" />
          <PasswordField label={t('password.old')} name="old" value={old} onInput={setOld} required
            error={wrong ? t('problem.wrong_password') : task.field('old_password')} />
          <PasswordField label={t('password.new')} name="new" value={fresh} onInput={setFresh} required fresh
            known={knownOf(me().username, me().email)} error={task.field('new_password')} />
          <p class="soft">{t('password.note')}</p>
          {task.error && !wrong && <p class="error" role="alert">{problemText(task.error)}</p>}
          <Submit busy={task.busy}>{t('app.save')}</Submit>
        </Form>
      </section>
      <SecondFactor />
      <Passkeys />
      <section class="card form-card"><ul class="links"><li><a href="/settings/sessions">{t('sessions.title')}</a></li></ul></section>
    </SettingsPart>
  );
}

// The service says it in English: "Firefox on Windows".
function deviceOf({current, device}: SessionEntry): string {
  const [, browser, system] = /^(.+) on (.+)$/.exec(device) ?? [];
  const words = browser && system ? t('sessions.device', {browser, system}) : device;
  if (!current) return words || t('sessions.unknown');
  return words ? `${t('sessions.current')} · ${words}` : t('sessions.current');
}

export function SessionsPage(): JSX.Element {
  const thing = useThing('sessions', async (signal) => (await call('get', '/v1/me/sessions', {signal})).items as SessionEntry[]);
  const end = async (entry: SessionEntry) => {
    try {
      await call('delete', '/v1/me/sessions/{id}', {path: {id: entry.id}});
      if (entry.current) return leave();
      thing.set((thing.value ?? []).filter(({id}) => id !== entry.id));
      focusHeading();
      say(t('sessions.ended'));
    } catch (error) {
      complain(toApiError(error));
    }
  };
  const others = thing.value?.filter(({current}) => !current).length ?? 0;
  const endOthers = async () => {
    try {
      await call('delete', '/v1/me/sessions');
      thing.set((thing.value ?? []).filter(({current}) => current));
      focusHeading();
      say(t('sessions.othersEnded'));
    } catch (error) {
      complain(toApiError(error));
    }
  };
  return (
    <Page title={t('sessions.title')} back="/settings/password">
      {thing.error && <Failed error={thing.error} onRetry={thing.reload} />}
      {!thing.value && !thing.error && <RowSkeletons />}
      <ul class="sessions">
        {thing.value?.map((entry) => (
          <li key={entry.id} class="card">
            <div>
              <p class="strong">{deviceOf(entry)}</p>
              <p>{t('sessions.started', {when: moment(entry.created_at)})}</p>
              <p class="soft">{t('sessions.used', {when: ago(entry.last_used_at)})}</p>
            </div>
            <button type="button" class="button small" onClick={() => void end(entry)}>{entry.current ? t('logout') : t('sessions.end')}</button>
          </li>
        ))}
      </ul>
      {others > 0 && <p class="sessions-foot"><button type="button" class="button" onClick={() => void endOthers()}>{t('sessions.endOthers')}</button></p>}
    </Page>
  );
}
