// The service worker (worker/main.ts), seen from the page.
import {t} from '../i18n';
import {say} from './toasts';

const address = '/worker.js';
const lookEvery = 3_600_000;  // milliseconds

// Scripts come from addresses that are written here, or from none (the page's `trusted-types`).
function trusted(): string {
  interface Policies {
    createPolicy: (name: string, rules: {createScriptURL: (url: string) => string}) => {createScriptURL: (url: string) => string};
  }
  const {trustedTypes} = window as {trustedTypes?: Policies};
  return trustedTypes?.createPolicy('worker', {createScriptURL: () => address}).createScriptURL(address) ?? address;
}

// The waiting release begins only now, with this page loaded anew. The others go on with what they have loaded.
function reload({waiting}: ServiceWorkerRegistration): void {
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {once: true});
  waiting.postMessage('take over');
}

function isOld(release: unknown): boolean {
  return Array.isArray(release) && !release.includes(new URL(import.meta.url).pathname);
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register(trusted(), {updateViaCache: 'none'});
  navigator.serviceWorker.addEventListener('message', ({data}: MessageEvent<{release?: unknown}|null>) => {
    if (isOld(data?.release)) say(t('app.newVersion'), false, {label: t('app.reload'), act: () => reload(registration)});
  });
  let looked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - looked < lookEvery) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
}

// After everything that the reader waits for.
export function startWorker(): void {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  const start = () => void register().catch(() => {});  // private windows may refuse it
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, {once: true});
}
