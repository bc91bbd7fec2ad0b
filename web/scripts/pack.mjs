// Makes dist/ ready to be published: compresses the files that become smaller by it, writes publish.json for `fotogal
// up` and other publishers, and checks the size of what a browser loads first.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {extname, join} from 'node:path';
import {gzipSync} from 'node:zlib';

const folder = 'dist';
// The most bytes, compressed, that a browser may have to load before the first page can be used.
const budget = {total: 100 * 1024, script: 80 * 1024, style: 16 * 1024};

// The script for the page of unknown addresses, which the gateway serves itself (api-gateway/unknown_page.html) and
// which cannot know the file names of a build.
function writeStart() {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/<script[^>]*\bsrc="([^"]+)"/g)].map(([, name]) => `import(${JSON.stringify(name)});\n`);
  const sheets = [...page.matchAll(/<link[^>]*\brel="stylesheet"[^>]*\bhref="([^"]+)"/g)].map(([, name]) =>
    `document.head.append(Object.assign(document.createElement('link'), {rel: 'stylesheet', href: ${JSON.stringify(name)}}));\n`);
  if (scripts.length === 0 || sheets.length === 0) throw new Error('index.html names no script or no style');
  writeFileSync(join(folder, 'assets/start.js'), [...sheets, ...scripts].join(''));
}

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/manifest+json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

function* files(under) {
  for (const entry of readdirSync(join(folder, under), {withFileTypes: true})) {
    const name = under ? `${under}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* files(name);
    else if (!name.endsWith('.gz') && name !== 'publish.json') yield name;
  }
}

// Vite puts a hash of the content into the names of what it builds.
const hashed = (name) => /-[\w-]{8}\.\w+$/.test(name);

function pack(name) {
  const type = types[extname(name)];
  if (!type) throw new Error(`${name}: what type is that?`);
  const bytes = readFileSync(join(folder, name));
  const zipped = gzipSync(bytes, {level: 9});
  const compress = name !== 'index.html' && zipped.length < bytes.length;
  if (compress) writeFileSync(join(folder, `${name}.gz`), zipped);
  return {
    size: zipped.length,
    entry: {
      name,
      file: compress ? `${name}.gz` : name,
      content_type: type,
      cache_control: hashed(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
      content_encoding: compress ? 'gzip' : '',
    },
  };
}

writeStart();
const packed = [...files('')].map(pack);
// Files that refer to others are published after them.
const late = ['assets/start.js', 'index.html', 'assets/worker.js'];
packed.sort((a, b) => late.indexOf(a.entry.name) - late.indexOf(b.entry.name));
writeFileSync(
    join(folder, 'publish.json'), JSON.stringify(packed.map(({entry}) => entry), null, 1) + '\n');

const page = readFileSync(join(folder, 'index.html'), 'utf8');
if (/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/.test(page))
  throw new Error('index.html has inline script or style, which the security policy refuses');

const first = packed.filter(({entry}) => entry.name === 'index.html' || page.includes(entry.name));
const sum = (suffix) => first.filter(({entry}) => entry.name.endsWith(suffix))
                            .reduce((total, {size}) => total + size, 0);
const spent = {total: sum(''), script: sum('.js'), style: sum('.css')};
for (const [what, bytes] of Object.entries(spent)) {
  const kilobytes = (bytes / 1024).toFixed(1);
  if (bytes > budget[what])
    throw new Error(`first load: ${what} is ${kilobytes} KB compressed, over ${budget[what] / 1024} KB`);
}
console.log(`web client: first load ${(spent.total / 1024).toFixed(1)} KB compressed (budget 100)`);
