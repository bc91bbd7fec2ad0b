// What people say about a photo.
import type {JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';
import {call, type Comment, type Image} from '../api/client';
import {toApiError} from '../api/errors';
import {reportedComment} from '../api/safety';
import {t} from '../i18n';
import {lengthOf} from '../text';
import {useDraft} from '../state/drafts';
import {countComments} from '../state/images';
import {usePages} from '../state/lists';
import {me} from '../state/session';
import {useTask} from '../state/task';
import {complain, say} from '../state/toasts';
import {problemText} from '../i18n/problems';
import {Time} from './card';
import {Dialog} from './dialog';
import {Icon} from './icons';
import {Avatar, Name, profileAddress} from './people';
import {Report} from './report';
import {Endless, RowSkeletons} from './states';
import {Words} from './words';

const longest = 1000;

function Remove({comment, onClose, onRemove}: {comment: Comment; onClose: () => void; onRemove: () => void}): JSX.Element {
  return (
    <Dialog title={t('comments.deleteAsk')} onClose={onClose}>
      <p class="text quoted" dir="auto">{comment.text}</p>
      <div class="choices">
        <button type="button" class="button" onClick={onClose}>{t('app.cancel')}</button>
        <button type="button" class="button danger" onClick={onRemove}>{t('comments.delete')}</button>
      </div>
    </Dialog>
  );
}

interface LineProps {
  comment: Comment;
  image: Image;
  onRemove: () => void;
}

// One's own comment can be deleted; another's reported, and deleted where the photo is one's own.
function Line({comment, image, onRemove}: LineProps): JSX.Element {
  const [open, setOpen] = useState<'none'|'menu'|'remove'|'report'>('none');
  const close = () => setOpen('none');
  const own = comment.author.id === me().id;
  return (
    <li class="comment">
      <a href={profileAddress(comment.author.username)} tabIndex={-1} aria-hidden="true"><Avatar of={comment.author} size={32} /></a>
      <div>
        <p><Name of={comment.author} /> <span class="when"><Time at={comment.created_at} /></span></p>
        <p class="text" dir="auto"><Words text={comment.text} entities={comment.entities} /></p>
      </div>
      {own
        ? <button type="button" class="icon-button small" aria-label={t('comments.delete')} onClick={() => setOpen('remove')}><Icon name="close" size={16} /></button>
        : <button type="button" class="icon-button small" aria-label={t('comments.menu', {name: comment.author.username})} aria-haspopup="dialog" onClick={() => setOpen('menu')}><Icon name="more" size={18} /></button>}
      {open === 'menu' && (
        <Dialog title={t('comments.menu', {name: comment.author.username})} onClose={close}>
          <ul class="menu">
            <li><button type="button" class="button wide" onClick={() => setOpen('report')}>{t('report.comment')}</button></li>
            {image.author.id === me().id && <li><button type="button" class="button wide danger" onClick={() => setOpen('remove')}>{t('comments.delete')}</button></li>}
          </ul>
        </Dialog>
      )}
      {open === 'remove' && <Remove comment={comment} onClose={close} onRemove={onRemove} />}
      {open === 'report' && <Report of={reportedComment(image.id, comment.id)} onClose={close} />}
    </li>
  );
}

function Write({id, onDone}: {id: string; onDone: (comment: Comment) => void}): JSX.Element {
  const [text, setText, settle] = useDraft(`comment.${id}`);
  const task = useTask();
  // One Idempotency-Key for each text: if the answer is lost and it is sent again, there is still one comment.
  const key = useRef({text: '', key: ''});
  const send = () => task.run(async () => {
    const said = text.trim();
    if (!said) return;
    if (key.current.text !== said) key.current = {text: said, key: crypto.randomUUID()};
    const comment = await call('post', '/v1/images/{id}/comments', {path: {id}, body: {text: said}, idempotencyKey: key.current.key});
    settle(text, '');
    key.current = {text: '', key: ''};
    onDone(comment);
  });
  const length = lengthOf(text.trim(), longest);
  return (
    <form class="write" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <Avatar of={me()} size={32} />
      <textarea rows={1} value={text} dir="auto" aria-label={t('comments.write')} placeholder={t('comments.write')} onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(); }} />
      <button type="submit" class="button small primary" aria-disabled={task.busy || length === 0 || length > longest}>{t('comments.send')}</button>
      {length > longest * 0.8 && <p class={length > longest ? 'hint over' : 'hint'}>{t('upload.left', {used: length, most: longest})}</p>}
      {task.error && <p class="error" role="alert">{task.field('text') ?? problemText(task.error)}</p>}
    </form>
  );
}

export function Comments({image}: {image: Image}): JSX.Element {
  const {id} = image;
  const [title] = useState(() => `comments-${id}`);
  const [list, state] = usePages<Comment>(`comments ${id}`, (cursor, signal) => call(
      'get', '/v1/images/{id}/comments', {path: {id}, query: {limit: 30, ...(cursor ? {cursor} : {})}, signal}), (comment) => comment.id);
  const added = (comment: Comment) => {
    // The list is in order of time; comments in between are loaded when the reader scrolls on.
    list.change((comments) => [...comments.filter(({id}) => id !== comment.id), comment]);
    countComments(id, 1);
  };
  const remove = async (comment: Comment) => {
    const without = (comments: Comment[]) => comments.filter((one) => one.id !== comment.id);
    const at = list.store.value.items.indexOf(comment);
    list.change(without);
    try {
      await call('delete', '/v1/images/{id}/comments/{comment_id}', {path: {id, comment_id: comment.id}});
      countComments(id, -1);
      say(t('comments.deleted'));
    } catch (error) {
      list.change((comments) => {
        const others = without(comments);
        return [...others.slice(0, at), comment, ...others.slice(at)];
      });
      complain(toApiError(error));
    }
  };
  return (
    <section class="comments" aria-labelledby={title}>
      <h2 id={title}>{t('comments.title')}</h2>
      <Endless list={list} state={state} skeleton={<RowSkeletons />} empty={<p class="soft">{t('comments.none')}</p>}>
        <ul>{state.items.map((comment) => (
          <Line key={comment.id} comment={comment} image={image} onRemove={() => void remove(comment)} />
        ))}</ul>
      </Endless>
      <Write id={id} onDone={added} />
    </section>
  );
}
