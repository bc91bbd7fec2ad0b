// The ways back into an account, and the pages that the links in mails lead to.
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {askForReset, askForVerification, followLink, resetPassword, type LinkStep} from '../api/account';
import {t, tx, type Key} from '../i18n';
import {problemText} from '../i18n/problems';
import {Ajar, Problem} from '../parts/entrance';
import {Field, Form, Submit} from '../parts/field';
import {PasswordField} from '../parts/password';
import {Failed, Loading} from '../parts/states';
import {useDraft} from '../state/drafts';
import {lookAgain, session} from '../state/session';
import {useStore} from '../state/store';
import {useTask} from '../state/task';
import {useThing} from '../state/thing';
import {useToken} from '../state/token';

function useInside(): boolean {
  return useStore(session).state === 'in';
}

// What has come of it takes the place of the form, and with it the focus; so it is read out.
export function Told({children, bad}: {children: ComponentChildren; bad?: boolean}): JSX.Element {
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => told.current?.focus(), []);
  return <p ref={told} class={bad ? 'error' : 'note'} tabIndex={-1}>{children}</p>;
}

// From here into the service: for whoever is logged in to the feed.
export function Onward(): JSX.Element {
  return useInside()
    ? <p><a class="button primary" href="/">{t('lost.home')}</a></p>
    : <p><a class="button primary" href="/login">{t('login.submit')}</a></p>;
}

export function ForgottenPage(): JSX.Element {
  const [login] = useDraft('login');
  const [email, setEmail] = useState(login.includes('@') ? login : '');
  const [sentTo, setSentTo] = useState('');
  const task = useTask();
  const inside = useInside();
  const form = useRef<HTMLDivElement>(null);
  const shown = useRef(true);
  useLayoutEffect(() => {
    // Whoever wants another address can type it at once.
    if (!sentTo && !shown.current) form.current?.querySelector('input')?.focus();
    shown.current = !sentTo;
  }, [sentTo]);
  const send = () => task.run(async () => {
    await askForReset(email.trim());
    setSentTo(email.trim());
  });
  return (
    <Ajar title={t('forgotten.title')}>
      {sentTo
        ? (
          <>
            <Told>{t('forgotten.sent')}</Told>
            <p>{tx('forgotten.sentText', {email: <bdi>{sentTo}</bdi>})}</p>
            <p><button type="button" class="link" onClick={() => setSentTo('')}>{t('forgotten.other')}</button></p>
          </>
        )
        : (
          <div ref={form}>
            <Form onSubmit={async () => void await send()}>
              <p>{t('forgotten.text')}</p>
              <Field label={t('signup.email')} name="email" type="email" autocomplete="email" value={email} onInput={setEmail} required error={task.field('email')} />
              <Problem error={task.error} />
              <Submit busy={task.busy}>{t('forgotten.submit')}</Submit>
            </Form>
          </div>
        )}
      <p>{inside ? <a href="/settings">{t('nav.settings')}</a> : <a href="/login">{t('forgotten.back')}</a>}</p>
    </Ajar>
  );
}

// A link without its token, or with one that is not taken any more, and the way to another.
function DeadReset({children}: {children: string}): JSX.Element {
  return <><Told bad>{children}</Told><p><a class="button" href="/forgotten">{t('link.again')}</a></p></>;
}

function Reset({token}: {token: string}): JSX.Element {
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const task = useTask();
  const save = () => task.run(async () => {
    await resetPassword(token, password);
    setDone(true);
    // The session here has ended too, if it was of the same account.
    await lookAgain(true);
  });
  const dead = task.error?.code === 'bad_token';
  const form = (
    <Form onSubmit={async () => void await save()}>
      <PasswordField label={t('password.new')} name="new" value={password} onInput={setPassword} required fresh error={task.field('new_password')} />
      <p class="soft">{t('reset.note')}</p>
      <Problem error={task.error} />
      <Submit busy={task.busy}>{t('reset.submit')}</Submit>
    </Form>
  );
  return (
    <Ajar title={t('reset.title')}>
      {done ? <><Told>{t('reset.done')}</Told><Onward /></> : dead ? <DeadReset>{t('problem.bad_token')}</DeadReset> : token ? form : <DeadReset>{t('link.missing')}</DeadReset>}
    </Ajar>
  );
}

