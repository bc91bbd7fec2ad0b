// Whether the person follows others, kept in one place for all buttons that show it.
import type {Relation} from '../api/client';
import {keptOfPerson} from './person';
import {useWatched} from './store';

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

// The service has just answered with newer relations than those kept here.
export function forgetRelations(usernames: string[]): void {
  for (const username of usernames) changed.delete(username);
}

export function useRelation(username: string, told: Relation): Relation {
  return useWatched(() => relationOf(username, told), (changed) => {
    watchers.add(changed);
    return () => void watchers.delete(changed);
  }, [username]);
}
