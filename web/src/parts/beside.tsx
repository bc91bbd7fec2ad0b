// Beside the feed in wide windows: who is logged in, and a few people to follow.
import type {JSX} from 'preact';
import {call, type Page as Answer, type Person} from '../api/client';
import {t} from '../i18n';
import {usePages} from '../state/lists';
import {forgetRelations} from '../state/relations';
import {useMyself} from '../state/session';
import {useWatched} from '../state/store';
import {Avatar, FollowButton, PersonRow, profileAddress} from './people';

const wide = matchMedia('(min-width: 76rem)');  // style/frame.css

const most = 5;

async function fetchFew(cursor: string|undefined, signal: AbortSignal) {
  const page = await call('get', '/v1/suggestions', {query: {limit: most, ...(cursor ? {cursor} : {})}, signal}) as Answer<Person>;
  forgetRelations(page.items.map(({username}) => username));
  return page;
}

function Few(): JSX.Element|null {
  const [, {items}] = usePages<Person>('suggestions beside', fetchFew, ({id}) => id);
  if (items.length === 0) return null;
  return (
    <>
      <h2>{t('people.suggestions')}</h2>
      <ul class="people">{items.map((person) => <li key={person.id}><PersonRow person={person} size={38}><FollowButton person={person} /></PersonRow></li>)}</ul>
      <p><a href="/suggestions">{t('people.all')}</a></p>
    </>
  );
}

function Content(): JSX.Element {
  const mine = useMyself();
  return (
    <aside class="beside" aria-label={t('nav.beside')}>
      <a class="who" href={profileAddress(mine.username)}>
        <Avatar of={mine} size={42} />
        <span class="names"><span class="username"><bdi>{mine.username}</bdi></span><span class="full-name"><bdi>{mine.full_name}</bdi></span></span>
      </a>
      <Few />
    </aside>
  );
}

// Nothing of it is asked for where it has no room.
export function Beside(): JSX.Element|null {
  const room = useWatched(() => wide.matches, (changed) => {
    wide.addEventListener('change', changed);
    return () => wide.removeEventListener('change', changed);
  }, []);
  return room ? <Content /> : null;
}
