// A photo. Its space is reserved by its sides, so that nothing jumps; a blur is shown until it has loaded.
import {decode} from 'blurhash';
import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import type {Image} from '../api/client';
import {t} from '../i18n';
import {connection} from '../state/connection';
import {Icon} from './icons';
import {askedFor, sizeAt, sourcesOf, type Size, type Where} from './sources';

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

export interface PictureProps {
  image: Image;
  where: Where;
  // 'first': what the reader sees first; 'soon': what comes next; 'near': when the browser finds it near enough.
  load?: 'first'|'soon'|'near';
  alt?: string;
  // The picture whose sides decide the shape, where several share one place.
  ratioOf?: Image;
}

// Photos taller than this are cut in lists, and whole on their own page.
const tallest = 5 / 4;

// An address that could not be loaded. `of` tells which addresses the image had then: others are tried anew.
interface Failure {
  of: string;
  size: Size;
  twice: boolean;
}

function ratioIn({width, height}: Image, where: Where): number {
  if (where === 'grid') return 1;
  return where === 'feed' ? Math.max(width / height, 1 / tallest) : width / height;
}

export function Picture({image, where, load = 'near', alt, ratioOf}: PictureProps): JSX.Element {
  const [there, setThere] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const picture = useRef<HTMLImageElement>(null);
  const of = image.urls.medium;
  const failed = failure?.of === of ? failure : undefined;
  const broken = failed?.twice ?? false;
  // A photo that failed to load while the service was unreachable is loaded again when it answers.
  useEffect(() => {
    if (broken) return connection.watch(() => { if (connection.value === 'up') setFailure(undefined); });
  }, [broken]);
  useEffect(() => {
    if (picture.current?.complete && picture.current.naturalWidth > 0) setThere(true);
  }, []);
  // Addresses of photos end: then the service is asked for the same size, once.
  const fail = () => {
    setThere(false);
    setFailure(failed ? {...failed, twice: true} : {of, size: sizeAt(image, picture.current?.currentSrc ?? ''), twice: false});
  };
  const state = broken ? 'broken' : there ? 'there' : 'coming';
  const ratio = String(ratioIn(ratioOf ?? image, where));
  const seeThrough = image.content_type !== 'image/jpeg';
  return (
    <div class={`picture ${state}${seeThrough ? ' see-through' : ''}`} style={{'--ratio': ratio, aspectRatio: ratio}}>
      {image.blurhash && <Blur hash={image.blurhash} />}
      {broken
        ? <p class="broken"><span><Icon name="photo" />{t('photo.broken')}</span></p>
        : <img ref={picture} key={failed ? 'again' : 'first'} alt={alt ?? altOf(image)} width={image.width} height={image.height}
            loading={load === 'near' ? 'lazy' : 'eager'} fetchpriority={load === 'first' ? 'high' : 'auto'} decoding="async" draggable={false}
            {...(failed ? {src: askedFor(image, failed.size)} : sourcesOf(image, where))}
            onLoad={() => setThere(true)} onError={fail} />}
      {image.animated && (where === 'feed' || where === 'grid') && <span class="moves" role="img" aria-label={t('photo.animated')} title={t('photo.animated')}>GIF</span>}
    </div>
  );
}
