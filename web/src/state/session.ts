// Who is logged in. Scripts cannot read the cookie (HttpOnly), so the service is asked.
import {call, whenSessionEnds, whenSuspended, type Me} from '../api/client';
import {forgetEarly} from '../api/early';
import {toApiError} from '../api/errors';
import {language} from '../i18n';
import {whenReachable} from './connection';
import {forgetKept, keptOf} from './kept';
import {forgetLists} from './lists';
import {forgetPerson, keptOfPerson, notedOwner, ownerKey} from './person';
import {forgetShared} from './shared';
import {Store, useStore} from './store';

export type Session = {state: 'asking'}|{state: 'unreachable'}|{state: 'out'; ended?: boolean}|
    {state: 'in'; me: Me};
export const session = new Store<Session>({state: 'asking'});

export function me(): Me {
  if (session.value.state !== 'in') throw new Error('not logged in');
  return session.value.me;
}

export function useMyself(): Me {
  const who = useStore(session);
  if (who.state !== 'in') throw new Error('not logged in');
  return who.me;
}

export function setMe(changed: Me): void {
  session.set({state: 'in', me: changed});
}

export function countFollowing(difference: number): void {
  if (session.value.state !== 'in' || difference === 0) return;
  const {me: mine} = session.value;
  setMe({...mine, counts: {...mine.counts, following: Math.max(0, mine.counts.following + difference)}});
}

// Whether somebody was logged in here before, and so may be still.
export function mayBeIn(): boolean {
  try {
    return localStorage.getItem(ownerKey) !== null;
  } catch {
    return true;  // storage is blocked
  }
}

keptOfPerson(forgetEarly);

let owner: string|null = null;

// Notes whose drafts and photos are kept in this browser; if it was somebody else's before, theirs are deleted.
function belongTo(id: string): void {
  try {
    owner = localStorage.getItem(ownerKey);
    localStorage.setItem(ownerKey, id);
  } catch {
    // Storage is blocked: it is noted until the page is left.
  }
  if (owner !== id) forgetPerson();
  owner = id;
}

// Without an answer the page is the one of whoever was here last, as far as it is kept.
async function standIn(): Promise<void> {
  const kept = await keptOf(notedOwner());
  if (session.value.state === 'in') return;
  session.set(kept ? {state: 'in', me: kept.me} : {state: 'unreachable'});
}

export async function askWho(): Promise<void> {
  try {
    const mine = await call('get', '/v1/me');
    belongTo(mine.id);
    setMe(mine);
  } catch (error) {
    forgetEarly();
    if (toApiError(error).status === 401) {
      session.set({state: 'out'});
      return;
    }
    await standIn();
    whenReachable(() => void askWho());
  }
}

// For the page on which one logs in: nothing is asked, and refused, where nobody was ever logged in.
export function isOut(): void {
  session.set({state: 'out'});
}

// Asks who is logged in once more, after something that may have changed it. Whoever cannot be asked stays who they were.
// For a minute a session that has ended may still read: where it may have ended, a change of nothing asks.
export async function lookAgain(mayHaveEnded = false): Promise<void> {
  if (session.value.state !== 'in') return;
  try {
    setMe(mayHaveEnded ? await call('patch', '/v1/me', {body: {}}) : await call('get', '/v1/me'));
  } catch {
    // If the session has ended, `whenSessionEnds` has been told.
  }
}

// The state to send with a code, where the account asks for one.
export async function logIn(login: string, password: string): Promise<string|undefined> {
  try {
    await call('post', '/v1/login', {body: {login, password, session: 'cookie'}});
  } catch (error) {
    const {code, state} = toApiError(error);
    if (code === 'second_factor_required' && state) return state;
    throw error;
  }
  await askWho();
  return undefined;
}

export async function logInByCode(state: string, code: string): Promise<void> {
  await call('post', '/v1/login', {body: {state, code, session: 'cookie'}});
  await askWho();
}

export interface Registration {
  email: string;
  full_name: string;
  username: string;
  password: string;
  is_private: boolean;
}
export async function signUp(registration: Registration): Promise<void> {
  await call('post', '/v1/users', {body: {...registration, session: 'cookie'}, language: language.value});
  await askWho();
}

// Deletes everything that this browser keeps of the person. Other windows keep nothing of somebody who is no longer noted.
export function leave(): void {
  owner = null;
  try {
    localStorage.removeItem(ownerKey);
  } catch {
    // Storage is blocked: nothing was noted.
  }
  forgetPerson();
  forgetShared();
  session.set({state: 'out'});
}

export async function logOut(): Promise<void> {
  await call('post', '/v1/logout');
  leave();
}

// The page that says why is shown as soon as the account says so itself.
whenSuspended(() => {
  if (session.value.state === 'in' && !session.value.me.suspended) void lookAgain();
});

// Drafts are kept: the same person finds them after logging in again.
whenSessionEnds(() => {
  if (session.value.state !== 'in') return;
  forgetLists();
  void forgetKept();
  session.set({state: 'out', ended: true});
});
