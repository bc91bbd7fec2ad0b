// Lists of people.
import type {ComponentChildren, JSX} from 'preact';
import {useState} from 'preact/hooks';
import {call, type Page as Answer, type Person} from '../api/client';
import {toApiError} from '../api/errors';
import {setMute} from '../api/safety';
import {t} from '../i18n';
import {Dialog} from '../parts/dialog';
import {Icon, type IconName} from '../parts/icons';
import {Page} from '../parts/page';
import {FollowButton, PersonRow} from '../parts/people';
import {Empty, Endless, RowSkeletons} from '../parts/states';
import {keptList, usePages, type PagedList} from '../state/lists';
import {forgetRelations, setRelation} from '../state/relations';
import {me} from '../state/session';
import {complain} from '../state/toasts';

type Fetch = (query: {limit: number; cursor?: string}, signal: AbortSignal) => Promise<Answer<Person>>;
const perPage = 30;

interface PeopleProps {
  of: string;                 // names the list
  fetch: Fetch;
  empty: JSX.Element;
  gone?: JSX.Element;
  action?: (person: Person, list: PagedList<Person>) => ComponentChildren;
}

export function People({of, fetch, empty, gone, action}: PeopleProps): JSX.Element {
  const read = async (cursor: string|undefined, signal: AbortSignal) => {
    const page = await fetch({limit: perPage, ...(cursor ? {cursor} : {})}, signal);
    forgetRelations(page.items.map(({username}) => username));
    return page;
  };
  const [list, state] = usePages<Person>(of, read, ({id}) => id);
  return (
    <Endless list={list} state={state} skeleton={<RowSkeletons />} empty={empty} gone={gone ?? empty}>
      <ul class="people">
        {state.items.map((person) => (
          <li key={person.id}><PersonRow person={person}>{action ? action(person, list) : person.id !== me().id && <FollowButton person={person} />}</PersonRow></li>
        ))}
      </ul>
    </Endless>
  );
}

function nobody(icon: IconName, title: string, text?: string): JSX.Element {
  return <Empty icon={icon} title={title}>{text && <p>{text}</p>}</Empty>;
}

function without(list: PagedList<Person>, person: Person): void {
  list.change((people) => people.filter(({id}) => id !== person.id));
}

// Runs the action and, if it succeeds, removes the person from the list.
async function settle(list: PagedList<Person>, person: Person, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    without(list, person);
  } catch (error) {
    complain(toApiError(error));
  }
}

export function Suggestions(): JSX.Element {
  const empty = (
    <Empty icon="people" title={t('people.suggestionsNone')}>
      <p>{t('people.suggestionsNoneText')}</p>
      <a class="button primary" href="/search">{t('nav.search')}</a>
    </Empty>
  );
  return (
    <section class="suggestions">
      <People of="suggestions" fetch={(query, signal) => call('get', '/v1/suggestions', {query, signal})} empty={empty} />
    </section>
  );
}

export function SuggestionsPage(): JSX.Element {
  return <Page title={t('people.suggestions')}><Suggestions /></Page>;
}

function RemoveFollower({person, list}: {person: Person; list: PagedList<Person>}): JSX.Element {
  const [asking, setAsking] = useState(false);
  const {username} = person;
  const remove = () => settle(list, person, () => call('delete', '/v1/me/followers/{username}', {path: {username}}));
  return (
    <>
      <button type="button" class="icon-button" aria-label={`${t('profile.removeFollower')}: ${username}`} onClick={() => setAsking(true)}><Icon name="close" size={20} /></button>
      {asking && (
        <Dialog title={t('profile.removeAsk', {name: username})} onClose={() => setAsking(false)}>
          <p>{t('profile.removeText')}</p>
          <div class="choices">
            <button type="button" class="button" onClick={() => setAsking(false)}>{t('app.cancel')}</button>
            <button type="button" class="button danger" onClick={() => void remove()}>{t('profile.removeFollower')}</button>
          </div>
        </Dialog>
      )}
    </>
  );
}

