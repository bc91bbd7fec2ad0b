// Every photo that is shown anywhere, kept once: a like in the feed also shows on the photo's page.
import {call, type Image, type Reactions} from '../api/client';
import {toApiError} from '../api/errors';
import {keptOfPerson} from './person';
import {useWatched} from './store';
import {complain} from './toasts';

const known = new Map<string, Image>();
const watchers = new Map<string, Set<() => void>>();
keptOfPerson(() => known.clear());

export function know(images: Image[]): Image[] {
  for (const image of images) change(image.id, () => image);
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

function liked(image: Image, like: boolean): Image {
  const was = image.my_reaction;
  const likes = image.like_count + (like ? 1 : 0) - (was === 'like' ? 1 : 0);
  const dislikes = image.dislike_count - (like && was === 'dislike' ? 1 : 0);
  const reaction = like ? 'like' : was === 'dislike' ? 'dislike' : null;
  return {...image, like_count: likes, dislike_count: dislikes, my_reaction: reaction};
}

// Photos with a running like request: the service's last answer, and what the person wants by now.
const pending = new Map<string, {told: Reactions; wanted: boolean}>();

async function settle(id: string): Promise<void> {
  const task = pending.get(id)!;
  for (;;) {
    const {wanted} = task;
    let refused: unknown;
    try {
      task.told = await call(wanted ? 'put' : 'delete', '/v1/images/{id}/like', {path: {id}});
    } catch (error) {
      refused = error;
    }
    if (!refused && task.wanted !== wanted) continue;
    pending.delete(id);
    change(id, (image) => image && {...image, ...task.told});
    if (refused) complain(toApiError(refused));
    return;
  }
}

// The like shows at once, and is taken back if the service refuses. One request at a time; if the person presses again
// meanwhile, the last press decides.
export function setLike(id: string, like: boolean): void {
  const image = known.get(id);
  if (!image || (image.my_reaction === 'like') === like) return;
  change(id, () => liked(image, like));
  const task = pending.get(id);
  if (task) {
    task.wanted = like;
    return;
  }
  const {like_count, dislike_count, my_reaction} = image;
  pending.set(id, {told: {like_count, dislike_count, my_reaction}, wanted: like});
  void settle(id);
}
