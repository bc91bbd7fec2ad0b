// The last feed with its pictures, shown while the service cannot be reached. It is in a cache of the account that is deleted
// when the person logs out, and with everything else when another one logs in.
import type {Image, Me, Page} from '../api/client';
import {toApiError} from '../api/errors';
import {whenReachable} from './connection';
import {keptOfPerson, notedOwner} from './person';
import {Store} from './store';

interface Kept {
  me: Me;
  page: Page<Image>;
  at: number;
}

const prefix = 'person ';
const address = '/kept/feed';
const mostPictures = 24;
const settleFor = 4000;  // milliseconds: what the reader sees is loaded first

// When the feed that is shown was kept; undefined: it is the present one.
export const shownFrom = new Store<number|undefined>(undefined);

let round = 0;
let timer = 0;

export async function forgetKept(): Promise<void> {
  ++round;
  clearTimeout(timer);
  shownFrom.set(undefined);
  try {
    for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  } catch {
    // Storage is blocked: nothing was kept.
  }
}
keptOfPerson(() => void forgetKept());

// Without a worker no page opens without a network.
const works = () => window.caches !== undefined && navigator.serviceWorker?.controller != null;

// Where a browser could choose among several sizes, it finds the one that is kept.
function withOneSize(image: Image): Image {
  const {medium} = image.urls;
  const same = (urls: Image['urls']) => ({...urls, thumb: urls.medium, large: urls.medium, original: urls.medium});
  return {...image, urls: {...image.urls, thumb: medium, large: medium, original: medium}, photos: image.photos.map((photo) => ({...photo, urls: same(photo.urls)}))};
}

// Photos of another host stay where the browser itself keeps them.
function picturesOf({me, page}: Kept): string[] {
  const faces = [me, ...page.items.map(({author}) => author)].flatMap((one) => one.profile_image_url_small ?? []);
  const photos = page.items.flatMap((image) => image.photos.map(({urls}) => urls.medium));
  return [...new Set([...photos.slice(0, mostPictures), ...faces])].map((url) => new URL(url, location.href))
      .filter(({origin, pathname}) => origin === location.origin && pathname.startsWith('/v1/get/')).map(({href}) => href);
}

async function store(kept: Kept, name: string): Promise<void> {
  const begun = round;
  // Another window may have logged out, or somebody else in.
  const present = () => begun === round && notedOwner() === kept.me.id;
  if (!present()) return;
  const cache = await caches.open(name);
  await cache.put(address, Response.json(kept));
  const wanted = picturesOf(kept);
  for (const {url} of await cache.keys()) if (!wanted.includes(url) && !url.endsWith(address)) await cache.delete(url);
  for (const url of wanted) {
    if (!present()) break;
    if (await cache.match(url)) continue;
    const answer = await fetch(url, {cache: 'force-cache'});
    if (answer.ok) await cache.put(url, answer);
  }
  if (!present()) await caches.delete(name);
}

function keep(me: Me, page: Page<Image>): void {
  clearTimeout(timer);
  const kept = {me, page: {items: page.items.map(withOneSize), next_cursor: null}, at: Date.now()};
  timer = window.setTimeout(() => void store(kept, prefix + me.id).catch(() => {}), settleFor);
}

// What is kept of the one whose browser this is.
export async function keptOf(id: string|null): Promise<Kept|undefined> {
  if (!id || !works()) return undefined;
  try {
    return await (await caches.match(address, {cacheName: prefix + id}))?.json() as Kept|undefined;
  } catch {
    return undefined;
  }
}

// The first page of the feed: as it is, or, where nothing is shown yet and nothing answers, as it was.
export async function feedOrKept(me: Me, shown: boolean, ask: () => Promise<Page<Image>>, again: () => void): Promise<Page<Image>> {
  try {
    const page = await ask();
    shownFrom.set(undefined);
    if (works()) keep(me, page);
    return page;
  } catch (error) {
    const kept = !shown && toApiError(error).passing ? await keptOf(me.id) : undefined;
    if (!kept) throw error;
    shownFrom.set(kept.at);
    whenReachable(again);
    return kept.page;
  }
}
