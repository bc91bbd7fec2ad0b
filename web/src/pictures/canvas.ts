// Redraws pictures in the browser: crops, scales, changes the format.
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
export async function drawn(image: HTMLImageElement, part: Part, width: number, height: number, clear: boolean): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', {willReadFrequently: clear});
  if (!context) throw new Error('no canvas of that size');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, part.left, part.top, part.width, part.height, 0, 0, width, height);
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
