// Sending pictures, with progress: small ones straight to the service, large ones to Object Storage
// first.
import {reachable} from '../state/connection';
import {call, heed, pause, pauseBefore, type Image} from './client';
import {ApiError, refusal} from './errors';
import type {components} from './schema';

const megabyte = 1024 * 1024;
export const largest = 20 * megabyte;
const largestDirect = 4 * megabyte;

export interface Piece {
  picture: Blob;
  altText: string;
  uploadId: string|null;    // the upload that has the bytes already
}
export interface Parcel {
  pieces: Piece[];          // the photos of the post
  caption: string;
  key: string;              // Idempotency-Key: a repeated request publishes nothing twice
}
export interface Watch {
  onProgress: (part: number) => void;   // 0..1 of the bytes
  onStored: (uploadId: string, place: number) => void;
  onExpired: (key: string) => void;     // the uploads have expired: they are begun again with that key
  signal: AbortSignal;
}

interface Sent {
  status: number;
  body: string;
  retryAfter: string|null;
}

// XMLHttpRequest, because fetch says nothing of how far an upload is.
function transmit(
    method: string, url: string, headers: Record<string, string>, body: XMLHttpRequestBodyInit,
    {onProgress, signal}: Watch): Promise<Sent> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({loaded, total}) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => done({
      status: request.status, body: request.responseText, retryAfter: request.getResponseHeader('Retry-After'),
    });
    request.onerror = () => fail(new ApiError(0, 'offline'));
    request.onabort = () => fail(new DOMException('stopped', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    if (signal.aborted) return fail(new DOMException('stopped', 'AbortError'));
    signal.addEventListener('abort', abort);
    request.send(body);
  });
}

async function expectSuccess(sending: Promise<Sent>): Promise<string> {
  try {
    const {status, body, retryAfter} = await sending;
    if (status >= 200 && status < 300) {
      reachable();
      return body;
    }
    throw refusal(status, body, retryAfter);
  } catch (error) {
    if (error instanceof ApiError) heed(error);
    throw error;
  }
}

// A request that was refused because of a short limit had no effect: it is sent again after a while.
async function sent(transmission: () => Promise<Sent>, {signal}: Watch): Promise<string> {
  for (let attempt = 0;; ++attempt) {
    try {
      return await expectSuccess(transmission());
    } catch (error) {
      const delay = error instanceof ApiError && error.brief ? pauseBefore(error, attempt) : undefined;
      if (delay === undefined || signal.aborted) throw error;
      await pause(delay);
    }
  }
}

async function sendDirect(parcel: Parcel, {picture, altText}: Piece, watch: Watch): Promise<Image> {
  const form = new FormData();
  form.set('image', picture);
  form.set('caption', parcel.caption);
  form.set('alt_text', altText);
  const answer = await sent(
      () => transmit('POST', '/v1/images', {'Idempotency-Key': parcel.key}, form, watch), watch);
  return JSON.parse(answer) as Image;
}

type Upload = components['schemas']['Upload'];

// Object Storage answers the same for an upload URL that has expired and for one that never existed.
async function put(upload: Upload, picture: Blob, watch: Watch): Promise<void> {
  try {
    await sent(() => transmit(upload.method, upload.url, {...upload.headers}, picture, watch), watch);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) throw new ApiError(404, 'upload_not_found');
    throw error;
  }
}

async function store(picture: Blob, watch: Watch): Promise<string> {
  const body = JSON.stringify({content_type: picture.type, size: picture.size});
  const asked = await sent(
      () => transmit(
          'POST', '/v1/uploads', {'Content-Type': 'application/json'}, body,
          {...watch, onProgress: () => {}}), watch);
  const upload = JSON.parse(asked) as Upload;
  await put(upload, picture, watch);
  return upload.upload_id;
}

// One after the other: more at once would be no faster, and a connection that breaks loses one.
async function storeAll({pieces}: Parcel, watch: Watch): Promise<string[]> {
  const bytes = pieces.reduce((sum, {picture}) => sum + picture.size, 0);
  const ids: string[] = [];
  let before = 0;
  for (const [place, {picture, uploadId}] of pieces.entries()) {
    const onProgress = (part: number) => watch.onProgress((before + part * picture.size) / bytes);
    const id = uploadId ?? await store(picture, {...watch, onProgress});
    if (!uploadId) watch.onStored(id, place);
    ids.push(id);
    before += picture.size;
    watch.onProgress(before / bytes);
  }
  return ids;
}

async function publishStored(parcel: Parcel, watch: Watch): Promise<Image> {
  const ids = await storeAll(parcel, watch);
  watch.onProgress(1);
  const {caption, pieces} = parcel;
  const body = ids.length === 1 ?
      {upload_id: ids[0]!, caption, alt_text: pieces[0]!.altText} :
      {upload_ids: ids, caption, alt_texts: pieces.map(({altText}) => altText)};
  return await call(
      'post', '/v1/images', {body, idempotencyKey: parcel.key, signal: watch.signal});
}

// A stored upload is kept for a limited time. If one is gone when the post is published, the files are uploaded once more.
async function sendStored(parcel: Parcel, watch: Watch): Promise<Image> {
  try {
    return await publishStored(parcel, watch);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'upload_not_found') throw error;
  }
  const key = crypto.randomUUID();
  watch.onExpired(key);
  return await publishStored({...parcel, key, pieces: parcel.pieces.map((piece) => ({...piece, uploadId: null}))}, watch);
}

export function sendPost(parcel: Parcel, watch: Watch): Promise<Image> {
  const [first, ...others] = parcel.pieces;
  const direct = others.length === 0 && first!.picture.size <= largestDirect;
  return direct ? sendDirect(parcel, first!, watch) : sendStored(parcel, watch);
}
