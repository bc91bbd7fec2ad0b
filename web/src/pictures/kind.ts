// Finds the format of a file from its first bytes, because phones, mail programs and clipboards give pictures wrong
// types and names, or none.

export interface Kind {
  name: string;       // as people call it
  type: string;       // its media type
  taken: boolean;     // the service accepts it as it is
  clear: boolean;     // it may have transparent pixels
}

const taken = true, clear = true;
const kind = (name: string, type: string, more: Partial<Kind> = {}): Kind => ({name, type, taken: false, clear: false, ...more});

const heic = kind('HEIC', 'image/heic', {clear});
const avif = kind('AVIF', 'image/avif', {clear});
const jpegXl = kind('JPEG XL', 'image/jxl', {clear});
const tiff = kind('TIFF', 'image/tiff', {clear});
const svg = kind('SVG', 'image/svg+xml', {clear});

// As Latin-1, so that bytes can be compared with texts.
const beginnings: [starts: RegExp, kind: Kind][] = [
  [/^\xff\xd8\xff/, kind('JPEG', 'image/jpeg', {taken})],
  [/^\x89PNG\r\n\x1a\n/, kind('PNG', 'image/png', {taken, clear})],
  [/^GIF8[79]a/, kind('GIF', 'image/gif', {taken, clear})],
  [/^RIFF[^]{4}WEBP/, kind('WebP', 'image/webp', {taken, clear})],
  // ISO base media: the brands say which format it is, and not always the first one.
  [/^[^]{4}ftyp(?:[^]{4})*?avi[fs]/, avif],
  [/^[^]{4}ftyp(?:[^]{4})*?(?:hei[cxms]|hev[cxms]|mif1|msf1)/, heic],
  [/^(?:\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n)/, jpegXl],
  [/^BM[^]{4}\0\0\0\0/, kind('BMP', 'image/bmp', {clear})],
  [/^\0\0[\x01\x02]\0[^\0]\0/, kind('ICO', 'image/x-icon', {clear})],
  [/^(?:II\*\0|MM\0\*|II\+\0)/, tiff],
  [/^8BPS/, kind('Photoshop', 'image/vnd.adobe.photoshop', {clear})],
  [/^(?:\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, kind('JPEG 2000', 'image/jp2', {clear})],
  [/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^]*?|<!--[^]*?|<!DOCTYPE svg[^]*?)*<svg[\s>]/i, svg],
];

const looked = 512;

export async function kindOf(file: Blob): Promise<Kind|undefined> {
  const bytes = new Uint8Array(await file.slice(0, looked).arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  // The brands end where their box ends.
  const box = text.startsWith('ftyp', 4) ? text.slice(0, Math.max(12, new DataView(bytes.buffer).getUint32(0))) : text;
  return beginnings.find(([starts]) => starts.test(box))?.[1];
}
