// Squares cut out of pictures, by the browser itself.
const quality = 0.92;

// The largest square, `position` (0..1) of the way along the longer side; at most `most` pixels wide.
export async function cropSquare(file: Blob, position: number, most = 4096): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const size = Math.min(side, most);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  const left = (bitmap.width - side) * position;
  const top = (bitmap.height - side) * position;
  context.drawImage(bitmap, left, top, side, side, 0, 0, size, size);
  bitmap.close();
  const type = file.type === 'image/png' ? 'image/png' : 'image/jpeg';
  return await new Promise((done, fail) => canvas.toBlob(
      (blob) => blob ? done(blob) : fail(new Error('no picture')), type, quality));
}
