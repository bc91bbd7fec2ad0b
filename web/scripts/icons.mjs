// node scripts/icons.mjs [CHROMIUM]: draws the PNG icons of public/assets from icon.svg. They are kept, as they seldom change.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const assets = fileURLToPath(new URL('../public/assets/', import.meta.url));
const chromium = process.argv[2] ?? 'chromium';
const svg = readFileSync(join(assets, 'icon.svg'), 'utf8');
// A mask may cut away all but a circle of four fifths: the ground fills the square, and the drawing is smaller.
const masked = svg.replace('rx="15" ', '').replace('viewBox="0 0 64 64"', 'viewBox="-8 -8 80 80"').replace('<rect ', '<rect x="-8" y="-8" ')
                   .replace('width="64" height="64"', 'width="80" height="80"');
const icons = [['icon192.png', svg, 192], ['icon512.png', svg, 512], ['mask512.png', masked, 512]];
const folder = mkdtempSync(join(tmpdir(), 'icons-'));
for (const [name, drawing, side] of icons) {
  const page = join(folder, 'icon.html');
  writeFileSync(page, `<!doctype html><style>body{margin:0}svg{display:block;width:100vw}</style>${drawing}`);
  execFileSync(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--window-size=${side},${side}`, '--default-background-color=00000000',
                          '--force-device-scale-factor=1', `--screenshot=${join(assets, name)}`, `file://${page}`], {stdio: 'ignore'});
}
rmSync(folder, {recursive: true});
