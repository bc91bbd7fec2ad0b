import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {ApiError} from '../api/errors';
import type {Page} from '../api/client';
import {PagedList} from './lists';

interface Item {
  id: string;
  likes?: number;
}
type Answer = (page: Page<Item>) => void;

// A service whose answers come when the test says so.
class Service {
  readonly asked: (string|undefined)[] = [];
  private readonly open: {answer: Answer; refuse: (error: unknown) => void}[] = [];
  readonly list = new PagedList<Item>((cursor) => {
    this.asked.push(cursor);
    return new Promise((answer, refuse) => this.open.push({answer, refuse}));
  }, ({id}) => id);

  async answer(ids: string[], next: string|null, which = 0): Promise<void> {
    this.open.splice(which, 1)[0]!.answer({items: ids.map((id) => ({id})), next_cursor: next});
    await vi.advanceTimersByTimeAsync(0);
  }
  async refuse(error: ApiError): Promise<void> {
    this.open.shift()!.refuse(error);
    await vi.advanceTimersByTimeAsync(0);
  }
  ids(): string[] {
    return this.list.store.value.items.map(({id}) => id);
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('pages follow one another, and what comes twice is listed once', async () => {
  const service = new Service();
  void service.list.more();
  await service.answer(['a', 'b'], 'next');
  void service.list.more();
  await service.answer(['b', 'c'], null);
  expect(service.ids()).toEqual(['a', 'b', 'c']);
  void service.list.more();
  expect(service.asked).toEqual([undefined, 'next']);
});

test('one page is asked for at a time', () => {
  const service = new Service();
  void service.list.more();
  void service.list.more();
  expect(service.asked).toHaveLength(1);
});

test('an empty page with more behind it is gone past', async () => {
  const service = new Service();
  void service.list.more();
  await service.answer([], 'further');
  await service.answer(['a'], null);
  expect(service.ids()).toEqual(['a']);
  expect(service.asked).toEqual([undefined, 'further']);
});

test('a refresh keeps the old items until it has come, and an older answer changes nothing', async () => {
  const service = new Service();
  void service.list.more();
  await service.answer(['old'], 'next');
  void service.list.more();
  void service.list.refresh();
  expect(service.ids()).toEqual(['old']);
  await service.answer(['new'], null, 1);
  await service.answer(['late'], null);
  expect(service.ids()).toEqual(['new']);
});

test('a change made while a page is loading is made to that page, too', async () => {
  const service = new Service();
  void service.list.more();
  await service.answer(['a', 'b'], null);
  void service.list.refresh();
  service.list.change((items) => items.filter(({id}) => id !== 'a'));
  expect(service.ids()).toEqual(['b']);
  await service.answer(['a', 'b', 'c'], null);
  expect(service.ids()).toEqual(['b', 'c']);
  void service.list.refresh();
  await service.answer(['a', 'b'], null);
  expect(service.ids()).toEqual(['a', 'b']);
});

test('what is not there is gone; what failed keeps its items and says why', async () => {
  const gone = new Service();
  void gone.list.more();
  await gone.refuse(new ApiError(404, 'not_found'));
  expect(gone.list.store.value.status).toBe('gone');

  const failing = new Service();
  void failing.list.more();
  await failing.answer(['a'], 'next');
  void failing.list.more();
  await failing.refuse(new ApiError(500, 'internal'));
  expect(failing.list.store.value).toMatchObject({status: 'failed', loaded: true});
  expect(failing.list.store.value.error?.code).toBe('internal');
  expect(failing.ids()).toEqual(['a']);
});

test('a page that failed for want of a connection is asked for again when the service answers', async () => {
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response('{}'))));
  const service = new Service();
  void service.list.more();
  await service.refuse(new ApiError(0, 'offline'));
  expect(service.list.store.value.status).toBe('failed');
  await vi.advanceTimersByTimeAsync(1000);
  expect(service.asked).toHaveLength(2);
  await service.answer(['a'], null);
  expect(service.ids()).toEqual(['a']);
});
