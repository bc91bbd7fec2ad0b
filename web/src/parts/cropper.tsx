// A picture with the area of it that is shared: dragged as a whole or by its corners, or moved by keys.
import type {JSX} from 'preact';
import {useRef} from 'preact/hooks';
import {t, type Key} from '../i18n';
import {moved, resized, shaped, shapes, turned, turnedSides, type Corner, type Cut, type Sides} from '../pictures/cut';
import {Icon} from './icons';

interface CropperProps {
  src: string;
  alt: string;
  sides: Sides;
  cut: Cut;
  fixed: boolean;
  onCut: (cut: Cut) => void;
}

const corners: Record<Corner, Key> = {nw: 'crop.nw', ne: 'crop.ne', sw: 'crop.sw', se: 'crop.se'};
const keys: Record<string, [right: number, down: number]> = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const step = 0.02;

const percent = (part: number) => `${part * 100}%`;

// A picture that is turned on its side fills a box of the other shape.
function turnedStyle(cut: Cut, {width, height}: Sides): JSX.CSSProperties {
  const lies = cut.turn % 180 !== 0;
  return {
    width: percent(lies ? height / width : 1), height: percent(lies ? width / height : 1),
    transform: `translate(-50%, -50%) rotate(${cut.turn}deg)`,
  };
}

export function Cropper({src, alt, sides, cut, fixed, onCut}: CropperProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const held = useRef<{corner: Corner|undefined; x: number; y: number; cut: Cut}|null>(null);
  const shown = turnedSides(sides, cut);
  const change = (from: Cut, corner: Corner|undefined, right: number, down: number) =>
    onCut(corner ? resized(from, corner, right, down, sides) : moved(from, right, down));
  const take = (event: PointerEvent, corner?: Corner) => {
    if (fixed || !event.isPrimary || event.button !== 0) return;
    event.stopPropagation();
    held.current = {corner, x: event.clientX, y: event.clientY, cut};
    box.current!.setPointerCapture(event.pointerId);
  };
  const drag = (event: PointerEvent) => {
    const from = held.current;
    if (!from) return;
    const {width, height} = box.current!.getBoundingClientRect();
    change(from.cut, from.corner, (event.clientX - from.x) / width, (event.clientY - from.y) / height);
  };
  const press = (event: KeyboardEvent, corner?: Corner) => {
    const way = keys[event.key];
    if (!way || fixed || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    change(cut, corner ?? (event.shiftKey ? 'se' : undefined), way[0] * step, way[1] * step);
  };
  const size = t('crop.size', {width: Math.round(cut.width * shown.width), height: Math.round(cut.height * shown.height)});
  return (
    <div ref={box} class="cropper" style={{aspectRatio: `${shown.width} / ${shown.height}`, '--ratio': shown.width / shown.height}}
      onPointerMove={drag} onPointerUp={() => held.current = null} onPointerCancel={() => held.current = null}>
      <img src={src} alt={alt} draggable={false} style={turnedStyle(cut, shown)} />
      {cut.shape !== 'whole' && !fixed && (
        <div class="area" role="group" tabIndex={0} aria-label={`${t('crop.area')} ${size}`} onPointerDown={(event) => take(event)} onKeyDown={(event) => press(event)}
          style={{left: percent(cut.left), top: percent(cut.top), width: percent(cut.width), height: percent(cut.height)}}>
          {(Object.keys(corners) as Corner[]).map((corner) => (
            <button type="button" key={corner} class={`corner ${corner}`} aria-label={t(corners[corner])} onPointerDown={(event) => take(event, corner)} onKeyDown={(event) => press(event, corner)} />
          ))}
        </div>
      )}
    </div>
  );
}

export function CropChoices({name, sides, cut, onCut}: {name: string; sides: Sides; cut: Cut; onCut: (cut: Cut) => void}): JSX.Element {
  return (
    <div class="crop-choices" role="group" aria-label={t('crop.title')}>
      {shapes.map((shape) => (
        <label key={shape} class="shape">
          <input type="radio" name={`shape-${name}`} checked={cut.shape === shape} onChange={() => onCut(shaped(cut, shape, sides))} />
          <span>{shape === 'whole' ? t('crop.whole') : shape === 'free' ? t('crop.free') : shape}</span>
        </label>
      ))}
      <button type="button" class="icon-button" aria-label={t('crop.turn')} title={t('crop.turn')} onClick={() => onCut(turned(cut, sides))}><Icon name="turn" /></button>
    </div>
  );
}
