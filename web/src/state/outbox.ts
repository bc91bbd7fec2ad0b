// Posts that are being shared, each of up to ten photos. The upload goes on while the person looks at other pages.
import {toApiError, type ApiError} from '../api/errors';
import type {Image} from '../api/client';
import {sendPost} from '../api/upload';
import {t} from '../i18n';
import {cutOut} from '../pictures/canvas';
import {isWhole, uncut, type Cut} from '../pictures/cut';
import {prepare, Unfit, withFewerPixels, type Prepared} from '../pictures/prepare';
import {place} from '../router';
import {whenReachable} from './connection';
import {know} from './images';
import {keptList} from './lists';
import {keptOfPerson} from './person';
import {me} from './session';
import {Store} from './store';
import {complain, say} from './toasts';

export interface Photo {
  id: number;
  file: File;               // the file as it is sent
  note: string|undefined;   // what was done to it
  preview: string;          // a URL of the picture for <img>
  width: number;
  height: number;
  cut: Cut;                 // the part of it that is shared
  altText: string;
  uploadId: string|null;
  lessened?: boolean;       // made smaller because the service asked for it
}
export interface Outgoing {
  id: number;
  photos: Photo[];          // at least one
  caption: string;
  state: 'draft'|'waiting'|'sending'|'failed'|'stopped';
  progress: number;
  error?: ApiError;
  key: string;
}
export const outbox = new Store<Outgoing[]>([]);
// How many files are being converted or made smaller.
export const preparing = new Store(0);
export const mostPhotos = 10;
// After these errors neither the stored uploads nor the Idempotency-Key can be used again: the next try begins anew.
const spent = [
  'upload_missing', 'upload_incomplete', 'upload_not_found', 'upload_used', 'idempotency_key_reused', 'bad_image',
  'unsupported_image',
];
let last = 0;
let stop: AbortController|undefined;
let shared = 0;

function edit(id: number, change: Partial<Outgoing>|((post: Outgoing) => Partial<Outgoing>)): void {
  outbox.update((posts) => posts.map(
      (post) => post.id === id ? {...post, ...(typeof change === 'function' ? change(post) : change)} : post));
}

function editPhotos(id: number, change: (photo: Photo, place: number) => Partial<Photo>): void {
  edit(id, ({photos}) => ({photos: photos.map((photo, at) => ({...photo, ...change(photo, at)}))}));
}

function found(id: number): Outgoing|undefined {
  return outbox.value.find((one) => one.id === id);
}

// With another caption it is another request, so it needs a new key.
export function describe(id: number, caption: string): void {
  edit(id, {caption, key: crypto.randomUUID()});
}

// With another description or cut, too; with another cut the photo also needs a new upload.
export function describePhoto(id: number, photo: number, change: Partial<Pick<Photo, 'altText'|'cut'>>): void {
  const bytesChange = 'cut' in change;
  edit(id, {key: crypto.randomUUID()});
  editPhotos(id, (one) => one.id === photo ? {...change, ...(bytesChange ? {uploadId: null} : {})} : {});
}

// Puts a photo into another place of its post.
export function movePhoto(id: number, photo: number, to: number): void {
  edit(id, ({photos}) => {
    const one = photos.find((each) => each.id === photo);
    if (!one) return {};
    const others = photos.filter((each) => each !== one);
    return {photos: [...others.slice(0, to), one, ...others.slice(to)], key: crypto.randomUUID()};
  });
}

export function discard(id: number): void {
  const post = found(id);
  if (!post) return;
  if (post.state === 'sending') stop?.abort();
  for (const {preview} of post.photos) URL.revokeObjectURL(preview);
  outbox.update((posts) => posts.filter((one) => one.id !== id));
}

export function discardPhoto(id: number, photo: number): void {
  const post = found(id);
  const one = post?.photos.find((each) => each.id === photo);
  if (!post || !one) return;
  if (post.photos.length === 1) return discard(id);
  URL.revokeObjectURL(one.preview);
  edit(id, {photos: post.photos.filter((each) => each !== one), key: crypto.randomUUID()});
}

async function measure(preview: string): Promise<{width: number; height: number}> {
  const picture = new globalThis.Image();
  picture.src = preview;
  await picture.decode();
  return {width: picture.naturalWidth, height: picture.naturalHeight};
}

keptOfPerson(() => {
  stop?.abort();
  for (const {photos} of outbox.value) for (const {preview} of photos) URL.revokeObjectURL(preview);
  outbox.set([]);
});

const draft = () => outbox.value.find(({state}) => state === 'draft');

// Photos are added to the post that is being made.
function include(photo: Photo): void {
  const open = draft();
  if (open) return edit(open.id, {photos: [...open.photos, photo], key: crypto.randomUUID()});
  const post: Outgoing = {id: ++last, photos: [photo], caption: '', state: 'draft', progress: 0, key: crypto.randomUUID()};
  outbox.update((posts) => [...posts, post]);
}

async function addOne(file: File): Promise<void> {
  const {picture, note} = await prepare(file);
  const preview = URL.createObjectURL(picture);
  try {
    const size = await measure(preview);
    include({id: ++last, file: picture, note, preview, ...size, cut: uncut, altText: '', uploadId: null});
  } catch {
    URL.revokeObjectURL(preview);
    throw new Unfit(t('upload.unreadable', {name: file.name}));
  }
}

