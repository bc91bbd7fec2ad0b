// Lists of pages that follow cursors. They are kept while the reader is on another page, so that Back shows them as they were.
import {useEffect, useMemo} from 'preact/hooks';
import type {Page} from '../api/client';
import {toApiError, type ApiError} from '../api/errors';
import {place} from '../router';
import {whenReachable} from './connection';
import {keptOfPerson} from './person';
import {Store, useStore} from './store';

export interface ListState<T> {
  items: T[];
  next: string|null;
  status: 'idle'|'loading'|'failed'|'gone';
  loaded: boolean;        // the first page has come
  error?: ApiError;
}
// Idempotent: a change may be applied twice.
type Change<T> = (items: T[]) => T[];
type Fetch<T> = (cursor: string|undefined, signal: AbortSignal) => Promise<Page<T>>;

const empty: ListState<never> = {items: [], next: null, status: 'idle', loaded: false};

export class PagedList<T> {
  readonly store = new Store<ListState<T>>(empty);
  private abort = new AbortController();
  private forgetWaiting = () => {};
  // Changes made while a page is loading. That page may contain them or not, so they are applied to it again.
  private changes: Change<T>[] = [];
  constructor(private readonly fetch: Fetch<T>, private readonly idOf: (item: T) => string) {}

  // Loads the first page again; the old items stay until it has come.
  async refresh(): Promise<void> {
    this.abort.abort();
    this.abort = new AbortController();
    await this.load(undefined);
  }
  async more(): Promise<void> {
    const {status, next, loaded} = this.store.value;
    if (status === 'loading' || (loaded && next === null)) return;
    await this.load(loaded ? next ?? undefined : undefined);
  }
  change(update: Change<T>): void {
    if (this.store.value.status === 'loading') this.changes.push(update);
    this.store.update((state) => ({...state, items: update(state.items)}));
  }

  private async load(cursor: string|undefined): Promise<void> {
    const {signal} = this.abort;
    this.forgetWaiting();
    this.changes = [];
    this.store.update(({error: _, ...state}) => ({...state, status: 'loading'}));
    try {
      let page = await this.fetch(cursor, signal);
      // A page may be empty though the list goes on.
      while (page.items.length === 0 && page.next_cursor) page = await this.fetch(page.next_cursor, signal);
      if (signal.aborted) return;
      const before = cursor === undefined ? [] : this.store.value.items;
      const seen = new Set(before.map(this.idOf));
      const fresh = page.items.filter((item) => !seen.has(this.idOf(item)));
      const items = this.changes.reduce((known, change) => change(known), [...before, ...fresh]);
      this.store.set({items, next: page.next_cursor, status: 'idle', loaded: true});
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toApiError(thrown);
      const status = error.status === 404 ? 'gone' : 'failed';
      this.store.update((state) => ({...state, status, error}));
      if (error.passing) this.forgetWaiting = whenReachable(() => void this.load(cursor));
    }
  }
}

const kept = new Map<string, PagedList<unknown>>();

export function forgetLists(): void {
  kept.clear();
}
keptOfPerson(forgetLists);

export function keptList<T>(key: string): PagedList<T>|undefined {
  return kept.get(key) as PagedList<T>|undefined;
}

export function usePages<T>(
    key: string, fetch: Fetch<T>, idOf: (item: T) => string): [PagedList<T>, ListState<T>] {
  const list = useMemo(() => {
    const found = keptList<T>(key) ?? new PagedList(fetch, idOf);
    kept.set(key, found as PagedList<unknown>);
    return found;
  }, [key]);
  useEffect(() => {
    const {loaded, status} = list.store.value;
    if (!loaded ? status !== 'loading' : place.value.kind === 'push') void list.refresh();
  }, [list]);
  return [list, useStore(list.store)];
}
