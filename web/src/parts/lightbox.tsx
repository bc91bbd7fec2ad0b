// A photo over the whole window: its original, to be zoomed and moved, and the photos before and after it.
import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import type {Image} from '../api/client';
import {t} from '../i18n';
import {go} from '../router';
import {keptList} from '../state/lists';
import {photoAddress} from './card';
import {Dialog} from './dialog';
import {Icon} from './icons';
import {Picture} from './picture';
import {photosOf} from './sources';

interface View {
  scale: number;  // 1: the whole photo is seen
  x: number;      // of its middle, in pixels from the window's
  y: number;
}
const whole: View = {scale: 1, x: 0, y: 0};

const step = 1.5;            // of one press or one turn of the wheel
const least = 3;             // how far every photo can be enlarged, small ones too
const swipe = 60;            // pixels

// How many pixels of the page one of the photo takes where the whole photo is seen.
function fitOf(image: Image, box: DOMRect): number {
  return Math.min(box.width / image.width, box.height / image.height);
}

// No edge of the photo comes away from that of the window, where the photo is larger than it.
function within({scale, x, y}: View, image: Image, box: DOMRect): View {
  const hold = (value: number, side: number, room: number) => {
    const most = Math.max(0, (side * fitOf(image, box) * scale - room) / 2);
    return Math.max(-most, Math.min(most, value));
  };
  return {scale, x: hold(x, image.width, box.width), y: hold(y, image.height, box.height)};
}

interface Stage {
  stage: {current: HTMLDivElement|null};
  view: View;
  zoom: (factor: number, at?: {clientX: number; clientY: number}) => void;
  move: (x: number, y: number) => void;
  reset: () => void;
}

function useStage(image: Image): Stage {
  const stage = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(whole);
  const change = (next: (view: View, box: DOMRect) => View) => {
    const box = stage.current?.getBoundingClientRect();
    if (box) setView((before) => within(next(before, box), image, box));
  };
  const most = (box: DOMRect) => Math.max(least, 2 / (fitOf(image, box) * devicePixelRatio));
  // The point under the fingers or the pointer stays where it is.
  const zoom: Stage['zoom'] = (factor, at) => change((before, box) => {
    const scale = Math.max(1, Math.min(most(box), before.scale * factor));
    const x = at ? at.clientX - box.left - box.width / 2 : 0;
    const y = at ? at.clientY - box.top - box.height / 2 : 0;
    const grown = scale / before.scale;
    return {scale, x: x - (x - before.x) * grown, y: y - (y - before.y) * grown};
  });
  const move: Stage['move'] = (x, y) => change((before) => ({...before, x: before.x + x, y: before.y + y}));
  return {stage, view, zoom, move, reset: () => setView(whole)};
}

interface Point {
  clientX: number;
  clientY: number;
}
const between = (a: Point, b: Point): Point => ({clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2});
const apart = (a: Point, b: Point) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

type Pointers = Pick<JSX.HTMLAttributes<HTMLDivElement>, 'onPointerDown'|'onPointerMove'|'onPointerUp'|'onPointerCancel'>;

// One finger moves an enlarged photo, and goes to another one where it is seen whole; two fingers zoom.
function useFingers({view, zoom, move}: Stage, onSwipe: (forward: boolean) => void): Pointers {
  const down = useRef(new Map<number, Point>()).current;
  const began = useRef<Point>();
  return {
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      down.set(event.pointerId, event);
      began.current = down.size === 1 ? event : undefined;
    },
    onPointerMove: (event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      if (other) zoom(apart(event, other) / Math.max(1, apart(before, other)), between(event, other));
      else if (view.scale > 1) move(event.clientX - before.clientX, event.clientY - before.clientY);
      down.set(event.pointerId, event);
    },
    onPointerUp: (event) => {
      down.delete(event.pointerId);
      const from = began.current;
      began.current = undefined;
      if (!from || view.scale > 1 || event.pointerType === 'mouse') return;
      const x = event.clientX - from.clientX;
      if (Math.abs(x) > swipe && Math.abs(x) > 2 * Math.abs(event.clientY - from.clientY)) onSwipe(x < 0);
    },
    onPointerCancel: (event) => void down.delete(event.pointerId),
  };
}

// The list from which the reader has come, if it is still known: the author's photos, or else the feed.
function neighbours(image: Image): [before: Image|undefined, after: Image|undefined] {
  for (const key of [`images ${image.author.username}`, 'feed']) {
    const items = keptList<Image>(key)?.store.value.items ?? [];
    const at = items.findIndex(({id}) => id === image.id);
    if (at >= 0) return [items[at - 1], items[at + 1]];
  }
  return [undefined, undefined];
}

interface LightboxProps {
  image: Image;
  place: number;  // of the photo in its post
  onClose: () => void;
}

export function Lightbox({image: post, place: first, onClose}: LightboxProps): JSX.Element {
  const [place, setPlace] = useState(first);
  const photos = photosOf(post);
  const image = photos[place] ?? post;
  const stage = useStage(image);
  const {view, zoom, move, reset} = stage;
  const [before, after] = neighbours(post);
  const canTurn = {before: place > 0 || before !== undefined, after: place + 1 < photos.length || after !== undefined};
  // Through the photos of the post, then to the next one.
  const turn = (by: 1|-1) => {
    const to = by < 0 ? before : after;
    if (photos[place + by]) setPlace(place + by);
    else if (to) go(`${photoAddress(to.id)}?full`, {replace: true});
  };
  const fingers = useFingers(stage, (forward) => turn(forward ? 1 : -1));
  useEffect(() => stage.stage.current?.focus(), []);
  useLayoutEffect(reset, [post.id, place]);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows: Record<string, [number, number]> = {ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80]};
    const arrow = arrows[event.key];
    if (event.key === '+' || event.key === '=') zoom(step);
    else if (event.key === '-') zoom(1 / step);
    else if (event.key === '0') reset();
    else if (arrow && view.scale > 1) move(...arrow);
    else if (event.key === 'ArrowLeft') turn(-1);
    else if (event.key === 'ArrowRight') turn(1);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('photo.full')} onClose={onClose} full>
      <div class="lightbox" onKeyDown={press}>
        <div ref={stage.stage} class={view.scale > 1 ? 'zoomed in' : 'zoomed'} role="group" tabIndex={0} aria-label={t('photo.zoomKeys')}
          onWheel={(event) => { event.preventDefault(); zoom(event.deltaY < 0 ? step : 1 / step, event); }}
          onDblClick={(event) => view.scale > 1 ? reset() : zoom(least, event)} {...fingers}>
          <div class="moved" style={{transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`}}>
            <Picture image={image} where="full" load="first" key={`${image.id} ${place}`} />
          </div>
        </div>
        {canTurn.before && <button type="button" class="icon-button turn before" aria-label={t('photo.before')} onClick={() => turn(-1)}><Icon name="back" /></button>}
        {canTurn.after && <button type="button" class="icon-button turn after" aria-label={t('photo.after')} onClick={() => turn(1)}><Icon name="next" /></button>}
        <div class="zooms">
          <button type="button" class="icon-button" aria-label={t('photo.zoomOut')} aria-disabled={view.scale <= 1} onClick={() => zoom(1 / step)}><Icon name="minus" /></button>
          <button type="button" class="icon-button" aria-label={t('photo.zoomIn')} onClick={() => zoom(step)}><Icon name="zoom" /></button>
        </div>
      </div>
    </Dialog>
  );
}
