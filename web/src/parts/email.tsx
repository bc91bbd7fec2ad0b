// The address of an account: whether it is verified, and its change.
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {askForVerification} from '../api/account';
import {call, type Me} from '../api/client';
import {toApiError} from '../api/errors';
import {t, tx} from '../i18n';
import {problemText} from '../i18n/problems';
import {useDraft} from '../state/drafts';
import {later, putOff} from '../state/later';
import {lookAgain, setMe} from '../state/session';
import {useStore} from '../state/store';
import {useTask} from '../state/task';
import {complain, say} from '../state/toasts';
import {Field, Form, Submit} from './field';
import {Icon} from './icons';
import {focusHeading} from './page';
import {PasswordField} from './password';

function SendAgain({children}: {children: string}): JSX.Element {
  const [busy, setBusy] = useState(false);
  const send = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await askForVerification();
      say(t('email.sent'));
    } catch (thrown) {
      const error = toApiError(thrown);
      complain(error);
      if (error.code === 'already_verified') await lookAgain();
    } finally {
      setBusy(false);
    }
  };
  return <button type="button" class="button small" aria-disabled={busy} onClick={() => void send()}>{children}</button>;
}

// The link in the mail opens another tab: whoever comes back from it is told the truth here, too.
function useNewState(waiting: boolean): void {
  useEffect(() => {
    if (!waiting) return;
    const look = () => {
      if (!document.hidden) void lookAgain();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [waiting]);
}

// Above every page until the address is verified, or for this visit until it is put off.
export function EmailBanner({me}: {me: Me}): JSX.Element|null {
  const off = useStore(later);
  useNewState(me.email_verified === false || Boolean(me.pending_email));
  if (me.email_verified !== false || off) return null;
  const close = () => {
    putOff();
    focusHeading();
  };
  return (
    <section class="request" aria-label={t('email.label')}>
      <p>{tx('email.ask', {email: <bdi>{me.pending_email ?? me.email}</bdi>})}</p>
      <SendAgain>{t('email.again')}</SendAgain>
      <button type="button" class="icon-button" aria-label={t('email.later')} title={t('email.later')} onClick={close}><Icon name="close" size={20} /></button>
    </section>
  );
}

function State({mine}: {mine: Me}): JSX.Element|null {
  if (mine.pending_email) {
    return (
      <div class="email-state" role="status">
        <p class="note">{tx('email.pending', {email: <bdi>{mine.pending_email}</bdi>})}</p>
        <SendAgain>{t('email.linkAgain')}</SendAgain>
      </div>
    );
  }
  return mine.email_verified === false ? <SendAgain>{t('email.linkAgain')}</SendAgain> : null;
}

// The password is asked for where the address is changed, once it differs from the present one.
export function EmailChange({mine}: {mine: Me}): JSX.Element {
  const [email, setEmail, settle] = useDraft('me.email', mine.email);
  const [password, setPassword] = useState('');
  const task = useTask();
  const wanted = email.trim();
  const changed = wanted !== mine.email;
  const code = task.error?.code;
  const save = async () => {
    if (!changed) return;
    let now: Me = mine;
    const saved = await task.run(async () => {
      now = await call('patch', '/v1/me', {body: {email: wanted, password}});
      settle(email, now.email);
      setMe(now);
    });
    if (!saved) return;
    setPassword('');
    say(now.pending_email ? t('email.wait', {email: now.pending_email}) : t('app.saved'));
  };
  const state = mine.email_verified ? t('email.verified') : mine.email_verified === false ? t('email.unverified') : t('settings.hidden');
  return (
    <>
      <Form onSubmit={save} label={t('signup.email')}>
        <Field label={t('signup.email')} name="email" type="email" autocomplete="email" value={email} onInput={setEmail} required
          hint={changed ? undefined : state} error={task.field('email') ?? (code === 'email_taken' ? t('problem.email_taken') : undefined)} />
        {changed && <PasswordField label={t('password.old')} name="password" value={password} onInput={setPassword} required
          error={code === 'wrong_password' ? t('problem.wrong_password') : task.field('password')} />}
        {task.error && !['email_taken', 'wrong_password'].includes(task.error.code) && <p class="error" role="alert">{problemText(task.error)}</p>}
        <Submit busy={task.busy} idle={!changed} kind="">{t('email.change')}</Submit>
      </Form>
      <State mine={mine} />
    </>
  );
}
