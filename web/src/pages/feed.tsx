import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {call, type Image, type Page as PageOf} from '../api/client';
import {t} from '../i18n';
import {Beside} from '../parts/beside';
import {PhotoCard} from '../parts/card';
import {FirstVisit} from '../parts/first_visit';
import {Icon, Mark} from '../parts/icons';
import {InstallOffer} from '../parts/install';
import {focusHeading, Page} from '../parts/page';
import {Pull} from '../parts/pull';
import {Empty, Endless, PhotoSkeletons} from '../parts/states';
import {place} from '../router';
import {know} from '../state/images';
import {feedOrKept} from '../state/kept';
import {keptList, usePages, type PagedList} from '../state/lists';
import {useNews} from '../state/news';
import {me} from '../state/session';
import {Store, useStore} from '../state/store';

const perPage = 10;

async function fetchFeed(cursor: string|undefined, signal: AbortSignal) {
  const ask = () => call('get', '/v1/feed', {query: {limit: perPage, ...(cursor ? {cursor} : {})}, signal}) as Promise<PageOf<Image>>;
  const list = keptList<Image>('feed');
  const page = cursor ? await ask() : await feedOrKept(me(), list?.store.value.loaded ?? false, ask, () => void list?.refresh());
  know(page.items);
  return page;
}

// Page Down and Page Up move between photos, and Ctrl+End leaves the feed, as the ARIA pattern of feeds has it.
function moveByPage(event: KeyboardEvent): void {
  if (event.key === 'End' && event.ctrlKey) {
    document.querySelector<HTMLElement>('.beside a')?.focus();
    return;
  }
  if (event.key !== 'PageDown' && event.key !== 'PageUp') return;
  const cards = [...document.querySelectorAll<HTMLElement>('[role=feed] > article')];
  const at = cards.indexOf((event.target as Element).closest('article') as HTMLElement);
  const next = cards[at + (event.key === 'PageDown' ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({block: 'start'});
}

function News({list, newest}: {list: PagedList<Image>; newest: string|undefined}): JSX.Element {
  const [news, forget] = useNews(newest);
  const show = async () => {
    forget();
    // The button goes away, and with it the focus.
    const heading = focusHeading();
    await list.refresh();
    // Whoever has gone to another page meanwhile stays where they are there.
    if (heading?.isConnected) scrollTo(0, 0);
  };
  return (
    <div class="news-place" role="status">
      {news && <button type="button" class="button primary small" onClick={() => void show()}>{t('feed.news')}</button>}
    </div>
  );
}

export function FeedPage(): JSX.Element {
  const [list, state] = usePages<Image>('feed', fetchFeed, ({id}) => id);
  const {key, kind} = useStore(place);
  const shown = useRef(key);
  useEffect(() => {
    if (shown.current !== key && kind === 'push') void list.refresh();
    shown.current = key;
  }, [key]);
  // Whoever looks at a photo sees the next one soon. One that is met draws the next card alone, and not all of a long feed.
  const met = useRef(new Map<string, Store<boolean>>()).current;
  const metOf = (id: string) => met.get(id) ?? met.set(id, new Store(false)).get(id)!;
  // Someone new who follows a first person still sees the suggestions, until they leave them.
  const [firstVisit] = useState(me().counts.following === 0);
  const empty = !firstVisit
    ? <Empty icon="photo" title={t('feed.empty')}><p>{t('feed.emptyText')}</p><a class="button primary" href="/upload">{t('nav.upload')}</a></Empty>
    : <FirstVisit />;
  return (
    <Page title={t('feed.title')} hidden>
      <div class="with-beside">
        <div>
          <p class="wordmark feed-brand phone-only"><Mark size={30} /> FotoGal <a class="icon-button" href="/suggestions" aria-label={t('nav.suggestions')}><Icon name="people" /></a></p>
          <Pull onRefresh={() => list.refresh()} />
          <InstallOffer />
          <News list={list} newest={state.items[0]?.id} />
          <p class="unseen" id="feed-keys">{t('feed.keys')}</p>
          <Endless list={list} state={state} skeleton={<PhotoSkeletons />} empty={empty} end={t('feed.end')}>
            <div role="feed" aria-busy={state.status === 'loading'} aria-label={t('feed.title')} aria-describedby="feed-keys" onKeyDown={moveByPage}>
              {state.items.map(({id}, index) => <PhotoCard id={id} before={index > 0 ? metOf(state.items[index - 1]!.id) : undefined} onNear={() => metOf(id).set(true)} key={id} />)}
            </div>
          </Endless>
        </div>
        <Beside />
      </div>
    </Page>
  );
}
