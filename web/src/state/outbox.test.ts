import {beforeEach, expect, test, vi} from 'vitest';
import {ApiError} from '../api/errors';
import type {Image} from '../api/client';
import {sendPost, type Parcel, type Watch} from '../api/upload';
import {add, cancel, describe as describePost, describePhoto, discard, discardPhoto, movePhoto, outbox, placeOf, share, type Outgoing} from './outbox';
import {forgetPerson} from './person';
import {setMe} from './session';
import {toasts} from './toasts';

vi.mock('../api/upload', () => ({sendPost: vi.fn()}));
vi.mock('../pictures/prepare', () => ({
  prepare: (file: File) => Promise.resolve({picture: file, note: undefined}), Unfit: class extends Error {}, withFewerPixels: () => Promise.resolve(null),
}));
vi.mock('../pictures/canvas', () => ({cutOut: (file: File) => Promise.resolve(new File([], `cut ${file.name}`))}));

interface Sending {
  parcel: Parcel;
  watch: Watch;
  succeed: () => void;
  fail: (error: unknown) => void;
}
let sendings: Sending[] = [];
const tick = () => new Promise((done) => setTimeout(done));
const file = (name: string) => new File([name], name, {type: 'image/png'});
const post = (): Outgoing => outbox.value[0]!;
const names = () => post().photos.map((photo) => photo.file.name);

beforeEach(() => {
  sendings = [];
  vi.mocked(sendPost).mockImplementation((parcel, watch) => new Promise((done, fail) => {
    sendings.push({parcel, watch, succeed: () => done({id: `i${sendings.length}`, photos: []} as unknown as Image), fail});
    watch.signal.addEventListener('abort', () => fail(new DOMException('stopped', 'AbortError')));
  }));
  vi.stubGlobal('Image', class {
    src = '';
    naturalWidth = 40;
    naturalHeight = 30;
    decode = () => Promise.resolve();
  });
  forgetPerson();
  toasts.set([]);
  setMe({username: 'ann', counts: {following: 0}} as unknown as Parameters<typeof setMe>[0]);
});

test('photos that are added go into the one draft, ten at most', async () => {
  await add([file('a'), file('b')]);
  await add(['c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'].map(file));
  expect(outbox.value).toHaveLength(1);
  expect(names()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']);
  expect(toasts.value).toHaveLength(1);
});

test('whatever changes the request changes its key; a new cut also needs a new upload', async () => {
  await add([file('a'), file('b')]);
  const {id, photos} = post();
  const keys = new Set([post().key]);
  const step = (change: () => void) => {
    change();
    expect(keys).not.toContain(post().key);
    keys.add(post().key);
  };
  step(() => describePost(id, 'words'));
  step(() => describePhoto(id, photos[0]!.id, {altText: 'a boat'}));
  step(() => describePhoto(id, photos[0]!.id, {cut: {...photos[0]!.cut}}));
  step(() => movePhoto(id, photos[1]!.id, 0));
  expect(names()).toEqual(['b', 'a']);
  step(() => discardPhoto(id, photos[1]!.id));
  expect(names()).toEqual(['a']);
});

test('a post is sent whole, and gone when it is shared', async () => {
  await add([file('a'), file('b')]);
  describePost(post().id, 'words');
  void share();
  await tick();
  expect(post().state).toBe('sending');
  expect(sendings[0]!.parcel.caption).toBe('words');
  expect(sendings[0]!.parcel.pieces).toHaveLength(2);
  sendings[0]!.watch.onProgress(0.5);
  expect(post().progress).toBe(0.5);
  sendings[0]!.succeed();
  await tick();
  expect(outbox.value).toEqual([]);
  expect(toasts.value).toHaveLength(1);
});

test('posts are sent one after the other, and one that waits can be taken back', async () => {
  await add([file('a')]);
  void share();
  await add([file('b')]);
  void share();
  await add([file('c')]);
  void share();
  await tick();
  expect(sendings).toHaveLength(1);
  expect(outbox.value.map(({state}) => state)).toEqual(['sending', 'waiting', 'waiting']);
  cancel(outbox.value[1]!.id);
  sendings[0]!.succeed();
  await tick();
  expect(sendings[1]!.parcel.pieces[0]!.picture).toBe(outbox.value[1]!.photos[0]!.file);
  expect(outbox.value.map(({state}) => state)).toEqual(['draft', 'sending']);
});

test('one that failed keeps its key and its uploads, so that trying again publishes once', async () => {
  await add([file('a')]);
  void share();
  await tick();
  const {key} = post();
  sendings[0]!.watch.onStored('u1', 0);
  sendings[0]!.fail(new ApiError(500, 'internal'));
  await tick();
  expect(post()).toMatchObject({state: 'failed', key});
  void share([post().id]);
  await tick();
  expect(sendings[1]!.parcel).toMatchObject({key, pieces: [{uploadId: 'u1'}]});
});

test.each(['upload_used', 'idempotency_key_reused', 'bad_image'])('after %s the next try begins anew', async (code) => {
  await add([file('a')]);
  void share();
  await tick();
  const {key} = post();
  sendings[0]!.watch.onStored('u1', 0);
  sendings[0]!.fail(new ApiError(422, code));
  await tick();
  expect(post().key).not.toBe(key);
  expect(post().photos[0]!.uploadId).toBeNull();
});

test('a refusal that names a photo leaves the uploads of the others', async () => {
  await add([file('a'), file('b')]);
  void share();
  await tick();
  sendings[0]!.watch.onStored('u1', 0);
  sendings[0]!.watch.onStored('u2', 1);
  const refused = new ApiError(422, 'bad_image', [{field: 'upload_ids[1]', code: 'bad_image', message: ''}]);
  expect(placeOf(refused)).toBe(1);
  sendings[0]!.fail(refused);
  await tick();
  expect(post().photos.map(({uploadId}) => uploadId)).toEqual(['u1', null]);
});

test('stopped while it is sent, it stays and can be sent again; thrown away, it is gone', async () => {
  await add([file('a')]);
  void share();
  await tick();
  cancel(post().id);
  await tick();
  expect(post().state).toBe('stopped');
  void share([post().id]);
  await tick();
  discard(post().id);
  await tick();
  expect(outbox.value).toEqual([]);
});

test('another person finds nothing of it', async () => {
  await add([file('a')]);
  void share();
  await tick();
  forgetPerson();
  await tick();
  expect(outbox.value).toEqual([]);
  expect(sendings[0]!.watch.signal.aborted).toBe(true);
});
