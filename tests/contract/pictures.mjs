// Pictures made of nothing: an 8-bit grey PNG of any size, and some that are broken.
import {randomBytes} from 'node:crypto';
import {deflateSync} from 'node:zlib';

const table = Array.from({length: 256}, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; ++bit) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4), sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function header(width, height) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 0, 0, 0, 0], 8);  // 8 bits of grey
  return chunk('IHDR', data);
}

// Every shade is another picture.
export function png(shade, width = 3, height = 2) {
  const rows = Buffer.alloc((width + 1) * height, shade % 256);
  for (let row = 0; row < height; ++row) rows[row * (width + 1)] = 0;  // no filter
  return Buffer.concat([
    signature, header(width, height), chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0))
  ]);
}

// What no compression makes smaller, as colours.
export function noise(width, height) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  let state = 12345;
  for (let at = 0; at < rows.length; ++at) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    rows[at] = at % (width * 3 + 1) ? state >>> 24 : 0;
  }
  const head = header(width, height);
  head[8 + 9] = 2;  // RGB
  head.writeUInt32BE(crc32(head.subarray(4, 21)), 21);
  return Buffer.concat([
    signature, head, chunk('IDAT', deflateSync(rows, {level: 1})), chunk('IEND', Buffer.alloc(0))
  ]);
}

// As large as its pixels: noise does not compress.
export function noisyPng(width, height) {
  const rows = randomBytes((width + 1) * height);
  for (let row = 0; row < height; ++row) rows[row * (width + 1)] = 0;
  return Buffer.concat([
    signature, header(width, height), chunk('IDAT', deflateSync(rows, {level: 1})),
    chunk('IEND', Buffer.alloc(0))
  ]);
}

export const hugePng = Buffer.concat([
  signature, header(30000, 30000), chunk('IDAT', deflateSync(Buffer.alloc(10))),
  chunk('IEND', Buffer.alloc(0))
]);

export function multipart(parts, boundary = 'contract') {
  const pieces = parts.flatMap(
      ([name, value, filename]) =>
          [`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${
               filename ? `; filename="${filename}"` : ''}\r\n\r\n`,
           value, '\r\n']);
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

export const multipartType = 'multipart/form-data; boundary=contract';
