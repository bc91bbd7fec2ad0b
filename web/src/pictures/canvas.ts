// Redraws pictures in the browser: crops, turns, scales, changes the format.
import {turnedSides, type Cut} from './cut';

const quality = 0.92;
// Not every browser can draw more pixels than this.
export const mostPixels = 16_000_000;

// Decodes the file as the browser shows it, upright. The picture is freed after `use`.
export async function withDecoded<T>(file: Blob, use: (image: HTMLImageElement) => Promise<T>): Promise<T> {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return await use(image);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

// Reads row by row, so that a large picture is not in memory twice.
function showsThrough(context: CanvasRenderingContext2D, {width, height}: HTMLCanvasElement): boolean {
  const rows = 64;
  for (let top = 0; top < height; top += rows) {
    const {data} = context.getImageData(0, top, width, Math.min(rows, height - top));
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  }
  return false;
}

// As JPEG, or as PNG if it has transparent pixels (checked only if `clear`).
export function drawn(image: HTMLImageElement, part: Part, width: number, height: number, clear: boolean): Promise<Blob> {
  return painted(width, height, clear, (context) => context.drawImage(image, part.left, part.top, part.width, part.height, 0, 0, width, height));
}

async function painted(width: number, height: number, clear: boolean, paint: (context: CanvasRenderingContext2D) => void): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', {willReadFrequently: clear});
  if (!context) throw new Error('no canvas of that size');
  context.imageSmoothingQuality = 'high';
  paint(context);
  const type = clear && showsThrough(context, canvas) ? 'image/png' : 'image/jpeg';
  const blob = await new Promise<Blob|null>((done) => canvas.toBlob(done, type, quality));
  canvas.width = canvas.height = 0;
  if (!blob) throw new Error('no picture');
  return blob;
}

// The largest square, `position` (0..1) of the way along the longer side; at most `most` pixels wide.
export function cropSquare(file: Blob, position: number, most = 4000): Promise<Blob> {
  return withDecoded(file, async (image) => {
    const {naturalWidth: width, naturalHeight: height} = image;
    const side = Math.min(width, height);
    const square = {left: (width - side) * position, top: (height - side) * position, width: side, height: side};
    const size = Math.min(side, most);
    return await drawn(image, square, size, size, file.type !== 'image/jpeg');
  });
}

// The part of the picture that the cut says, turned as it says; in at most as many pixels as a browser draws.
export function cutOut(file: Blob, cut: Cut): Promise<Blob> {
  return withDecoded(file, async (image) => {
    const {naturalWidth, naturalHeight} = image;
    const {width, height} = turnedSides({width: naturalWidth, height: naturalHeight}, cut);
    const [across, down] = [Math.max(1, Math.round(cut.width * width)), Math.max(1, Math.round(cut.height * height))];
    const scale = Math.min(1, Math.sqrt(mostPixels / (across * down)));
    const size: [number, number] = [Math.max(1, Math.round(across * scale)), Math.max(1, Math.round(down * scale))];
    return await painted(...size, file.type !== 'image/jpeg', (context) => {
      context.scale(size[0] / across, size[1] / down);
      context.translate(width / 2 - Math.round(cut.left * width), height / 2 - Math.round(cut.top * height));
      context.rotate(cut.turn * Math.PI / 180);
      context.drawImage(image, -naturalWidth / 2, -naturalHeight / 2);
    });
  });
}

// The whole picture in at most that many pixels and bytes.
export function reduced(file: Blob, clear: boolean, mostBytes: number, pixels = mostPixels): Promise<Blob> {
  return withDecoded(file, async (image) => {
    const {naturalWidth: width, naturalHeight: height} = image;
    const longest = 16_000;
    const tries = 6;
    let scale = Math.min(1, Math.sqrt(pixels / (width * height)), longest / Math.max(width, height));
    for (let n = 0; n < tries; ++n, scale *= 0.7) {
      const size = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
      const blob = await drawn(image, {left: 0, top: 0, width, height}, ...size, clear);
      if (blob.size <= mostBytes) return blob;
    }
    throw new Error('too many bytes however small');
  });
}
