// Photos that the person keeps for themselves.
import type {JSX} from 'preact';
import {call, type Image} from '../api/client';
import {t} from '../i18n';
import {Tile} from '../parts/card';
import {Page} from '../parts/page';
import {profileAddress} from '../parts/people';
import {Empty, Endless, GridSkeletons} from '../parts/states';
import {know} from '../state/images';
import {usePages} from '../state/lists';
import {me} from '../state/session';

export function BookmarksPage(): JSX.Element {
  const [list, state] = usePages<Image>('bookmarks', async (cursor, signal) => {
    const page = await call('get', '/v1/me/bookmarks', {query: {limit: 30, ...(cursor ? {cursor} : {})}, signal});
    know(page.items);
    return page;
  }, ({id}) => id);
  const empty = <Empty icon="bookmark" title={t('bookmarks.none')}><p>{t('bookmarks.noneText')}</p></Empty>;
  return (
    <Page title={t('bookmarks.title')} back={profileAddress(me().username)}>
      <Endless list={list} state={state} skeleton={<GridSkeletons />} empty={empty}>
        <ul class="grid">{state.items.map((image, index) => <li key={image.id}><Tile image={image} load={index === 0 ? 'first' : 'near'} /></li>)}</ul>
      </Endless>
    </Page>
  );
}
