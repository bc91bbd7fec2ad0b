// Converts files that people choose, drop or paste into what the service accepts.
import {largest} from '../api/upload';
import {bytes, t} from '../i18n';
import {reduced} from './canvas';
import {kindOf, type Kind} from './kind';

export interface Prepared {
  picture: File;
  note?: string;   // what was done to it, for the person to know
}

// Tells the person why this file cannot be used.
export class Unfit extends Error {}

const extensions: Record<string, string> = {'image/jpeg': 'jpg', 'image/png': 'png'};

function renamed(name: string, type: string): string {
  return `${name.replace(/\.[^.]*$/, '')}.${extensions[type]}`;
}

function whyUnreadable(name: string, kind: Kind|undefined): string {
  if (!kind) return t('upload.notImage', {name});
  return kind.taken ? t('upload.unreadable', {name}) : t('upload.cannot', {name, kind: kind.name});
}

async function converted(file: File, kind: Kind|undefined, pixels?: number): Promise<File> {
  try {
    const typed = new Blob([file], {type: kind?.type ?? file.type});
    const made = await reduced(typed, kind?.clear ?? true, largest, pixels);
    return new File([made], renamed(file.name, made.type), {type: made.type});
  } catch {
    throw new Unfit(whyUnreadable(file.name, kind));
  }
}

function smallerNote(from: File, to: File): string {
  return t('upload.madeSmaller', {from: bytes(from.size), to: bytes(to.size)});
}

// Files of an accepted kind and size are sent as they are.
export async function prepare(file: File): Promise<Prepared> {
  const kind = await kindOf(file);
  if (kind?.taken && file.size <= largest) return {picture: new File([file], file.name, {type: kind.type})};
  // Drawing it again would lose the animation.
  if (kind?.name === 'GIF') throw new Unfit(t('upload.tooLarge', {name: file.name}));
  const picture = await converted(file, kind);
  if (kind?.taken) return {picture, note: smallerNote(file, picture)};
  const note = t('upload.converted', {from: kind?.name ?? file.type, to: picture.type === 'image/png' ? 'PNG' : 'JPEG'});
  return {picture, note: file.size > largest ? `${note} ${smallerNote(file, picture)}` : note};
}

// For a photo that the service refused for having too many pixels. null: it cannot be made smaller.
export async function withFewerPixels(file: File): Promise<Prepared|null> {
  const kind = await kindOf(file);
  if (!kind || kind.name === 'GIF') return null;
  const half = 8_000_000;
  const picture = await converted(file, kind, half);
  return {picture, note: smallerNote(file, picture)};
}