export function ResetPage(): JSX.Element {
  const token = useToken();
  return <Reset token={token} key={token} />;
}

const ends: Record<LinkStep, Key> = {
  verified: 'verify.verified', changed: 'verify.changed', undone: 'verify.undone', recovery_begun: 'recover.begun', recovery_stopped: 'stop.stopped'
};

function Verdict({status}: {status: LinkStep}): JSX.Element {
  const inside = useInside();
  useEffect(() => void lookAgain(status === 'undone'), []);
  return (
    <>
      <Told>{t(ends[status])}</Told>
      {status === 'undone' ? <Advice /> : inside ? <p><a class="button" href="/settings">{t('nav.settings')}</a></p> : null}
      {status !== 'undone' && <Onward />}
    </>
  );
}

// After a change that was somebody else's. Whoever is not logged in may not know the password any more.
export function Advice(): JSX.Element {
  const inside = useInside();
  return (
    <>
      <p>{t('undo.advice')}</p>
      <p>{inside
        ? <a class="button primary" href="/settings/password">{t('password.title')}</a>
        : <a class="button primary" href="/forgotten">{t('undo.password')}</a>}</p>
    </>
  );
}

// For a link that does not verify: another can be sent to whoever is logged in.
function Another(): JSX.Element {
  const inside = useInside();
  const [sent, setSent] = useState(false);
  const task = useTask();
  const send = () => task.run(async () => {
    await askForVerification();
    setSent(true);
  });
  if (!inside) return <><p>{t('verify.outside')}</p><Onward /></>;
  if (sent) return <Told>{t('email.sent')}</Told>;
  return (
    <>
      <Problem error={task.error} />
      <p><button type="button" class="button" aria-disabled={task.busy} onClick={() => void send()}>{t('link.again')}</button></p>
    </>
  );
}

function Verify({token}: {token: string}): JSX.Element {
  const {value, error, reload} = useThing<LinkStep>(token, (signal) => followLink(token, signal));
  const refused = error && <><Told bad>{problemText(error)}</Told>{error.code === 'bad_token' && <Another />}</>;
  return (
    <Ajar title={t('verify.title')}>
      {value ? <Verdict status={value} /> : error?.passing ? <Failed error={error} onRetry={reload} /> : refused ?? <Loading />}
    </Ajar>
  );
}

export function VerifyPage(): JSX.Element {
  const token = useToken();
  if (token) return <Verify token={token} key={token} />;
  return <Ajar title={t('verify.title')}><Told bad>{t('link.missing')}</Told><Another /></Ajar>;
}

function Undo({token}: {token: string}): JSX.Element {
  const [status, setStatus] = useState<LinkStep>();
  const task = useTask();
  const undo = () => task.run(async () => setStatus(await followLink(token)));
  const dead = task.error?.code === 'bad_token';
  const ask = (
    <>
      <p>{t('undo.text')}</p>
      <Problem error={task.error} />
      <p><button type="button" class="button primary" aria-disabled={task.busy} onClick={() => void undo()}>{t('undo.submit')}</button></p>
    </>
  );
  return (
    <Ajar title={t('undo.title')}>
      {status ? <Verdict status={status} /> : dead ? <><Told bad>{t('problem.bad_token')}</Told><Advice /></> : ask}
    </Ajar>
  );
}

export function UndoPage(): JSX.Element {
  const token = useToken();
  if (token) return <Undo token={token} key={token} />;
  return <Ajar title={t('undo.title')}><Told bad>{t('link.missing')}</Told><Advice /></Ajar>;
}
