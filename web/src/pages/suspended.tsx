// What a suspended person sees in place of everything else: why, and how to appeal, take the data along, or leave.
import type {JSX} from 'preact';
import {useEffect} from 'preact/hooks';
import {moment, t} from '../i18n';
import {Page} from '../parts/page';
import {logOut, lookAgain, useMyself} from '../state/session';
import {useTask} from '../state/task';
import {complain} from '../state/toasts';
import {Delete, Export} from './data';

// Whoever comes back to the page sees whether the account is back.
function useLooking(): void {
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void lookAgain();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
}

export function SuspendedPage(): JSX.Element {
  const {username, suspended, email_verified: mailed} = useMyself();
  const task = useTask();
  useLooking();
  useEffect(() => {
    if (task.error) complain(task.error);
  }, [task.error]);
  return (
    <Page title={t('suspended.title')}>
      <section class="card form-card">
        <p>{t('suspended.text', {username: `@${username}`})}</p>
        {suspended && (
          <dl class="facts">
            <dt>{t('suspended.reason')}</dt><dd class="reason">{suspended.reason}</dd>
            <dt>{t('suspended.since')}</dt><dd><time dateTime={suspended.since}>{moment(suspended.since)}</time></dd>
          </dl>
        )}
        <p>{t(mailed ? 'suspended.appeal' : 'suspended.appealOtherwise')}</p>
        <div class="choices">
          <button type="button" class="button" onClick={() => void lookAgain()}>{t('suspended.look')}</button>
          <a class="button" href="/settings/password">{t('suspended.password')}</a>
          <button type="button" class="button" aria-disabled={task.busy} onClick={() => void task.run(logOut)}>{t('logout')}</button>
        </div>
      </section>
      <Export />
      <Delete />
    </Page>
  );
}
