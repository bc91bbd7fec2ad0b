import {expect, test, vi} from 'vitest';
import {Store} from './store';

test('watchers are called for a change, and for nothing else', () => {
  const store = new Store({a: 1});
  const seen = vi.fn();
  const stop = store.watch(seen);
  store.set(store.value);
  expect(seen).not.toHaveBeenCalled();
  store.update(({a}) => ({a: a + 1}));
  expect(seen).toHaveBeenCalledOnce();
  stop();
  store.set({a: 3});
  expect(seen).toHaveBeenCalledOnce();
});

test('a watcher may stop itself or others while it is called', () => {
  const store = new Store(0);
  const calls: string[] = [];
  const stopOther = store.watch(() => calls.push('other'));
  const stop = store.watch(() => {
    calls.push('first');
    stop();
    stopOther();
  });
  store.set(1);
  store.set(2);
  expect(calls).toEqual(['other', 'first']);
});
