// Photos as phones, clipboards and other programs give them: made into what the service takes, and people are told.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';

import {ask, leave, newcomer, stageFor} from './browser.mjs';
import {noise, png} from './pictures.mjs';

const stage = stageFor();

function magick(...args) {
  return execFileSync('convert', args, {maxBuffer: 64 * 1024 * 1024});
}

function jpeg(width = 64, height = 48) {
  return magick('-size', `${width}x${height}`, 'gradient:red-blue', 'jpeg:-');
}

async function give(page, ...files) {
  await page.setInputFiles('input[type=file]', files.map(({name, type, bytes}) => ({name, mimeType: type, buffer: bytes})));
}

async function shareAll(page) {
  await page.getByRole('button', {name: /^Share/}).click();
  await page.getByRole('article').first().waitFor();
}

// So many photos of the post are there.
async function chosen(page, count) {
  await page.locator('.strip .thumb').nth(count - 1).waitFor();
}

async function look(page, name) {
  await page.getByRole('button', {name: new RegExp(`^\\d of \\d: ${name}$`)}).click();
}

// The photos of the only post.
async function newest(page, username, count) {
  const {items} = await ask(page, stage.base, 'GET', `/v1/users/${username}/images`);
  assert.equal(items.length, 1);
  assert.equal(items[0].photos.length, count);
  return items[0].photos;
}

// The colour of the picture's middle, as the browser shows it: [red, green, blue, opacity].
function middle(page, url) {
  return page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d');
    context.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  }, url);
}

function close(got, wanted) {
  got.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) <= 6, `${got}, not ${wanted}`));
}

test('the type of a picture comes from its bytes, whatever the file says', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  await page.goto('/upload');
  await give(page,
      {name: 'without type', type: '', bytes: jpeg()},
      {name: 'download', type: 'application/octet-stream', bytes: png(10, 30, 20)},
      {name: 'IMG_1.JPG', type: 'image/jpg', bytes: jpeg(50, 40)},
      {name: 'IMG_2.jpeg', type: 'image/jpeg', bytes: magick('-size', '40x30', 'xc:green', 'gif:-')},
      {name: 'really a webp.png', type: 'image/png', bytes: magick('-size', '44x33', 'xc:green', 'webp:-')});
  await chosen(page, 5);
  await shareAll(page);
  const images = await newest(page, username, 5);
  assert.deepEqual(images.map(({content_type}) => content_type),
      ['image/jpeg', 'image/png', 'image/jpeg', 'image/gif', 'image/webp']);
  await leave(tab);
});

// 24 bits a pixel from below, as Windows' clipboard has it.
function bmp(red, green, blue, width = 20, height = 10) {
  const row = Math.ceil(width * 3 / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) bytes.set([blue, green, red], 54 + y * row + x * 3);
  return bytes;
}

const svg = (fill) => Buffer.from(
    `<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="${fill}"/></svg>`);

test('what the browser shows and the service does not take is turned into what it takes', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  await page.goto('/upload');
  await give(page,
      {name: 'paint.bmp', type: 'image/bmp', bytes: bmp(200, 30, 40)},
      {name: 'clip', type: '', bytes: bmp(30, 200, 40)},
      {name: 'photo.avif', type: 'image/avif', bytes: magick('-size', '60x40', 'xc:rgb(40,60,200)', 'avif:-')},
      {name: 'glass.svg', type: 'image/svg+xml', bytes: svg('rgba(40,60,200,0.5)')},
      {name: 'icon.ico', type: 'image/x-icon', bytes: magick('-size', '32x32', 'xc:rgb(200,200,20)', 'ico:-')},
      {name: 'drawing.svg', type: 'image/svg+xml', bytes: svg('rgb(20,200,200)')});
  await chosen(page, 6);
  for (const [name, note] of [
    ['paint.jpg', 'Converted from BMP to JPEG.'], ['clip.jpg', 'Converted from BMP to JPEG.'], ['photo.jpg', 'Converted from AVIF to JPEG.'],
    ['glass.png', 'Converted from SVG to PNG.'], ['icon.jpg', 'Converted from ICO to JPEG.'], ['drawing.jpg', 'Converted from SVG to JPEG.'],
  ]) {
    await look(page, name);
    await page.getByRole('listitem').filter({hasText: name}).getByText(note).waitFor();
  }
  await shareAll(page);
  const images = await newest(page, username, 6);
  assert.deepEqual(images.map(({width, height}) => [width, height]), [[20, 10], [20, 10], [60, 40], [60, 40], [32, 32], [60, 40]]);
  const colours = [[200, 30, 40, 255], [30, 200, 40, 255], [40, 60, 200, 255], [40, 60, 200, 128], [200, 200, 20, 255], [20, 200, 200, 255]];
  for (const [at, {urls}] of images.entries()) close(await middle(page, urls.original), colours[at]);
  await leave(tab);
});

function box(...brands) {
  const bytes = Buffer.alloc(8 + 4 * (brands.length + 1));
  bytes.writeUInt32BE(bytes.length);
  bytes.write(`ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`, 4, 'latin1');
  return Buffer.concat([bytes, Buffer.alloc(200, 7)]);
}

