import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {defineConfig} from 'vite';

// The files that the page loads first. A release is known by them.
function releaseOf(page: string): {name: string; files: string[]} {
  const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name]) => name!);
  return {name: createHash('sha256').update(page).digest('hex').slice(0, 16), files};
}

// The service worker is one file under one name, as browsers find a new release by it; built after the page, whose files it keeps.
const worker = () => defineConfig({
  define: {RELEASE: JSON.stringify(releaseOf(readFileSync('dist/index.html', 'utf8')))},
  publicDir: false,
  build: {
    target: 'es2022', emptyOutDir: false, outDir: 'dist/assets', modulePreload: false,
    rollupOptions: {input: 'src/worker/main.ts', output: {format: 'iife', entryFileNames: 'worker.js'}},
  },
});

export default defineConfig(({mode}) => mode === 'worker' ? worker() : {
  esbuild: {jsx: 'automatic', jsxImportSource: 'preact'},
  build: {target: 'es2022', modulePreload: {polyfill: false}, assetsInlineLimit: 0},
});
