import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {call, type ExportState} from '../api/client';
import {toApiError} from '../api/errors';
import {bytes, moment, t} from '../i18n';
import {problemText} from '../i18n/problems';
import {Dialog} from '../parts/dialog';
import {Form, Submit} from '../parts/field';
import {SettingsPart} from '../parts/settings';
import {PasswordField} from '../parts/password';
import {go} from '../router';
import {leave} from '../state/session';
import {useTask} from '../state/task';
import {complain, say} from '../state/toasts';

const askEvery = 1500;
const start = () => call('post', '/v1/me/export');
const look = () => call('get', '/v1/me/export');

export function Export(): JSX.Element {
  const [state, setState] = useState<ExportState>();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (!asking) return;
    let timer = 0;
    const ask = async (question: () => Promise<ExportState>) => {
      try {
        const answer = await question();
        setState(answer);
        if (answer.status === 'preparing') timer = window.setTimeout(() => void ask(look), askEvery);
        else setAsking(false);
      } catch (error) {
        setAsking(false);
        complain(toApiError(error));
      }
    };
    void ask(start);
    return () => clearTimeout(timer);
  }, [asking]);
  // One that was made before is found again; while it is being made, it is asked for as if it had been begun here.
  useEffect(() => {
    void look().then((found) => found.status === 'preparing' ? setAsking(true) : setState(found), () => {});
  }, []);
  return (
    <section class="card form-card">
      <h2>{t('data.export')}</h2>
      <p>{t('data.exportText')}</p>
      <div role="status">
        {state?.status === 'preparing' && (
          <div class="progress">
            <progress max={Math.max(1, state.progress.total)} value={state.progress.done} aria-label={t('data.export')} />
            <span>{t('data.exportProgress', {done: state.progress.done, total: state.progress.total})}</span>
          </div>
        )}
        {state?.status === 'ready' && (
          <><p><a class="button primary" href={state.url} download="fotogal.zip">{t('data.exportReady', {size: bytes(state.size)})}</a></p>
            <p class="soft">{t('data.exportUntil', {when: moment(state.expires_at)})}</p></>
        )}
      </div>
      {state?.status !== 'ready' && <button type="button" class="button" aria-disabled={asking} onClick={() => setAsking(true)}>{t('data.exportStart')}</button>}
    </section>
  );
}

export function Delete(): JSX.Element {
  const [password, setPassword] = useState('');
  const [asking, setAsking] = useState(false);
  const task = useTask();
  const wrong = task.error?.code === 'wrong_password';
  const remove = async () => {
    setAsking(false);
    const gone = await task.run(() => call('delete', '/v1/me', {body: {password}}).then(() => {}));
    if (!gone) return;
    say(t('data.deleted'));
    leave();
    go('/', {replace: true});
  };
  return (
    <section class="card form-card">
      <h2>{t('data.delete')}</h2>
      <p>{t('data.deleteText')}</p>
      <Form onSubmit={() => setAsking(true)}>
        <PasswordField label={t('data.deletePassword')} name="password" value={password} onInput={setPassword} required
          error={wrong ? t('problem.wrong_password') : task.field('password')} />
        {task.error && !wrong && <p class="error" role="alert">{problemText(task.error)}</p>}
        <Submit busy={task.busy} kind="danger">{t('data.delete')}</Submit>
      </Form>
      {asking && (
        <Dialog title={t('data.deleteAsk')} onClose={() => setAsking(false)}>
          <p>{t('data.deleteText')}</p>
          <div class="choices">
            <button type="button" class="button" onClick={() => setAsking(false)}>{t('app.cancel')}</button>
            <button type="button" class="button danger" onClick={() => void remove()}>{t('data.deleteConfirm')}</button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

export function DataPage(): JSX.Element {
  return <SettingsPart title={t('data.title')}><Export /><Delete /></SettingsPart>;
}
