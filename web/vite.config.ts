import {defineConfig} from 'vitest/config';

export default defineConfig({
  esbuild: {jsx: 'automatic', jsxImportSource: 'preact'},
  test: {environment: 'happy-dom'},
  build: {target: 'es2022', modulePreload: {polyfill: false}, assetsInlineLimit: 0},
});