export function FollowersPage({username}: {username: string}): JSX.Element {
  const own = username === me().username;
  const remove = (person: Person, list: PagedList<Person>) => (
    <>
      <FollowButton person={person} />
      <RemoveFollower person={person} list={list} />
    </>
  );
  return (
    <Page title={`${t('people.followers')} · ${username}`} heading={t('people.followers')} back={`/@${username}`}>
      <People of={`followers ${username}`} fetch={(query, signal) => call('get', '/v1/users/{username}/followers', {path: {username}, query, signal})}
        empty={nobody('people', t('people.none'))} {...(own ? {action: remove} : {})} />
    </Page>
  );
}

export function FollowingPage({username}: {username: string}): JSX.Element {
  return (
    <Page title={`${t('people.following')} · ${username}`} heading={t('people.following')} back={`/@${username}`}>
      <People of={`following ${username}`} fetch={(query, signal) => call('get', '/v1/users/{username}/following', {path: {username}, query, signal})}
        empty={nobody('people', t('people.none'))} />
    </Page>
  );
}

export function LikersPage({id}: {id: string}): JSX.Element {
  return (
    <Page title={t('photo.likedBy')} back={`/p/${id}`}>
      <People of={`likers ${id}`} fetch={(query, signal) => call('get', '/v1/images/{id}/likes', {path: {id}, query, signal})}
        empty={nobody('heart', t('photo.noLikes'))} gone={nobody('photo', t('photo.gone'))} />
    </Page>
  );
}

export function RequestsPage(): JSX.Element {
  const decide = (person: Person, list: PagedList<Person>) => {
    const path = {username: person.username};
    return (
      <>
        <button type="button" class="button primary small" aria-label={`${t('people.approve')}: ${person.username}`}
          onClick={() => void settle(list, person, () => call('put', '/v1/me/follow-requests/{username}', {path}))}>{t('people.approve')}</button>
        <button type="button" class="button small" aria-label={`${t('people.reject')}: ${person.username}`}
          onClick={() => void settle(list, person, () => call('delete', '/v1/me/follow-requests/{username}', {path}))}>{t('people.reject')}</button>
      </>
    );
  };
  return (
    <Page title={t('people.requests')} back="/notifications">
      <People of="requests" fetch={(query, signal) => call('get', '/v1/me/follow-requests', {query, signal})} action={decide}
        empty={nobody('people', t('people.requestsNone'), t('people.requestsNoneText'))} />
      <h2 class="section">{t('people.sent')}</h2>
      <People of="sent requests" fetch={(query, signal) => call('get', '/v1/me/sent-follow-requests', {query, signal})}
        empty={<p class="soft">{t('people.requestsNone')}</p>} />
    </Page>
  );
}

export function BlocksPage(): JSX.Element {
  const unblock = (person: Person, list: PagedList<Person>) => (
    <button type="button" class="button small" aria-label={`${t('profile.unblock')}: ${person.username}`}
      onClick={() => void settle(list, person, async () => {
        const answer = await call('delete', '/v1/users/{username}/block', {path: {username: person.username}});
        setRelation(person.username, answer.relation);
      })}>{t('profile.unblock')}</button>
  );
  return (
    <Page title={t('people.blocked')} back="/settings/privacy">
      <People of="blocks" fetch={(query, signal) => call('get', '/v1/me/blocks', {query, signal})} action={unblock}
        empty={nobody('people', t('people.blockedNone'))} />
    </Page>
  );
}

export function MutesPage(): JSX.Element {
  const unmute = (person: Person, list: PagedList<Person>) => (
    <button type="button" class="button small" aria-label={`${t('profile.unmute')}: ${person.username}`}
      onClick={() => void settle(list, person, async () => {
        await setMute(person.username, false);
        void keptList('feed')?.refresh();
      })}>{t('profile.unmute')}</button>
  );
  return (
    <Page title={t('people.muted')} back="/settings/privacy">
      <People of="mutes" fetch={(query, signal) => call('get', '/v1/me/mutes', {query, signal})} action={unmute} empty={nobody('people', t('people.mutedNone'), t('people.mutedNoneText'))} />
    </Page>
  );
}
