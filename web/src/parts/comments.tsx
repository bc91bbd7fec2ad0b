// What people say about a photo, and answer.
import type {JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';
import {call, type Comment, type Image} from '../api/client';
import {toApiError} from '../api/errors';
import {t} from '../i18n';
import {changeComments, commentList, countReplies} from '../state/comments';
import {changeLatest, countComments} from '../state/images';
import {keptList, usePages, type ListState, type PagedList} from '../state/lists';
import {complain, say} from '../state/toasts';
import {CommentLine} from './comment_line';
import {CommentWriter} from './comment_writer';
import {CommentSkeletons, Endless, Loading} from './states';

// One list of comments: the first ones of a photo, or the replies to one.
function useComments(image: string, thread: string|null): [PagedList<Comment>, ListState<Comment>] {
  return usePages<Comment>(commentList(image, thread), (cursor, signal) => call('get', '/v1/images/{id}/comments', {
    path: {id: image}, query: {limit: 30, ...(thread ? {reply_to: thread} : {}), ...(cursor ? {cursor} : {})}, signal,
  }), (comment) => comment.id);
}

// Hides the comment at once, and puts it back if the service refuses. Its replies go with it.
async function remove(image: string, comment: Comment): Promise<void> {
  const {id, reply_to} = comment;
  const at = keptList<Comment>(commentList(image, reply_to))?.store.value.items.findIndex((one) => one.id === id) ?? 0;
  const without = (comments: Comment[]) => comments.filter((one) => one.id !== id);
  changeComments(image, reply_to, without);
  try {
    await call('delete', '/v1/images/{id}/comments/{comment_id}', {path: {id: image, comment_id: id}});
    countComments(image, -1 - comment.reply_count);
    if (reply_to) countReplies(image, reply_to, -1);
    else changeLatest(image, {id, username: comment.author.username}, null);
    say(t('comments.deleted'));
  } catch (error) {
    changeComments(image, reply_to, (comments) => {
      const others = without(comments);
      return [...others.slice(0, at), comment, ...others.slice(at)];
    });
    complain(toApiError(error));
  }
}

interface ThreadProps {
  image: Image;
  first: Comment;
  onAnswer: (comment: Comment) => void;
}

function Replies({image, first, onAnswer}: ThreadProps): JSX.Element {
  const [list, state] = useComments(image.id, first.id);
  return (
    <Endless list={list} state={state} skeleton={<Loading />} empty={<p class="soft">{t('comments.noReplies')}</p>}>
      <ul class="replies" aria-label={t('comments.repliesTo', {name: first.author.username})}>{state.items.map((reply) => (
        <CommentLine key={reply.id} comment={reply} image={image} onAnswer={onAnswer} onRemove={() => void remove(image.id, reply)} />
      ))}</ul>
    </Endless>
  );
}

function Thread({image, first, onAnswer, open, onOpen}: ThreadProps&{open: boolean; onOpen: (open: boolean) => void}): JSX.Element {
  return (
    <CommentLine comment={first} image={image} onAnswer={onAnswer} onRemove={() => void remove(image.id, first)}>
      {(first.reply_count > 0 || open) && <>
        <button type="button" class="link quiet" aria-expanded={open} onClick={() => onOpen(!open)}>
          {open ? t('comments.hideReplies') : t('comments.replies', {count: first.reply_count})}
        </button>
        {open && <Replies image={image} first={first} onAnswer={onAnswer} />}
      </>}
    </CommentLine>
  );
}

export function Comments({image}: {image: Image}): JSX.Element {
  const {id} = image;
  const [title] = useState(() => `comments-${id}`);
  const [list, state] = useComments(id, null);
  const [answered, setAnswered] = useState<Comment>();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const field = useRef<HTMLTextAreaElement>(null);
  const show = (thread: string, shown: boolean) => setOpen((before) => {
    const after = new Set(before);
    if (shown) after.add(thread);
    else after.delete(thread);
    return after;
  });
  const answer = (comment: Comment) => {
    setAnswered(comment);
    field.current?.focus();
  };
  const added = (comment: Comment) => {
    // Lists are in order of time; comments in between are loaded when the reader scrolls on.
    changeComments(id, comment.reply_to, (comments) => [...comments.filter((one) => one.id !== comment.id), comment]);
    countComments(id, 1);
    setAnswered(undefined);
    if (!comment.reply_to) {
      changeLatest(id, {id: comment.id, username: comment.author.username}, comment.text, true);
      return;
    }
    countReplies(id, comment.reply_to, 1);
    show(comment.reply_to, true);
  };
  return (
    <section class="comments" aria-labelledby={title}>
      <h2 id={title}>{t('comments.title')}</h2>
      <Endless list={list} state={state} skeleton={<CommentSkeletons />} empty={<p class="soft">{t('comments.none')}</p>}>
        <ul>{state.items.map((first) => (
          <Thread key={first.id} image={image} first={first} onAnswer={answer} open={open.has(first.id)} onOpen={(shown) => show(first.id, shown)} />
        ))}</ul>
      </Endless>
      <CommentWriter id={id} field={field} answered={answered} onStop={() => setAnswered(undefined)} onDone={added} />
    </section>
  );
}