export async function add(files: File[]): Promise<void> {
  preparing.update((count) => count + files.length);
  let left = 0;
  for (const file of files) {
    try {
      if ((draft()?.photos.length ?? 0) < mostPhotos) await addOne(file);
      else ++left;
    } catch (error) {
      say(error instanceof Unfit ? error.message : t('upload.unreadable', {name: file.name}), true);
    } finally {
      preparing.update((count) => count - 1);
    }
  }
  if (left > 0) say(t('upload.most', {most: mostPhotos, count: left}), true);
}

function published(image: Image): void {
  know([image]);
  for (const key of ['feed', `images ${me().username}`]) {
    keptList<Image>(key)?.change((images) => {
      const others = images.filter(({id}) => id !== image.id);
      return [...others.filter(({pinned}) => pinned), image, ...others.filter(({pinned}) => !pinned)];
    });
  }
}

async function transfer({id, photos, caption, key}: Outgoing, signal: AbortSignal): Promise<Image> {
  const pieces = [];
  for (const {file, cut, altText, uploadId} of photos)
    pieces.push({picture: isWhole(cut) ? file : await cutOut(file, cut), altText, uploadId});
  return await sendPost({pieces, caption, key}, {
    signal, onProgress: (progress) => edit(id, {progress}),
    onStored: (uploadId, at) => editPhotos(id, (_, each) => each === at ? {uploadId} : {}),
    onExpired: (fresh) => {
      edit(id, {key: fresh, progress: 0});
      editPhotos(id, () => ({uploadId: null}));
    },
  });
}

// Which of its photos a refusal is about; undefined: all of them, or the only one.
export function placeOf(error: ApiError): number|undefined {
  const place = /^(?:upload_ids|alt_texts)\[(\d+)\]$/.exec(error.fields[0]?.field ?? '')?.[1];
  return place === undefined ? undefined : Number(place);
}

// Makes the photo smaller after the service refused its size, once. null: it cannot be made smaller, or was already.
async function lessened({id, photos}: Outgoing, error: ApiError): Promise<Outgoing|null> {
  const photo = photos[placeOf(error) ?? 0];
  if (error.code !== 'image_too_large' || !photo || photo.lessened) return null;
  let smaller: Prepared|null;
  try {
    smaller = await withFewerPixels(photo.file);
  } catch {
    return null;
  }
  if (!smaller) return null;
  const change = {file: smaller.picture, note: smaller.note, lessened: true, uploadId: null};
  edit(id, {key: crypto.randomUUID(), progress: 0});
  editPhotos(id, (one) => one.id === photo.id ? change : {});
  return found(id) ?? null;
}

async function failed(post: Outgoing, error: ApiError): Promise<void> {
  const {id} = post;
  const smaller = await lessened(post, error);
  if (smaller) return await sendOne(smaller);
  if (spent.includes(error.code)) {
    const at = placeOf(error);
    edit(id, {key: crypto.randomUUID()});
    editPhotos(id, (_, each) => at === undefined || at === each ? {uploadId: null} : {});
  }
  edit(id, {state: 'failed', progress: 0, error});
  if (error.passing) whenReachable(() => share([id]));
  else if (place.value.path !== '/upload') complain(error);
}

async function sendOne({id}: Outgoing): Promise<void> {
  stop = new AbortController();
  const {signal} = stop;
  edit(id, {state: 'sending', progress: 0});
  try {
    published(await transfer(found(id)!, signal));
    ++shared;
    discard(id);
  } catch (thrown) {
    const post = found(id);
    if (signal.aborted || !post) edit(id, {state: 'stopped', progress: 0});
    else await failed(post, toApiError(thrown));
  }
}

// One after the other, so that they appear in the feed in this order.
async function sendAll(): Promise<void> {
  shared = 0;
  for (;;) {
    const next = outbox.value.find(({state}) => state === 'waiting');
    if (!next) break;
    await sendOne(next);
  }
  if (shared > 0) say(t('upload.shared', {count: shared}));
}

let running: Promise<void>|undefined;

// Without ids: all posts of the page that were not tried yet.
export function share(ids?: number[]): Promise<void> {
  outbox.update((posts) => posts.map((post) => {
    const open = ids ? ['draft', 'failed', 'stopped'] : ['draft'];
    if (ids && !ids.includes(post.id) || !open.includes(post.state)) return post;
    const {error: _, ...rest} = post;
    return {...rest, state: 'waiting'};
  }));
  running ??= sendAll().finally(() => running = undefined);
  return running;
}

// One that has not begun is a draft again, unless another one is being made.
export function cancel(id: number): void {
  const post = found(id);
  if (post?.state === 'sending') stop?.abort();
  if (post?.state === 'waiting') edit(id, {state: draft() ? 'stopped' : 'draft'});
}

// The browser asks before the page is left while there are photos that have not been shared.
export function guardUnload(): void {
  addEventListener('beforeunload', (event) => {
    if (outbox.value.length > 0) event.preventDefault();
  });
}
