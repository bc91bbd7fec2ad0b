// One comment with its buttons.
import type {ComponentChildren, JSX} from 'preact';
import {useState} from 'preact/hooks';
import {call, type Comment, type Image} from '../api/client';
import {reportedComment} from '../api/safety';
import {count, moment, t} from '../i18n';
import {changeComment, likeComment} from '../state/comments';
import {changeLatest} from '../state/images';
import {useDraft} from '../state/drafts';
import {me} from '../state/session';
import {useTask} from '../state/task';
import {say} from '../state/toasts';
import {longestComment} from './comment_writer';
import {Time} from './card';
import {Dialog} from './dialog';
import {EditDialog} from './edit_dialog';
import {Field} from './field';
import {Icon} from './icons';
import {Avatar, Name, profileAddress} from './people';
import {Report} from './report';
import {Words} from './words';

const editable = 15 * 60 * 1000;  // milliseconds; the service says so

function Remove({comment, onClose, onRemove}: {comment: Comment; onClose: () => void; onRemove: () => void}): JSX.Element {
  return (
    <Dialog title={t('comments.deleteAsk')} onClose={onClose}>
      <p class="text quoted" dir="auto">{comment.text}</p>
      {comment.reply_count > 0 && <p>{t('comments.deleteThread')}</p>}
      <div class="choices">
        <button type="button" class="button" onClick={onClose}>{t('app.cancel')}</button>
        <button type="button" class="button danger" onClick={onRemove}>{t('comments.delete')}</button>
      </div>
    </Dialog>
  );
}

function Edit({comment, image, onClose}: {comment: Comment; image: Image; onClose: () => void}): JSX.Element {
  const [text, setText, settle] = useDraft(`edit.${image.id}.${comment.id}`, comment.text);
  const task = useTask();
  const save = async () => {
    let all = true;
    const saved = await task.run(async () => {
      const now = await call('patch', '/v1/images/{id}/comments/{comment_id}', {path: {id: image.id, comment_id: comment.id}, body: {text}});
      changeLatest(image.id, {id: comment.id, username: comment.author.username}, now.text);
      changeComment(image.id, comment, {text: now.text, entities: now.entities, edited_at: now.edited_at});
      all = settle(text, now.text);
    });
    if (!saved) return;
    say(t('app.saved'));
    // Stay open if the person has typed more since saving.
    if (all) onClose();
  };
  return (
    <EditDialog title={t('comments.edit')} task={task} onSave={save} onClose={onClose}>
      <Field label={t('photo.comment')} name="text" rows={4} value={text} onInput={setText} most={longestComment} error={task.field('text')} />
    </EditDialog>
  );
}

type Open = 'none'|'menu'|'edit'|'remove'|'report';

// One's own comment can be edited for a while, and deleted; another's reported, and deleted where the photo is one's own.
function Options({comment, image, onRemove}: {comment: Comment; image: Image; onRemove: () => void}): JSX.Element {
  const [open, setOpen] = useState<Open>('none');
  const close = () => setOpen('none');
  const own = comment.author.id === me().id;
  const young = Date.now() - Date.parse(comment.created_at) < editable;
  const menu = t('comments.menu', {name: comment.author.username});
  return (
    <>
      <button type="button" class="icon-button small" aria-label={menu} aria-haspopup="dialog" onClick={() => setOpen('menu')}><Icon name="more" size={18} /></button>
      {open === 'menu' && (
        <Dialog title={menu} onClose={close}>
          <ul class="menu">
            {own && young && <li><button type="button" class="button wide" onClick={() => setOpen('edit')}>{t('comments.edit')}</button></li>}
            {!own && <li><button type="button" class="button wide" onClick={() => setOpen('report')}>{t('report.comment')}</button></li>}
            {(own || image.author.id === me().id) && <li><button type="button" class="button wide danger" onClick={() => setOpen('remove')}>{t('comments.delete')}</button></li>}
          </ul>
        </Dialog>
      )}
      {open === 'edit' && <Edit comment={comment} image={image} onClose={close} />}
      {open === 'remove' && <Remove comment={comment} onClose={close} onRemove={onRemove} />}
      {open === 'report' && <Report of={reportedComment(image.id, comment.id)} onClose={close} />}
    </>
  );
}

interface LineProps {
  comment: Comment;
  image: Image;
  onAnswer: (comment: Comment) => void;
  onRemove: () => void;
  children?: ComponentChildren;     // its thread
}

export function CommentLine({comment, image, onAnswer, onRemove, children}: LineProps): JSX.Element {
  const {author, liked} = comment;
  const name = author.username;
  return (
    <li class="comment">
      <a href={profileAddress(name)} tabIndex={-1} aria-hidden="true"><Avatar of={author} size={32} /></a>
      <div>
        <p>
          <Name of={author} /> <span class="when"><Time at={comment.created_at} />
            {comment.edited_at && <span title={moment(comment.edited_at)}> · {t('comments.edited')}</span>}</span>
        </p>
        <p class="text" dir="auto"><Words text={comment.text} entities={comment.entities} /></p>
        <p class="comment-acts">
          {comment.like_count > 0 && <span class="soft">{t('comments.likes', {count: comment.like_count})}</span>}
          <button type="button" class="link quiet" aria-label={t('comments.replyTo', {name})} onClick={() => onAnswer(comment)}>{t('comments.reply')}</button>
        </p>
      </div>
      <button type="button" class={liked ? 'icon-button small like on' : 'icon-button small like'} aria-pressed={liked}
        aria-label={t(liked ? 'comments.unlike' : 'comments.like', {name})} title={comment.like_count > 0 ? count(comment.like_count) : undefined}
        onClick={() => likeComment(image.id, comment, !liked)}><Icon name="heart" filled={liked} size={16} /></button>
      <Options comment={comment} image={image} onRemove={onRemove} />
      {children && <div class="thread">{children}</div>}
    </li>
  );
}
