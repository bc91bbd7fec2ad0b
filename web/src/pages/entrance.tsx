// Signing up and logging in. Without a session every address shows the log-in form, and after it the page that was asked for.
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {askToRecover} from '../api/account';
import {toApiError, type ApiError} from '../api/errors';
import {t, tx} from '../i18n';
import {problemText} from '../i18n/problems';
import {CodeField} from '../parts/code';
import {Entrance, Problem} from '../parts/entrance';
import {Field, Form, Submit, Toggle} from '../parts/field';
import {focusHeading} from '../parts/page';
import {PasskeyLogin} from '../parts/passkey_login';
import {PasswordField} from '../parts/password';
import {useDraft} from '../state/drafts';
import {logIn, logInByCode, session, signUp} from '../state/session';
import {useStore} from '../state/store';
import {useTask} from '../state/task';
import {knownOf} from '../strength';
import {Told} from './recovery';

// The way out of the second step: too late, or the person's wish.
type BeginAgain = (why?: ApiError) => void;

function CodeStep({state, onDone, onBegin}: {state: string; onDone: () => void; onBegin: BeginAgain}): JSX.Element {
  const [code, setCode] = useState('');
  const [lost, setLost] = useState(false);
  const task = useTask();
  const submit = () => task.run(async () => {
    try {
      await logInByCode(state, code);
      onDone();
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code !== 'log_in_again') throw error;
      onBegin(error);
    }
  });
  if (lost) return <LostCodes state={state} onBack={() => setLost(false)} onBegin={onBegin} />;
  return (
    <Entrance title={t('code.title')}>
      <Form onSubmit={async () => void await submit()}>
        <CodeField value={code} onInput={setCode} task={task} arrives />
        <Problem error={task.error} except={['wrong_code', 'invalid_fields']} />
        <Submit busy={task.busy}>{t('login.submit')}</Submit>
      </Form>
      <p><button type="button" class="link" onClick={() => setLost(true)}>{t('lostCodes.link')}</button></p>
      <p><button type="button" class="link" onClick={() => onBegin()}>{t('code.begin')}</button></p>
    </Entrance>
  );
}

// The way on for somebody who has neither the app nor recovery codes: a mail, and three days' wait.
function LostCodes({state, onBack, onBegin}: {state: string; onBack: () => void; onBegin: BeginAgain}): JSX.Element {
  const [sent, setSent] = useState(false);
  const task = useTask();
  useEffect(() => void focusHeading(), []);
  const ask = () => task.run(async () => {
    try {
      await askToRecover(state);
      setSent(true);
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code !== 'log_in_again') throw error;
      onBegin(error);
    }
  });
  return (
    <Entrance title={t('lostCodes.title')}>
      {sent
        ? <><Told>{t('lostCodes.sent')}</Told><p>{t('lostCodes.sentText')}</p></>
        : (
          <>
            <p>{t('lostCodes.text')}</p>
            <Problem error={task.error} />
            <p><button type="button" class="button primary" aria-disabled={task.busy} onClick={() => void ask()}>{t('lostCodes.submit')}</button></p>
          </>
        )}
      <p><button type="button" class="link" onClick={onBack}>{t('lostCodes.back')}</button></p>
    </Entrance>
  );
}

export function LoginPage(): JSX.Element {
  const [state, setState] = useState<string>();
  const [why, setWhy] = useState<ApiError>();
  const [begun, setBegun] = useState(0);
  const [, setLogin] = useDraft('login');
  useEffect(() => {
    if (begun > 0) focusHeading();
  }, [begun]);
  const begin: BeginAgain = (error) => {
    setWhy(error);
    setState(undefined);
    setBegun(begun + 1);
  };
  if (state) return <CodeStep state={state} onDone={() => setLogin('')} onBegin={begin} />;
  return <PasswordStep why={why} onState={setState} />;
}

// On a page that has an address of its own one comes back to that page.
function otherWay(way: 'login'|'signup'): string {
  const {pathname} = location;
  return ['/', '/login', '/signup'].includes(pathname) ? `/${way}` : `${pathname}?${way}`;
}

// `why`: it is asked for again.
function PasswordStep({why, onState}: {why: ApiError|undefined; onState: (state: string) => void}): JSX.Element {
  const who = useStore(session);
  const [login, setLogin] = useDraft('login');
  const [password, setPassword] = useState('');
  const task = useTask();
  const submit = () => task.run(async () => {
    const state = await logIn(login.trim(), password);
    if (state) onState(state);
    else setLogin('');
  });
  return (
    <Entrance title={t('login.title')}>
      {who.state === 'out' && who.ended && <p class="note" role="status">{t('login.ended')}</p>}
      <Form onSubmit={async () => void await submit()}>
        <Field label={t('login.login')} name="username" autocomplete="username" value={login} onInput={setLogin} required spellcheck={false} error={task.field('login')} />
        <PasswordField label={t('login.password')} name="password" value={password} onInput={setPassword} required error={task.field('password')} />
        <Problem error={task.error ?? (task.busy ? undefined : why)} />
        <Submit busy={task.busy}>{t('login.submit')}</Submit>
      </Form>
      <PasskeyLogin onDone={() => setLogin('')} />
      <p><a href="/forgotten">{t('login.forgotten')}</a></p>
      <p>{tx('login.new', {link: <a href={otherWay('signup')}>{t('login.newLink')}</a>})}</p>
    </Entrance>
  );
}

export function SignUpPage(): JSX.Element {
  const [email, setEmail] = useDraft('signup.email');
  const [fullName, setFullName] = useDraft('signup.name');
  const [username, setUsername] = useDraft('signup.username');
  const [password, setPassword] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const task = useTask();
  const {error} = task;
  const taken = (code: string) => error?.code === code ? problemText(error) : undefined;
  const submit = () => task.run(async () => {
    await signUp({email: email.trim(), full_name: fullName.trim(), username: username.trim(), password, is_private: isPrivate});
    for (const clear of [setEmail, setFullName, setUsername]) clear('');
  });
  return (
    <Entrance title={t('signup.title')}>
      <Form onSubmit={async () => void await submit()}>
        <Field label={t('signup.email')} name="email" type="email" autocomplete="email" value={email} onInput={setEmail} required error={task.field('email') ?? taken('email_taken')} />
        <Field label={t('signup.name')} name="name" autocomplete="name" value={fullName} onInput={setFullName} required error={task.field('full_name')} />
        <Field label={t('signup.username')} name="username" autocomplete="username" value={username} onInput={setUsername} required spellcheck={false}
          hint={t('signup.usernameHint')} error={task.field('username') ?? taken('username_taken')} />
        <PasswordField label={t('signup.password')} name="password" value={password} onInput={setPassword} required fresh
          known={knownOf(username, email)} error={task.field('password')} />
        <Toggle label={t('signup.private')} hint={t('signup.privateHint')} checked={isPrivate} onChange={setPrivate} />
        <Problem error={error} except={['email_taken', 'username_taken']} />
        <Submit busy={task.busy}>{t('signup.submit')}</Submit>
      </Form>
      <p>{tx('signup.old', {link: <a href={otherWay('login')}>{t('login.title')}</a>})}</p>
    </Entrance>
  );
}
