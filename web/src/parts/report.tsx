// Telling the people who run the service of what should not be there.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {report, type Reported, type Reason} from '../api/safety';
import {t, type Key} from '../i18n';
import {problemText} from '../i18n/problems';
import {useTask} from '../state/task';
import {say} from '../state/toasts';
import {Dialog} from './dialog';
import {Choice, Field, Form, Submit} from './field';

const words: Record<Reason, Key> = {
  spam: 'report.spam',
  nudity: 'report.nudity',
  hate: 'report.hate',
  violence: 'report.violence',
  self_harm: 'report.selfHarm',
  illegal: 'report.illegal',
  impersonation: 'report.impersonation',
  other: 'report.other',
};
const titles: Record<Reported['kind'], Key> = {user: 'report.user', image: 'report.image', comment: 'report.comment'};
const longestNote = 500;

export function Report({of, onClose}: {of: Reported; onClose: () => void}): JSX.Element {
  const [reason, setReason] = useState<Reason>();
  const [missing, setMissing] = useState(false);
  const [note, setNote] = useState('');
  const task = useTask();
  const send = async () => {
    setMissing(!reason);
    if (!reason || !await task.run(() => report(of, reason, note.trim()))) return;
    say(t('report.done'));
    onClose();
  };
  return (
    <Dialog title={t(titles[of.kind])} onClose={onClose}>
      <Form onSubmit={send}>
        <Choice<Reason> legend={t('report.why')} name="reason" value={reason} onChange={setReason} options={(Object.keys(words) as Reason[]).map((one) => [one, t(words[one])])}
          error={missing && !reason ? t('report.choose') : task.field('reason')} />
        <Field label={t('report.note')} name="note" rows={3} value={note} onInput={setNote} most={longestNote} hint={t('report.noteHint')} error={task.field('note')} optional />
        {task.error && <p class="error" role="alert">{problemText(task.error)}</p>}
        <div class="choices">
          <button type="button" class="button" onClick={onClose}>{t('app.cancel')}</button>
          <Submit busy={task.busy}>{t('report.send')}</Submit>
        </div>
      </Form>
    </Dialog>
  );
}
