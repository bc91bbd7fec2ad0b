import {beforeEach, expect, test, vi} from 'vitest';
import {fit, go, goBack, place, startRouter} from './router';

// Listeners of the whole document stay for good, so the router starts once.
startRouter();

beforeEach(() => go('/', {replace: true}));

function click(markup: string, init: MouseEventInit = {}): MouseEvent {
  document.body.innerHTML = markup;
  const event = new MouseEvent('click', {bubbles: true, cancelable: true, ...init});
  document.querySelector('a')!.dispatchEvent(event);
  return event;
}

test('a pattern takes whole segments and decodes its parameters', () => {
  expect(fit('/p/:id', '/p/7')).toEqual({id: '7'});
  expect(fit('/p/:id', '/p/7/')).toEqual({id: '7'});
  expect(fit('/p/:id', '/p/')).toBeNull();
  expect(fit('/p/:id', '/p/7/likes')).toBeNull();
  expect(fit('/@:username', '/@jos%C3%A9')).toEqual({username: 'josé'});
  expect(fit('/@:username', '/@')).toBeNull();
  expect(fit('/@:username', '/ana')).toBeNull();
  expect(fit('/', '/')).toEqual({});
  expect(fit('/t/:tag', '/t/%')).toBeNull();
});

test('going somewhere is a new entry with a key of its own', () => {
  const before = place.value.key;
  go('/search?q=a');
  expect(place.value).toMatchObject({path: '/search', kind: 'push'});
  expect(place.value.search.get('q')).toBe('a');
  expect(place.value.key).toBeGreaterThan(before);
});

test('another query of the same page, in its place, keeps the key', () => {
  go('/search?q=a');
  const {key} = place.value;
  go('/search?q=ab', {replace: true});
  expect(place.value.key).toBe(key);
  go('/about', {replace: true});
  expect(place.value.key).not.toBe(key);
});

test('links of this site are followed without loading a page', () => {
  expect(click('<a href="/about"><b>x</b></a>').defaultPrevented).toBe(true);
  expect(place.value.path).toBe('/about');
});

test.each([
  ['another site', '<a href="https://example.org/x">x</a>', {}],
  ['the API', '<a href="/v1/me">x</a>', {}],
  ['a download', '<a href="/about" download>x</a>', {}],
  ['another window', '<a href="/about" target="_blank">x</a>', {}],
  ['a new tab', '<a href="/about">x</a>', {ctrlKey: true}],
  ['the middle button', '<a href="/about">x</a>', {button: 1}],
])('a link to %s is left to the browser', (_, markup, init) => {
  const {key} = place.value;
  document.addEventListener('click', (event) => event.preventDefault(), {once: true});
  click(markup, init);
  expect(place.value.key).toBe(key);
});

test('Back goes back where there is something, and to the given place where there is not', async () => {
  go('/about');
  const back = vi.spyOn(history, 'back').mockImplementation(() => {});
  goBack('/');
  expect(back).toHaveBeenCalledOnce();
  vi.resetModules();
  const fresh = await import('./router');
  fresh.goBack('/settings');
  expect(back).toHaveBeenCalledOnce();
  expect(location.pathname).toBe('/settings');
  back.mockRestore();
});
