// The photos of a post that is being made, small and in their order: one is chosen, and any is dragged to another place.
import type {JSX} from 'preact';
import {useLayoutEffect, useRef, useState} from 'preact/hooks';
import {t} from '../i18n';
import {movePhoto, type Outgoing, type Photo} from '../state/outbox';
import {Icon} from './icons';

interface StripProps {
  post: Outgoing;
  chosen: Photo;
  fixed: boolean;
  onChoose: (id: number) => void;
}

const slack = 8;   // pixels that a press may move without being a drag

// The place whose middle is nearest.
function placeAt(strip: HTMLElement, x: number, y: number): number {
  const away = [...strip.querySelectorAll('.thumb')].map((thumb) => {
    const {left, top, width, height} = thumb.getBoundingClientRect();
    return Math.hypot(left + width / 2 - x, top + height / 2 - y);
  });
  return away.indexOf(Math.min(...away));
}

export function Strip({post, chosen, fixed, onChoose}: StripProps): JSX.Element {
  const strip = useRef<HTMLDivElement>(null);
  const grip = useRef<{id: number; x: number; y: number; moved: boolean}|null>(null);
  const [dragged, setDragged] = useState<number>();
  const refocus = useRef<string>();
  const {photos} = post;
  const place = photos.indexOf(chosen);
  const move = (photo: Photo, to: number) => {
    if (to < 0 || to >= photos.length) return;
    // What has the focus keeps it, though it stands elsewhere now.
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && strip.current?.contains(focused)) refocus.current = focused.dataset['key'];
    onChoose(photo.id);
    movePhoto(post.id, photo.id, to);
  };
  useLayoutEffect(() => {
    if (refocus.current) strip.current?.querySelector<HTMLElement>(`[data-key="${refocus.current}"]`)?.focus();
    refocus.current = undefined;
  }, [photos]);
  const press = (event: KeyboardEvent, photo: Photo) => {
    const by = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!by || !event.shiftKey || fixed) return;
    event.preventDefault();
    move(photo, photos.indexOf(photo) + by);
  };
  const take = (event: PointerEvent, {id}: Photo) => {
    if (!fixed && event.isPrimary && event.button === 0) grip.current = {id, x: event.clientX, y: event.clientY, moved: false};
  };
  const drag = (event: PointerEvent) => {
    const held = grip.current;
    if (!held || !strip.current) return;
    held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > slack;
    if (!held.moved) return;
    strip.current.setPointerCapture(event.pointerId);
    setDragged(held.id);
    const photo = photos.find(({id}) => id === held.id);
    const to = placeAt(strip.current, event.clientX, event.clientY);
    if (photo && photos.indexOf(photo) !== to) move(photo, to);
  };
  const drop = () => {
    grip.current = null;
    setDragged(undefined);
  };
  const names = (at: number) => ({place: at + 1, count: photos.length});
  return (
    <div class="strip-frame">
      <div ref={strip} class="strip" role="group" aria-label={t('photos.count', {count: photos.length})} onPointerMove={drag} onPointerUp={drop} onPointerCancel={drop}>
        {photos.map((photo, at) => (
          <button type="button" key={photo.id} data-key={photo.id} class={`thumb ${photo === chosen ? 'on' : ''} ${photo.id === dragged ? 'dragged' : ''}`}
            aria-current={photo === chosen ? 'true' : undefined} aria-label={`${t('photos.place', names(at))}: ${photo.file.name}`} aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight"
            onClick={() => onChoose(photo.id)} onKeyDown={(event) => press(event, photo)} onPointerDown={(event) => take(event, photo)}>
            <img src={photo.preview} alt="" draggable={false} />
          </button>
        ))}
      </div>
      {!fixed && (
        <p class="order">
          <button type="button" class="icon-button" data-key="earlier" aria-disabled={place === 0} aria-label={t('upload.earlier')} title={t('upload.earlier')} onClick={() => move(chosen, place - 1)}><Icon name="back" /></button>
          <span role="status">{t('photos.place', names(place))}</span>
          <button type="button" class="icon-button later" data-key="later" aria-disabled={place === photos.length - 1} aria-label={t('upload.later')} title={t('upload.later')} onClick={() => move(chosen, place + 1)}><Icon name="back" /></button>
        </p>
      )}
    </div>
  );
}
