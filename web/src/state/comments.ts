// What people say about photos, in the lists that are kept: the first comments of a photo, and the replies to each.
import {call, type Comment} from '../api/client';
import {keptList} from './lists';
import {Presses} from './presses';

export type Place = Pick<Comment, 'id'|'reply_to'>;

export function commentList(image: string, thread: string|null): string {
  return thread ? `replies ${image} ${thread}` : `comments ${image}`;
}

// Idempotent, as lists want it.
export function changeComments(image: string, thread: string|null, update: (comments: Comment[]) => Comment[]): void {
  keptList<Comment>(commentList(image, thread))?.change(update);
}

export function changeComment(image: string, {id, reply_to}: Place, change: Partial<Comment>): void {
  changeComments(image, reply_to, (comments) => comments.map((one) => one.id === id ? {...one, ...change} : one));
}

// A thread has more replies, or less.
export function countReplies(image: string, thread: string, difference: number): void {
  const first = keptList<Comment>(commentList(image, null))?.store.value.items.find(({id}) => id === thread);
  if (first) changeComment(image, {id: thread, reply_to: null}, {reply_count: Math.max(0, first.reply_count + difference)});
}

type Liked = Pick<Comment, 'like_count'|'liked'>;

function placeOf(key: string): {image: string; place: Place} {
  const [image = '', thread = '', id = ''] = key.split(' ');
  return {image, place: {id, reply_to: thread || null}};
}

const likes = new Presses<Liked>((key, on) => {
  const {image, place} = placeOf(key);
  return call(on ? 'put' : 'delete', '/v1/images/{id}/comments/{comment_id}/like', {path: {id: image, comment_id: place.id}});
}, (key, told) => {
  const {image, place} = placeOf(key);
  changeComment(image, place, told);
});

export function likeComment(image: string, comment: Comment, liked: boolean): void {
  if (comment.liked === liked) return;
  changeComment(image, comment, {liked, like_count: Math.max(0, comment.like_count + (liked ? 1 : -1))});
  likes.press(`${image} ${comment.reply_to ?? ''} ${comment.id}`, liked, {liked: comment.liked, like_count: comment.like_count});
}
