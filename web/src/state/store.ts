// A value that parts of the page watch.
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

export function useStore<T>(store: Store<T>): T {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const drawn = store.value;
  useEffect(() => {
    if (!Object.is(store.value, drawn)) redraw(undefined);
    return store.watch(() => redraw(undefined));
  }, [store]);
  return drawn;
}
