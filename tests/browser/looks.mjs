// How every page looks, out of the demonstration: for the pictures in docs/images/pages, and for the test that compares with them.
import assert from 'node:assert/strict';

import {ask, enterDemo, newcomer, openTab} from './browser.mjs';

export const windows = {
  phone: {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true},
  desktop: {viewport: {width: 1366, height: 768}},
};

const of = (address) => () => address;

// Names of pages, and what leads there; `newest` is the newest photo of Marina. A new page needs a line.
const anonymous = {
  'log-in': of('/login'),
  'sign-up': of('/signup'),
  forgotten: of('/forgotten'),
  about: of('/about'),
  lost: of('/nothing/here'),
  'public-profile': of('/@marina.alves'),
  'public-photo': (newest) => `/p/${newest}`,
};
const marinas = {
  feed: of('/'),
  photo: (newest) => `/p/${newest}`,
  likes: (newest) => `/p/${newest}/likes`,
  profile: of('/@tomas_r'),
  'own-profile': of('/@marina.alves'),
  followers: of('/@tomas_r/followers'),
  explore: of('/search'),
  search: of('/search?q=to'),
  tag: of('/t/azulejo'),
  notifications: of('/notifications'),
  bookmarks: of('/bookmarks'),
  suggestions: of('/suggestions'),
  upload: of('/upload'),
  requests: of('/requests'),
  settings: of('/settings'),
  privacy: of('/settings/privacy'),
  pushes: of('/settings/notifications'),
  account: of('/settings/account'),
  password: of('/settings/password'),
  sessions: of('/settings/sessions'),
  blocked: of('/settings/blocked'),
  muted: of('/settings/muted'),
  data: of('/settings/data'),
};
const strangers = {'first-visit': of('/')};

// All that can be seen has come, and does not move any more.
export async function settled(page) {
  await page.locator('h1').first().waitFor({state: 'attached'});
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => [...document.images]
      .filter((image) => image.getBoundingClientRect().top < innerHeight)
      .every((image) => image.complete && image.naturalWidth > 0));
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
}

// What time it is shows nowhere.
const style = 'time { visibility: hidden !important; }';

// Which photos Explore shows is left to chance, where there are several of one person: here it has all of these people, the newest first.
const publicPeople = ['marina.alves', 'tomas_r', 'atelier.azul', 'joana', 'nuno'];

async function sortExplore({context}, base, viewer) {
  await context.route('**/v1/explore*', async (route) => {
    const items = [];
    for (const name of publicPeople.filter((one) => one !== viewer))
      items.push(...(await (await route.fetch({url: `${base}/v1/users/${name}/images`})).json()).items);
    items.sort((a, b) => b.created_at.localeCompare(a.created_at));
    await route.fulfill({json: {items, next_cursor: null}});
  });
}

async function takeEach(page, pages, newest, look, take) {
  for (const [name, address] of Object.entries(pages)) {
    await page.goto(address(newest));
    await settled(page);
    await take(`${name}-${look}`, await page.screenshot({style, animations: 'disabled', caret: 'hide'}));
  }
}

// Calls take(name, png) for every page in that window and colour scheme.
export async function takeLooks(stage, window, colorScheme, take) {
  const look = `${window}-${colorScheme}`;
  // Its own style is not the page's, and so against its policy.
  const options = {...windows[window], colorScheme, reducedMotion: 'reduce', bypassCSP: true};
  const marina = await openTab(stage.browser, stage.base, options);
  await enterDemo(marina.page, stage.base, 'marina.alves');
  await sortExplore(marina, stage.base, 'marina.alves');
  const {items} = await ask(marina.page, stage.base, 'GET', '/v1/users/marina.alves/images');
  // Whatever was new there is not any more, nor is the number of them in the bar.
  await marina.page.goto('/notifications');
  await settled(marina.page);
  await takeEach(marina.page, marinas, items[0].id, look, take);
  await ask(marina.page, stage.base, 'POST', '/v1/logout');
  await marina.context.close();

  const outside = await openTab(stage.browser, stage.base, options);
  await takeEach(outside.page, anonymous, items[0].id, look, take);
  await outside.context.close();

  const stranger = await newcomer(stage, options);
  await sortExplore(stranger, stage.base, '');
  await takeEach(stranger.page, strangers, '', look, take);
  assert.deepEqual([...outside.faults, ...marina.faults, ...stranger.faults], []);
  await stranger.context.close();
}
