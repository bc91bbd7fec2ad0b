// A value with listeners.
import {useEffect, useReducer} from 'preact/hooks';

export class Store<T> {
  private readonly watchers = new Set<() => void>();
  constructor(public value: T) {}

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const watch of [...this.watchers]) watch();
  }
  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }
  watch(watch: () => void): () => void {
    this.watchers.add(watch);
    return () => void this.watchers.delete(watch);
  }
}

// Returns what `read` returns, and renders again whenever `watch` calls back. Effects run only after the browser has painted,
// so a change between rendering and watching is looked for as well.
export function useWatched<T>(read: () => T, watch: (changed: () => void) => () => void, keys: unknown[]): T {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const drawn = read();
  useEffect(() => {
    if (!Object.is(read(), drawn)) redraw(undefined);
    return watch(() => redraw(undefined));
  }, keys);
  return drawn;
}

export function useStore<T>(store: Store<T>): T {
  return useWatched(() => store.value, (changed) => store.watch(changed), [store]);
}
