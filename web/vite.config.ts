import {defineConfig} from 'vite';

// Against a running `fotogal up`: npm run dev, then http://localhost:5173.
const service = 'http://127.0.0.1:8080';

export default defineConfig({
  esbuild: {jsx: 'automatic', jsxImportSource: 'preact'},
  build: {target: 'es2022', modulePreload: {polyfill: false}, assetsInlineLimit: 0},
  server: {proxy: {'/v1': {target: service, changeOrigin: true, headers: {origin: service}}}},
});
