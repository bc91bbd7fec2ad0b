// The photos of a post side by side: swiped, or moved on by arrows and keys. One photo is shown as it is.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Image} from '../api/client';
import {t} from '../i18n';
import {Likeable} from './card';
import {Icon} from './icons';
import {Picture, type PictureProps} from './picture';
import {photosOf, type Where} from './sources';

interface CarouselProps {
  image: Image;
  where: Where;
  load: PictureProps['load'];
  onPlace?: (place: number) => void;    // which photo is shown now
}

function Arrow({to, onClick}: {to: 'back'|'on'; onClick: () => void}): JSX.Element {
  const label = t(to === 'back' ? 'photos.previous' : 'photos.next');
  // The track itself takes the arrow keys, so these need no place among the tabs.
  return (
    <button type="button" class={`icon-button turn ${to}`} tabIndex={-1} aria-label={label} title={label} onClick={onClick}>
      <Icon name="back" />
    </button>
  );
}

const steps: Record<string, number> = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity};

function Several({image, where, load, onPlace}: CarouselProps): JSX.Element {
  const photos = photosOf(image);
  const last = photos.length - 1;
  const track = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState(0);
  // What comes next is loaded once the post is looked at.
  const [seen, setSeen] = useState(where === 'page');
  useEffect(() => {
    if (seen || !track.current) return;
    const watcher = new IntersectionObserver((found) => found.some((one) => one.isIntersecting) && setSeen(true));
    watcher.observe(track.current);
    return () => watcher.disconnect();
  }, [seen]);
  const loadOf = (at: number) => at === 0 ? load : seen && at <= place + 1 ? 'soon' : 'near';
  const show = (to: number) => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    track.current?.scrollTo({left: to * track.current.clientWidth, behavior: still ? 'instant' : 'smooth'});
  };
  const turn = (by: number) => show(Math.min(last, Math.max(0, place + by)));
  const scrolled = () => {
    const {scrollLeft, clientWidth} = track.current!;
    const now = Math.min(last, Math.round(scrollLeft / Math.max(1, clientWidth)));
    if (now === place) return;
    setPlace(now);
    onPlace?.(now);
  };
  const press = (event: KeyboardEvent) => {
    const by = steps[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    turn(by);
  };
  const label = (at: number) => t('photos.place', {place: at + 1, count: photos.length});
  return (
    <div class="carousel" role="group" aria-roledescription={t('photos.carousel')} aria-label={t('photos.count', {count: photos.length})}>
      <Likeable image={image}>
        <ul ref={track} class="track" tabIndex={0} aria-label={t('photos.count', {count: photos.length})} onScroll={scrolled} onKeyDown={press}>
          {photos.map((photo, at) => (
            <li key={at} aria-label={label(at)}>
              <Picture image={photo} where={where} load={loadOf(at)} ratioOf={photos[0]!} />
            </li>
          ))}
        </ul>
      </Likeable>
      {place > 0 && <Arrow to="back" onClick={() => turn(-1)} />}
      {place < last && <Arrow to="on" onClick={() => turn(1)} />}
      <span class="which" aria-hidden="true">{label(place)}</span>
      <span class="unseen" role="status">{label(place)}</span>
      <span class="dots" aria-hidden="true">{photos.map((_, at) => <i key={at} class={at === place ? 'on' : ''} />)}</span>
    </div>
  );
}

export function Photos(props: CarouselProps): JSX.Element {
  const {image, where, load} = props;
  if (image.photos.length > 1) return <Several {...props} key={image.id} />;
  return <Likeable image={image}><Picture image={image} where={where} load={load} /></Likeable>;
}
