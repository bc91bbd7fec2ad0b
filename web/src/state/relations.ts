// How one stands to people, once for all buttons that show it.
import {useEffect, useReducer} from 'preact/hooks';
import type {Relation} from '../api/client';
import {keptOfPerson} from './person';

const changed = new Map<string, Relation>();
const watchers = new Set<() => void>();
keptOfPerson(() => changed.clear());

export function relationOf(username: string, told: Relation): Relation {
  return changed.get(username) ?? told;
}

export function setRelation(username: string, relation: Relation): void {
  changed.set(username, relation);
  for (const watch of [...watchers]) watch();
}

// What the service just told is newer than what was noted here.
export function forgetRelations(usernames: string[]): void {
  for (const username of usernames) changed.delete(username);
}

export function useRelation(username: string, told: Relation): Relation {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const watch = () => redraw(undefined);
    watchers.add(watch);
    return () => void watchers.delete(watch);
  }, []);
  return relationOf(username, told);
}
