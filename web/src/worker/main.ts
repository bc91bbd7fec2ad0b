// The service worker: pages open without a network, and photos are taken from the phone's share sheet. It keeps the files of its
// release, and never what the service answers; the last feed is kept by the page itself (state/kept.ts).
import {handlePush} from './push';
import {takeShared} from './shared';

declare const self: ServiceWorkerGlobalScope;
// What index.html of this release loads (vite.config.ts).
declare const RELEASE: {name: string; files: string[]};

const cacheName = `shell ${RELEASE.name}`;
const patience = 3000;  // milliseconds that a page may take to come, where one is kept

// A page of another release would need files that are not kept here: then the next attempt will find them together.
async function keepShell(): Promise<void> {
  const page = await fetch('/', {cache: 'reload'});
  const text = await page.clone().text();
  if (!page.ok || !RELEASE.files.every((name) => text.includes(name))) throw new Error('index.html is of another release');
  const cache = await caches.open(cacheName);
  await cache.addAll(RELEASE.files);
  await cache.put('/', page);
}

// Pages that are open may be of the release before. They decide when they are loaded anew: nothing is taken from under them.
async function tellPages(): Promise<void> {
  for (const client of await self.clients.matchAll({type: 'window', includeUncontrolled: true})) client.postMessage({release: RELEASE.files});
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('shell ') && name !== cacheName) await caches.delete(name);
  }
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// Pages of people and photos come with their content, which the kept page has not: they are worth waiting for.
const ownContent = /^\/(?:@|p\/)/;

async function page({request, preloadResponse}: FetchEvent): Promise<Response> {
  const fresh = (async () => await preloadResponse as Response|undefined ?? await fetch(request))();
  const kept = await caches.match('/', {cacheName});
  if (!kept) return await fresh;
  if (ownContent.test(new URL(request.url).pathname)) return await fresh.catch(() => kept);
  const late = new Promise<undefined>((done) => setTimeout(done, patience));
  const first = await Promise.race([fresh.catch(() => undefined), late]);
  return !first || first.status >= 500 ? kept : first;
}

async function asset(request: Request): Promise<Response> {
  return await caches.match(request.url, {cacheName}) ?? await fetch(request);
}

async function picture(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request.url);
    if (!kept) throw error;
    return kept;
  }
}

self.addEventListener('install', (event) => event.waitUntil(keepShell().then(tellPages)));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', ({data}) => {
  if (data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const {request} = event;
  const {origin, pathname} = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === 'POST' && pathname === '/upload') event.respondWith(takeShared(request));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate' && !pathname.startsWith('/v1/')) event.respondWith(page(event));
  else if (RELEASE.files.includes(pathname)) event.respondWith(asset(request));
  // Not those that are redirected to another host, where nothing may be asked from here.
  else if (request.destination === 'image' && pathname.startsWith('/v1/get/')) event.respondWith(picture(request));
});

handlePush(self);
