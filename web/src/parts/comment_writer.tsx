// The field to write a comment or a reply.
import type {JSX, RefObject} from 'preact';
import {useEffect, useId, useRef} from 'preact/hooks';
import {call, type Comment} from '../api/client';
import {t} from '../i18n';
import {problemText} from '../i18n/problems';
import {useDraft} from '../state/drafts';
import {me} from '../state/session';
import {useTask} from '../state/task';
import {lengthOf} from '../text';
import {Icon} from './icons';
import {Avatar} from './people';

export const longestComment = 1000;

interface WriterProps {
  id: string;                       // of the photo
  field: RefObject<HTMLTextAreaElement>;
  answered: Comment|undefined;      // whom a reply is to
  onStop: () => void;               // it is to be no reply
  onDone: (comment: Comment) => void;
}

export function CommentWriter({id, field, answered, onStop, onDone}: WriterProps): JSX.Element {
  const [text, setText, settle] = useDraft(`comment.${id}`);
  const task = useTask();
  const about = useId();
  // A reply to a reply is in the thread of the first comment; the name says whom it answers.
  useEffect(() => {
    if (answered?.reply_to && answered.author.id !== me().id && text.trim() === '') setText(`@${answered.author.username} `);
  }, [answered?.id]);
  // One Idempotency-Key for each text: if the answer is lost and it is sent again, there is still one comment.
  const key = useRef({of: '', key: ''});
  const send = () => task.run(async () => {
    const said = text.trim();
    if (!said) return;
    const of = `${answered?.id ?? ''} ${said}`;
    if (key.current.of !== of) key.current = {of, key: crypto.randomUUID()};
    const body = {text: said, ...(answered ? {reply_to: answered.id} : {})};
    const comment = await call('post', '/v1/images/{id}/comments', {path: {id}, body, idempotencyKey: key.current.key});
    settle(text, '');
    key.current = {of: '', key: ''};
    onDone(comment);
  });
  const length = lengthOf(text.trim(), longestComment);
  const label = answered ? t('comments.replyTo', {name: answered.author.username}) : t('comments.write');
  return (
    <form class="write" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      {answered && (
        <p class="answering" id={about}>
          {t('comments.replyingTo', {name: `@${answered.author.username}`})}
          <button type="button" class="icon-button small" aria-label={t('comments.noReply')} onClick={() => { onStop(); field.current?.focus(); }}><Icon name="close" size={16} /></button>
        </p>
      )}
      <Avatar of={me()} size={32} />
      <textarea ref={field} rows={1} value={text} dir="auto" aria-label={label} placeholder={label} aria-describedby={answered ? about : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
          if (event.key === 'Escape' && answered) onStop();
        }} />
      <button type="submit" class="button small primary" aria-disabled={task.busy || length === 0 || length > longestComment}>{t('comments.send')}</button>
      {length > longestComment * 0.8 && <p class={length > longestComment ? 'hint over' : 'hint'}>{t('upload.left', {used: length, most: longestComment})}</p>}
      {task.error && <p class="error" role="alert">{task.field('text') ?? problemText(task.error)}</p>}
    </form>
  );
}
