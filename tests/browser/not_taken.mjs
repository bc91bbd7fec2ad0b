// What Chromium decodes and the service does not take, with the reason: by type, then by file.
const types = [
  [/^.{4}ftypavi[fs]/s, 'AVIF: the web client makes a JPEG of it'],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/s, 'JPEG XL: the web client makes a JPEG of it'],
  [/^BM/, 'BMP: the web client makes a JPEG of it'],
  [/^\0\0[\x01\x02]\0/s, 'ICO: the web client makes a JPEG of it'],
  [/^\xff\xd8.*?\xff\xc9/s, 'arithmetic coding: shown by Debian\'s Chromium, by no browser as others build it'],
];

const files = {
  'gif_5001_frames': 'limit of frames: 5,000',
  'jpeg_of_30001_columns': 'limit of size: 30,000 a side',
  'webp_lossless_16383x16383': 'limit of memory: 268 megapixels are kept till the last row',
  'webp_of_65536_tables': 'limit of memory: 1.3 GB of Huffman tables',
  'gif_animated_bits_flipped_12': 'limit of size: 30,000 a side',
  'gif_with_a_frame_of_nothing': 'no picture: an image of no pixels',
  'jpeg_with_nothing_in_its_scan': 'no picture: a scan of no bytes',
  'jpeg_that_says_50_megapixels': 'no picture: 50 megapixels of which 256 pixels are there',
  'jpeg_progressive_that_says_50_megapixels': 'no picture: 50 megapixels of which 256 pixels are there',
};

// undefined: it has to be taken.
export function reasonFor(name, bytes) {
  const start = bytes.subarray(0, 2000).toString('latin1');
  return files[name] ?? types.find(([pattern]) => pattern.test(start))?.[1];
}
