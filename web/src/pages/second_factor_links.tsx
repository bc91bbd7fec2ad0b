// The pages that the links in mails about a lost second factor lead to. Each asks first, because programs that look at mails open links, too.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {followLink} from '../api/account';
import {t, type Key} from '../i18n';
import {Ajar, Problem} from '../parts/entrance';
import {useTask} from '../state/task';
import {useToken} from '../state/token';
import {Advice, Onward, Told} from './recovery';

interface Words {
  title: Key;
  text: Key;
  submit: Key;
  done: Key;
}

function Ask({token, words}: {token: string; words: Words}): JSX.Element {
  const [done, setDone] = useState(false);
  const task = useTask();
  const follow = () => task.run(async () => {
    await followLink(token);
    setDone(true);
  });
  if (done) return <><Told>{t(words.done)}</Told>{words.done === 'stop.stopped' ? <Advice /> : <Onward />}</>;
  if (task.error?.code === 'bad_token') return <><Told bad>{t('problem.bad_token')}</Told><Onward /></>;
  return (
    <>
      <p>{t(words.text)}</p>
      <Problem error={task.error} />
      <p><button type="button" class="button primary" aria-disabled={task.busy} onClick={() => void follow()}>{t(words.submit)}</button></p>
    </>
  );
}

function LinkPage({words}: {words: Words}): JSX.Element {
  const token = useToken();
  return (
    <Ajar title={t(words.title)}>
      {token ? <Ask token={token} words={words} key={token} /> : <><Told bad>{t('link.missing')}</Told><Onward /></>}
    </Ajar>
  );
}

export function RecoverPage(): JSX.Element {
  return <LinkPage words={{title: 'recover.title', text: 'recover.text', submit: 'recover.submit', done: 'recover.begun'}} />;
}

export function StopPage(): JSX.Element {
  return <LinkPage words={{title: 'stop.title', text: 'stop.text', submit: 'stop.submit', done: 'stop.stopped'}} />;
}
