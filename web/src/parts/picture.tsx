// A photo. Its space is reserved by its sides, so that nothing jumps; a blur is shown until it has loaded.
import {decode} from 'blurhash';
import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import type {Image} from '../api/client';
import {t} from '../i18n';
import {connection} from '../state/connection';
import {Icon} from './icons';

const blurSize = 24;

function Blur({hash}: {hash: string}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    try {
      const pixels = context.createImageData(blurSize, blurSize);
      pixels.data.set(decode(hash, blurSize, blurSize));
      context.putImageData(pixels, 0, 0);
    } catch {
      // Not a valid BlurHash: the plain background is shown.
    }
  }, [hash]);
  return <canvas class="blur" ref={canvas} width={blurSize} height={blurSize} aria-hidden="true" />;
}

export function altOf(image: Image): string {
  return image.alt_text || t('photo.noAlt', {name: image.author.username});
}

// The widths of what the service makes of an image (docs/adr/0009-photos.md).
function mediumWidth({width, height}: Image): number {
  const longest = Math.max(width, height);
  const factor = Math.max(1080 / longest, 320 / Math.min(width, height));
  return Math.round(width * Math.min(1, factor, 16384 / longest));
}
function largeWidth({width, height}: Image): number {
  return Math.round(width * Math.min(1, 2048 / Math.max(width, height)));
}

type Sources = Pick<JSX.ImgHTMLAttributes<HTMLImageElement>, 'src'|'srcset'|'sizes'>;

// The smallest size that is sharp on this screen. Only the original of an animated photo moves, and of a narrow photo only
// the original has more pixels than the large size.
function whole(image: Image): Sources {
  if (image.animated) return {src: image.urls.original};
  const medium = mediumWidth(image);
  const large = largeWidth(image);
  const candidates = [`${image.urls.medium} ${medium}w`];
  if (large > medium) candidates.push(`${image.urls.large} ${large}w`);
  else if (image.width > medium) candidates.push(`${image.urls.original} ${image.width}w`);
  return {src: image.urls.medium, srcset: candidates.join(', '), sizes: '(min-width: 72rem) 46rem, 100vw'};
}

export interface PictureProps {
  image: Image;
  size: 'thumb'|'medium'|'whole';
  shape?: 'own'|'square';
  eager?: boolean;
  alt?: string;
}

// Photos taller than this are cut in lists, and whole on their own page.
const tallest = 5 / 4;

export function Picture({image, size, shape = 'own', eager, alt}: PictureProps): JSX.Element {
  const [state, setState] = useState<'coming'|'there'|'broken'>('coming');
  const picture = useRef<HTMLImageElement>(null);
  // A photo that failed to load while the service was unreachable is loaded again when it answers.
  useEffect(() => {
    if (state === 'broken') return connection.watch(() => { if (connection.value === 'up') setState('coming'); });
  }, [state]);
  useEffect(() => {
    if (picture.current?.complete && picture.current.naturalWidth > 0) setState('there');
  }, []);
  const ratio = shape === 'square' ? 1 : Math.max(image.width / image.height, size === 'whole' ? 0 : 1 / tallest);
  return (
    <div class={`picture ${state}`} style={{aspectRatio: String(ratio)}}>
      {image.blurhash && <Blur hash={image.blurhash} />}
      {state === 'broken'
        ? <p class="broken"><span><Icon name="photo" />{t('photo.broken')}</span></p>
        : <img ref={picture} {...(size === 'whole' ? whole(image) : {src: image.urls[size]})} alt={alt ?? altOf(image)} width={image.width} height={image.height}
            loading={eager ? 'eager' : 'lazy'} decoding="async" draggable={false}
            onLoad={() => setState('there')} onError={() => setState('broken')} />}
      {image.animated && size !== 'whole' && <span class="moves" role="img" aria-label={t('photo.animated')} title={t('photo.animated')}>GIF</span>}
    </div>
  );
}