test('what the browser cannot read is named, with the way out', async () => {
  const tab = await newcomer(stage);
  const {page} = tab;
  await page.goto('/upload');
  const cannot = (name, kind) => `${name} is a ${kind} image, which this browser can’t read. Save it as JPEG and choose that file.`;
  const nothing = (name) => `${name} isn’t an image this browser can show.`;
  for (const [name, type, bytes, words] of [
    ['IMG_0001.HEIC', 'image/heic', box('heic', 'mif1', 'heic'), cannot('IMG_0001.HEIC', 'HEIC')],
    ['photo.jpg', 'image/jpeg', box('mif1', 'miaf', 'heix'), cannot('photo.jpg', 'HEIC')],
    ['x.jxl', '', Buffer.from('\xff\x0a1234567890', 'latin1'), cannot('x.jxl', 'JPEG XL')],
    ['scan.tif', 'image/tiff', Buffer.from('II*\0abcdefgh', 'latin1'), cannot('scan.tif', 'TIFF')],
    ['layers.psd', '', Buffer.from('8BPS\0\x01aaaaaaaa', 'latin1'), cannot('layers.psd', 'Photoshop')],
    ['movie.mp4', 'video/mp4', box('isom', 'iso2', 'mp41'), nothing('movie.mp4')],
    ['notes.png', 'image/png', Buffer.from('not a picture'), nothing('notes.png')],
    ['empty.jpg', 'image/jpeg', Buffer.alloc(0), nothing('empty.jpg')],
    ['half.jpg', 'image/jpeg', jpeg().subarray(0, 30), 'half.jpg can’t be read as an image.'],
  ]) {
    await give(page, {name, type, bytes});
    await page.getByText(words).waitFor();
  }
  assert.equal(await page.locator('.file').count(), 0);
  await leave(tab);
});

test('a photo over 20 MB is made smaller, with a word about it; what moves is not', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  await page.goto('/upload');
  const huge = noise(3200, 2400);
  assert.ok(huge.length > 20 * 1024 * 1024);
  const moving = Buffer.concat([magick('-size', '20x20', 'xc:red', 'xc:blue', 'gif:-'), Buffer.alloc(20 * 1024 * 1024)]);
  await page.setInputFiles('input[type=file]', []);
  await page.evaluate(() => {
    window.give = async (name, type, url) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([await (await fetch(url)).blob()], name, {type}));
      document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
    };
  });
  // Larger than what the driver hands over at once.
  await page.route('**/given/*', (route) => route.fulfill({body: route.request().url().endsWith('gif') ? moving : huge}));
  await page.evaluate(() => window.give('moving.gif', 'image/gif', '/given/gif'));
  await page.getByText('moving.gif is over 20 MB, and making it smaller would stop its animation.').waitFor();
  await page.evaluate(() => window.give('camera.png', 'image/png', '/given/png'));
  await page.getByRole('listitem').filter({hasText: 'camera.jpg'}).getByText(/^Reduced from 2\d(\.\d)? MB to \d/).waitFor();
  await shareAll(page);
  const [{width, height, content_type: type}] = await newest(page, username, 1);
  assert.deepEqual([width, height, type], [3200, 2400, 'image/jpeg']);
  await leave(tab);
});

test('a picture of too many pixels for the service is sent again with fewer, once', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  await page.goto('/upload');
  await give(page, {name: 'wide.jpg', type: 'image/jpeg', bytes: jpeg(4000, 3000)});
  await page.locator('.file').waitFor();
  const refused = {status: 413, contentType: 'application/problem+json', body: JSON.stringify({code: 'image_too_large'})};
  const keys = [];
  await page.route('**/v1/images', (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    return keys.length === 1 ? route.fulfill(refused) : route.continue();
  });
  await shareAll(page);
  const [{width, height}] = await newest(page, username, 1);
  assert.ok(width < 4000 && width * height > 7_900_000 && width * height <= 8_100_000, `${width}x${height}`);
  assert.equal(new Set(keys).size, 2);
  // Refused again, it stays refused, with a reason.
  await page.goto('/upload');
  await page.unroute('**/v1/images');
  let asked = 0;
  await page.route('**/v1/images', (route) => { ++asked; return route.fulfill(refused); });
  await give(page, {name: 'wide.jpg', type: 'image/jpeg', bytes: jpeg(4000, 3000)});
  await page.getByRole('button', {name: /^Share/}).click();
  await page.getByText('The image has too many pixels.').waitFor();
  assert.equal(asked, 2);
  await page.getByRole('button', {name: /^Remove/}).click();
  await leave(tab);
});

test('a square of a transparent picture stays transparent, and a profile picture may be of any kind', async () => {
  const tab = await newcomer(stage);
  const {page, username} = tab;
  await page.goto('/upload');
  const half = ['-size', '60x40', 'xc:rgba(200,40,60,0.5)'];
  await give(page, {name: 'glass.webp', type: 'image/webp', bytes: magick(...half, '-define', 'webp:lossless=true', 'webp:-')},
      {name: 'glass.png', type: 'image/png', bytes: magick(...half, 'png:-')});
  await chosen(page, 2);
  for (const name of ['glass.webp', 'glass.png']) {
    await look(page, name);
    await page.getByRole('radio', {name: '1:1'}).check();
  }
  await shareAll(page);
  for (const {urls, width, height} of await newest(page, username, 2)) {
    assert.deepEqual([width, height], [40, 40]);
    close(await middle(page, urls.original), [200, 40, 60, 128]);
  }
  await page.goto('/settings');
  await give(page, {name: 'me.bmp', type: 'image/bmp', bytes: bmp(200, 30, 40, 40, 40)});
  await page.getByRole('button', {name: 'Remove photo'}).waitFor();
  const {profile_image_url: mine} = await ask(page, stage.base, 'GET', '/v1/me');
  close(await middle(page, mine), [200, 30, 40, 255]);
  await leave(tab);
});
