// What somebody sees who follows nobody yet: people who share photos, with some of them.
import type {JSX} from 'preact';
import {call, type Author, type Image} from '../api/client';
import {t} from '../i18n';
import {know} from '../state/images';
import {usePages} from '../state/lists';
import {useMyself} from '../state/session';
import {Suggestions} from '../pages/people';
import {Tile} from './card';
import {FollowButton, PersonRow} from './people';
import {Endless, RowSkeletons} from './states';

interface Sharing {
  id: string;
  author: Author;
  images: Image[];
}

const enough = 3;          // people to follow
const photosOfEach = 3;
const pagesRead = 3;       // a page of Explore has one photo of each person

// Public people, as Explore shows them; nobody follows whoever is new here, and they follow nobody.
async function fetchSharing(_: string|undefined, signal: AbortSignal) {
  const people = new Map<string, Sharing>();
  let cursor: string|null = null;
  for (let page = 0; page < pagesRead && (page === 0 || cursor); ++page) {
    const read: {items: Image[]; next_cursor: string|null} = await call('get', '/v1/explore', {query: {limit: 9, ...(cursor ? {cursor} : {})}, signal});
    know(read.items);
    for (const image of read.items) {
      const {author} = image;
      const one = people.get(author.id) ?? {id: author.id, author, images: []};
      if (one.images.length < photosOfEach) one.images.push(image);
      people.set(author.id, one);
    }
    cursor = read.next_cursor;
  }
  return {items: [...people.values()], next_cursor: null};
}

function Onward(): JSX.Element|null {
  const {following} = useMyself().counts;
  if (following === 0) return null;
  return (
    <p class="onward" role="status">
      <a class={following >= enough ? 'button primary' : 'button'} href="/">{t('people.onward')}</a>
      {following < enough && <span class="soft">{t('people.some', {count: enough - following})}</span>}
    </p>
  );
}

function PersonWithPhotos({of: {author, images}}: {of: Sharing}): JSX.Element {
  const person = {...author, full_name: '', is_private: false, is_professional_account: false, relation: 'none' as const};
  return (
    <li class="sharing">
      <PersonRow person={person}><FollowButton person={person} /></PersonRow>
      <ul class="grid">{images.map((image) => <li key={image.id}><Tile image={image} load="near" /></li>)}</ul>
    </li>
  );
}

export function FirstVisit(): JSX.Element {
  const [list, state] = usePages<Sharing>('first visit', fetchSharing, ({id}) => id);
  const others = <Suggestions />;
  return (
    <section class="suggestions first-visit">
      <h2>{t('people.suggestionsFirst')}</h2>
      <p class="soft">{t('people.suggestionsText')}</p>
      <Onward />
      <Endless list={list} state={state} skeleton={<RowSkeletons />} empty={others} gone={others}>
        <ul class="people">{state.items.map((one) => <PersonWithPhotos of={one} key={one.id} />)}</ul>
        <p class="onward"><a class="button" href="/suggestions">{t('nav.suggestions')}</a></p>
      </Endless>
    </section>
  );
}
