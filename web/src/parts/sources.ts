// Which of an image's sizes a browser may load, so that it takes the smallest that is sharp where the photo is shown.
import type {Image} from '../api/client';

export type Size = keyof Image['urls'];
// Where a photo is shown: in the feed, as a square of a profile's grid, on its own page, there at full size.
export type Where = 'feed'|'grid'|'page'|'full';

// A photo of a post, like an image of its own; `place` counts from 0.
export type Placed = Image&{place?: number};
export function photosOf(image: Image): Placed[] {
  return image.photos.map((photo, place) => ({...image, ...photo, place}));
}

export interface Sources {
  sizes?: string;
  srcset?: string;
  src: string;
}

interface Sides {
  width: number;
  height: number;
}

// The sides of what the service makes of an image (docs/adr/0009-photos.md).
function scaled({width, height}: Sides, factor: number): Sides {
  const most = Math.min(1, factor);
  return {width: Math.round(width * most), height: Math.round(height * most)};
}
function mediumOf(image: Sides): Sides {
  const longest = Math.max(image.width, image.height);
  const factor = Math.max(1080 / longest, 320 / Math.min(image.width, image.height));
  return scaled(image, Math.min(factor, 16384 / longest));
}
function largeOf(image: Sides): Sides {
  return scaled(image, 2048 / Math.max(image.width, image.height));
}

// A square shows the middle of a picture: only its short side counts.
const shortSide = ({width, height}: Sides) => Math.min(width, height);
const across = ({width}: Sides) => width;

// The sizes with the pixels that each has across what is shown, each with more than the one before.
function candidates(image: Image, where: Where): [Size, number][] {
  const pixels = where === 'grid' ? shortSide : across;
  const found: [Size, number][] = where === 'grid' ? [['thumb', Math.min(320, shortSide(image))]] : [];
  for (const [size, sides] of [['medium', mediumOf(image)], ['large', largeOf(image)]] as const) {
    if (pixels(sides) > (found.at(-1)?.[1] ?? 0)) found.push([size, pixels(sides)]);
  }
  // A narrow strip may have fewer pixels in every other size than it is wide on the page, even on a plain screen.
  const most = found.at(-1)![1];
  if (where === 'page' && image.width > most && most < Math.min(innerWidth, columnWidth)) found.push(['original', image.width]);
  return found;
}

// How wide a photo is shown (style/photos.css): a column of 38rem; on its own page, beside the comments, as high as the
// window allows.
const columnWidth = 38 * 16;
function shownWidth({width, height}: Sides, where: Where): string {
  if (where === 'grid') {
    return '(min-width: 100rem) calc((min(80rem, 100vw - 17rem) - 32px) / 5), (min-width: 72rem) calc((min(64rem, 100vw - 17rem) - 24px) / 4), ' +
        '(min-width: 40rem) calc((38rem - 16px) / 3), calc((100vw - 6px) / 3)';
  }
  const column = '(min-width: 40rem) 38rem, 100vw';
  if (where === 'feed') return `(min-width: 76rem) 33rem, ${column}`;
  return `(min-width: 72rem) min(44rem, 100vw - 39rem, (100vh - 8rem) * ${(width / height).toFixed(4)}), ${column}`;
}

export function sourcesOf(image: Image, where: Where): Sources {
  // Only the original of an animated photo moves.
  if (where === 'full' || (image.animated && where === 'page')) return {src: image.urls.original};
  const found = candidates(image, where);
  const src = image.urls[found[0]![0]];
  if (found.length === 1) return {src};
  return {sizes: shownWidth(image, where), srcset: found.map(([size, pixels]) => `${image.urls[size]} ${pixels}w`).join(', '), src};
}

// Which size it was that a browser has loaded from this address.
export function sizeAt(image: Image, address: string): Size {
  const sizes = Object.keys(image.urls) as Size[];
  return sizes.find((size) => new URL(image.urls[size], location.href).href === address) ?? 'medium';
}

// Where the service itself answers, after checking who asks: with the present address, should the one in `urls` have ended.
export function askedFor({id, place = 0}: Placed, size: Size): string {
  return `/v1/images/${encodeURIComponent(id)}/content?size=${size}${place > 0 ? `&photo=${place + 1}` : ''}`;
}
