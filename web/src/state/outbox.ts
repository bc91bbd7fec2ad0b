// Photos that are being shared. The upload goes on while the person looks at other pages.
import {toApiError, type ApiError} from '../api/errors';
import type {Image} from '../api/client';
import {sendPicture} from '../api/upload';
import {t} from '../i18n';
import {cropSquare} from '../pictures/canvas';
import {prepare, Unfit, withFewerPixels, type Prepared} from '../pictures/prepare';
import {place} from '../router';
import {whenReachable} from './connection';
import {know} from './images';
import {keptList} from './lists';
import {keptOfPerson} from './person';
import {me} from './session';
import {Store} from './store';
import {complain, say} from './toasts';

export interface Outgoing {
  id: number;
  file: File;               // the file as it is sent
  note: string|undefined;   // what was done to it
  preview: string;          // a URL of the picture for <img>
  width: number;
  height: number;
  square: boolean;
  position: number;         // position of the square along the longer side, 0..1
  caption: string;
  altText: string;
  state: 'draft'|'waiting'|'sending'|'failed'|'stopped';
  progress: number;
  error?: ApiError;
  key: string;
  uploadId: string|null;
  lessened?: boolean;       // made smaller because the service asked for it
}
export const outbox = new Store<Outgoing[]>([]);
// How many files are being converted or made smaller.
export const preparing = new Store(0);
// After these errors neither the stored upload nor the Idempotency-Key can be used again: the next try begins anew.
const spent = [
  'upload_missing', 'upload_incomplete', 'upload_not_found', 'upload_used', 'idempotency_key_reused', 'bad_image',
  'unsupported_image',
];
let last = 0;
let stop: AbortController|undefined;
let shared = 0;

function edit(id: number, change: Partial<Outgoing>): void {
  outbox.update((items) => items.map((item) => item.id === id ? {...item, ...change} : item));
}

// With another caption or cut it is another request, so it needs a new key; with another cut also a new upload.
export function describe(id: number, change: Partial<Pick<Outgoing, 'caption'|'altText'|'square'|'position'>>): void {
  const bytesChange = 'square' in change || 'position' in change;
  edit(id, {...change, key: crypto.randomUUID(), ...(bytesChange ? {uploadId: null} : {})});
}

export function discard(id: number): void {
  const item = outbox.value.find((one) => one.id === id);
  if (!item) return;
  if (item.state === 'sending') stop?.abort();
  URL.revokeObjectURL(item.preview);
  outbox.update((items) => items.filter((one) => one.id !== id));
}

async function measure(preview: string): Promise<{width: number; height: number}> {
  const picture = new globalThis.Image();
  picture.src = preview;
  await picture.decode();
  return {width: picture.naturalWidth, height: picture.naturalHeight};
}

keptOfPerson(() => {
  stop?.abort();
  for (const {preview} of outbox.value) URL.revokeObjectURL(preview);
  outbox.set([]);
});

async function addOne(file: File): Promise<void> {
  const {picture, note} = await prepare(file);
  const preview = URL.createObjectURL(picture);
  try {
    const size = await measure(preview);
    const item: Outgoing = {
      id: ++last, file: picture, note, preview, ...size, square: false, position: 0.5, caption: '', altText: '',
      state: 'draft', progress: 0, key: crypto.randomUUID(), uploadId: null,
    };
    outbox.update((items) => [...items, item]);
  } catch {
    URL.revokeObjectURL(preview);
    throw new Unfit(t('upload.unreadable', {name: file.name}));
  }
}

export async function add(files: File[]): Promise<void> {
  preparing.update((count) => count + files.length);
  for (const file of files) {
    try {
      await addOne(file);
    } catch (error) {
      say(error instanceof Unfit ? error.message : t('upload.unreadable', {name: file.name}), true);
    } finally {
      preparing.update((count) => count - 1);
    }
  }
}

function published(image: Image): void {
  know([image]);
  for (const key of ['feed', `images ${me().username}`]) {
    keptList<Image>(key)?.change((images) => [image, ...images.filter(({id}) => id !== image.id)]);
  }
}

async function transfer(item: Outgoing, signal: AbortSignal): Promise<Image> {
  const {id} = item;
  const picture = item.square ? await cropSquare(item.file, item.position) : item.file;
  return await sendPicture(
      {picture, caption: item.caption, altText: item.altText, key: item.key, uploadId: item.uploadId},
      {
        signal, onProgress: (progress) => edit(id, {progress}), onStored: (uploadId) => edit(id, {uploadId}),
        onExpired: (key) => edit(id, {key, uploadId: null, progress: 0}),
      });
}

// Makes the photo smaller after the service refused its size, once. null: it cannot be made smaller, or was already.
async function lessened(item: Outgoing, error: ApiError): Promise<Outgoing|null> {
  if (error.code !== 'image_too_large' || item.lessened) return null;
  let smaller: Prepared|null;
  try {
    smaller = await withFewerPixels(item.file);
  } catch {
    return null;
  }
  if (!smaller) return null;
  const change = {file: smaller.picture, note: smaller.note, lessened: true, key: crypto.randomUUID(), uploadId: null, progress: 0};
  edit(item.id, change);
  return {...item, ...change};
}

async function failed(item: Outgoing, error: ApiError): Promise<void> {
  const {id} = item;
  const smaller = await lessened(item, error);
  if (smaller) return await sendOne(smaller);
  const again = spent.includes(error.code) ? {uploadId: null, key: crypto.randomUUID()} : {};
  edit(id, {state: 'failed', progress: 0, error, ...again});
  if (error.passing) whenReachable(() => share([id]));
  else if (place.value.path !== '/upload') complain(error);
}

async function sendOne(item: Outgoing): Promise<void> {
  stop = new AbortController();
  const {signal} = stop;
  const {id} = item;
  edit(id, {state: 'sending', progress: 0});
  try {
    published(await transfer(item, signal));
    ++shared;
    discard(id);
  } catch (thrown) {
    if (signal.aborted) edit(id, {state: 'stopped', progress: 0});
    else await failed(item, toApiError(thrown));
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

// Without ids: all photos of the page that were not tried yet.
export function share(ids?: number[]): Promise<void> {
  outbox.update((items) => items.map((item) => {
    const open = ids ? ['draft', 'failed', 'stopped'] : ['draft'];
    if (ids && !ids.includes(item.id) || !open.includes(item.state)) return item;
    const {error: _, ...rest} = item;
    return {...rest, state: 'waiting'};
  }));
  running ??= sendAll().finally(() => running = undefined);
  return running;
}

export function cancel(id: number): void {
  const item = outbox.value.find((one) => one.id === id);
  if (item?.state === 'sending') stop?.abort();
  if (item?.state === 'waiting') edit(id, {state: 'draft'});
}

// The browser asks before the page is left while there are photos that have not been shared.
export function guardUnload(): void {
  addEventListener('beforeunload', (event) => {
    if (outbox.value.length > 0) event.preventDefault();
  });
}
