// The way in by a passkey, where the browser and the service have them.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {askForPasskey, knowsPasskeys, usePasskey, type PasskeyChallenge} from '../api/passkeys';
import {t} from '../i18n';
import {askWho} from '../state/session';
import {useTask} from '../state/task';
import {Problem} from './entrance';

const open = 4 * 60_000;   // milliseconds; the service takes an answer for a minute longer

interface Asked {
  challenge: PasskeyChallenge;
  at: number;
}

async function ask(): Promise<Asked> {
  return {challenge: await askForPasskey(), at: Date.now()};
}

export function PasskeyLogin({onDone}: {onDone: () => void}): JSX.Element|null {
  const [shown, setShown] = useState(false);
  // Asked for ahead: browsers want the person's press just before.
  const ready = useRef<Asked>();
  const task = useTask();
  useEffect(() => {
    let left = false;
    if (knowsPasskeys()) {
      ask().then((asked) => {
        ready.current = asked;
        if (!left) setShown(knowsPasskeys(asked.challenge.options.rpId));
      }, () => {});
    }
    return () => { left = true; };
  }, []);
  if (!shown) return null;
  const submit = () => task.run(async () => {
    const asked = ready.current && Date.now() - ready.current.at < open ? ready.current : await ask();
    ready.current = undefined;
    await usePasskey(asked.challenge);
    onDone();
    await askWho();
  });
  return (
    <div class="passkey-login">
      <button type="button" class="button" aria-disabled={task.busy} onClick={() => void submit()}>{t('login.passkey')}</button>
      <Problem error={task.error} />
    </div>
  );
}
