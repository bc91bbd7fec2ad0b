// A photo moves from the grid or the feed to its own page, and back, where the browser can do that and the reader wants it.
const name = 'photo';
const able = 'startViewTransition' in Document.prototype;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

function photoOf(path: string): string|undefined {
  return /^\/p\/([^/]+)$/.exec(path)?.[1];
}

// Of several photos of a post the one that is turned to.
function isSeen(element: Element): boolean {
  const {left, top, bottom, width} = element.getBoundingClientRect();
  const frame = element.closest('.track')?.getBoundingClientRect() ?? {left: 0, right: innerWidth};
  const middle = left + width / 2;
  return width > 0 && bottom > 0 && top < innerHeight && middle >= frame.left && middle <= frame.right;
}

// Where the page shows that photo now.
function shown(id: string): HTMLElement|undefined {
  const own = `a.tile[href="/p/${CSS.escape(id)}"] .picture, article[data-id="${CSS.escape(id)}"] .picture, .stage .picture`;
  return [...document.querySelectorAll<HTMLElement>(own)].find(isSeen);
}

function mark(element: HTMLElement|undefined, on: boolean): void {
  element?.style.setProperty('view-transition-name', on ? name : '');
}

// `change` shows the other page. It is called at once where nothing moves, and otherwise as soon as the browser has looked at this one.
// `back`: to a page where one was before, and where the photo may be.
export function move(from: string, to: string, back: boolean, change: () => void): void {
  const id = photoOf(from) === undefined ? photoOf(to) : back && photoOf(to) === undefined ? photoOf(from) : undefined;
  const before = id && able && !calm.matches && !document.hidden ? shown(id) : undefined;
  if (!id || !before) return change();
  let after: HTMLElement|undefined;
  mark(before, true);
  const moving = document.startViewTransition(async () => {
    mark(before, false);
    change();
    // Preact draws in the next microtask.
    await Promise.resolve();
    await Promise.resolve();
    after = shown(id);
    mark(after, true);
  });
  // One that is skipped, as a next one has begun, is no trouble: the page has changed all the same.
  for (const stage of [moving.ready, moving.updateCallbackDone]) stage.catch(() => {});
  moving.finished.catch(() => {}).finally(() => mark(after, false));
}
