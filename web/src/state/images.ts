// Every photo that is shown anywhere, kept once: a like in the feed also shows on the photo's page.
import {call, type Image, type Reactions} from '../api/client';
import {keptList} from './lists';
import {keptOfPerson} from './person';
import {Presses} from './presses';
import {useWatched} from './store';

const known = new Map<string, Image>();
const watchers = new Map<string, Set<() => void>>();
keptOfPerson(() => known.clear());

export function know(images: Image[]): Image[] {
  // Only the feed tells the latest comment.
  for (const image of images) change(image.id, (before) => image.latest_comment === undefined && before?.latest_comment ? {...image, latest_comment: before.latest_comment} : image);
  return images;
}

function change(id: string, update: (image: Image|undefined) => Image|undefined): void {
  const image = update(known.get(id));
  if (image) known.set(id, image);
  for (const watch of [...watchers.get(id) ?? []]) watch();
}

export function knownImage(id: string): Image|undefined {
  return known.get(id);
}

export function useImage(id: string): Image|undefined {
  return useWatched(() => known.get(id), (changed) => {
    const watching = watchers.get(id) ?? new Set();
    watchers.set(id, watching);
    watching.add(changed);
    return () => void watching.delete(changed);
  }, [id]);
}

export function countComments(id: string, difference: number): void {
  change(id, (image) => image && {...image, comment_count: image.comment_count + difference});
}

// The words below a photo in the feed change with its comments: one that is deleted is shown there no more. `text` null: it is gone.
export function changeLatest(id: string, comment: {id: string; username: string}, text: string|null, isNew = false): void {
  change(id, (image) => {
    if (!image || image.latest_comment === undefined) return image;
    if (!isNew && image.latest_comment?.id !== comment.id) return image;
    return {...image, latest_comment: text === null ? null : {id: comment.id, username: comment.username, text: shortened(text)}};
  });
}

// As the service shortens it.
function shortened(text: string): string {
  const points = [...text];
  return points.length > 139 ? `${points.slice(0, 139).join('')}…` : text;
}

function liked(image: Image, like: boolean): Image {
  const was = image.my_reaction;
  const likes = image.like_count + (like ? 1 : 0) - (was === 'like' ? 1 : 0);
  const dislikes = image.dislike_count - (like && was === 'dislike' ? 1 : 0);
  const reaction = like ? 'like' : was === 'dislike' ? 'dislike' : null;
  return {...image, like_count: likes, dislike_count: dislikes, my_reaction: reaction};
}

const likes = new Presses<Reactions>(
    (id, on) => call(on ? 'put' : 'delete', '/v1/images/{id}/like', {path: {id}}),
    (id, told) => change(id, (image) => image && {...image, ...told}));

export function setLike(id: string, like: boolean): void {
  const image = known.get(id);
  if (!image || (image.my_reaction === 'like') === like) return;
  const {like_count, dislike_count, my_reaction} = image;
  change(id, () => liked(image, like));
  likes.press(id, like, {like_count, dislike_count, my_reaction});
}

const bookmarks = new Presses<Pick<Image, 'bookmarked'>>(
    (id, on) => call(on ? 'put' : 'delete', '/v1/images/{id}/bookmark', {path: {id}}), show);

// Also in the list of bookmarks, where that is kept.
function show(id: string, {bookmarked}: Pick<Image, 'bookmarked'>): void {
  change(id, (image) => image && {...image, bookmarked});
  const image = known.get(id);
  keptList<Image>('bookmarks')?.change((images) => {
    const listed = images.some((one) => one.id === id);
    if (bookmarked) return listed || !image ? images : [image, ...images];
    return images.filter((one) => one.id !== id);
  });
}

export function setBookmark(id: string, bookmarked: boolean): void {
  const image = known.get(id);
  if (!image || image.bookmarked === bookmarked) return;
  show(id, {bookmarked});
  bookmarks.press(id, bookmarked, {bookmarked: image.bookmarked});
}
