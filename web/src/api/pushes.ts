// Web Push: the browser subscribes at its maker's push service, and the service is told where.
import {call} from './client';
import {ApiError} from './errors';
import type {components} from './schema';

type Schemas = components['schemas'];
export type QuietHours = Schemas['QuietHours'];
export type Push = Schemas['Push'];

// ready: the browser takes them, or may still be asked. install: it does once the page is an app on the home screen (iOS).
export type PushSupport = 'ready'|'unsupported'|'install'|'denied';

export function pushSupport(): PushSupport {
  const knows = window.isSecureContext && navigator.serviceWorker && 'PushManager' in window && 'Notification' in window;
  if (!knows) return (navigator as {standalone?: boolean}).standalone === false ? 'install' : 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : 'ready';
}

export async function showPush(signal?: AbortSignal): Promise<Push> {
  return await call('get', '/v1/me/push', signal ? {signal} : {});
}

async function pushManager(): Promise<PushManager|undefined> {
  return (await navigator.serviceWorker.getRegistration())?.pushManager;
}

export async function localSubscription(): Promise<PushSubscription|null> {
  return pushSupport() === 'ready' ? await (await pushManager())?.getSubscription() ?? null : null;
}

// The key with which a service subscribed.
export function keyOf({options}: PushSubscription): string {
  const bytes = Array.from(new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0)), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

// The clock of the device, as far as it is from UTC now.
export const utcOffset = () => -new Date().getTimezoneOffset();

// Of this key; one of another key, or of somebody else who was here before, is given up first.
async function subscription(key: string, kept: boolean): Promise<PushSubscription> {
  const manager = await pushManager();
  if (!manager) throw new ApiError(400, 'push_failed');
  const there = await manager.getSubscription();
  if (there && kept && keyOf(there) === key) return there;
  await there?.unsubscribe();
  try {
    return await manager.subscribe({userVisibleOnly: true, applicationServerKey: key});
  } catch {
    throw new ApiError(400, 'push_failed');
  }
}

export async function subscribe(key: string, quiet: QuietHours|null, kept: boolean): Promise<void> {
  const made = await subscription(key, kept);
  const {endpoint, keys} = made.toJSON();
  try {
    await call('put', '/v1/me/push', {body: {endpoint, keys: {p256dh: keys?.['p256dh'], auth: keys?.['auth']}, quiet, utc_offset_minutes: utcOffset()}});
  } catch (error) {
    if (!(error instanceof ApiError) || error.field('endpoint') === undefined) throw error;
    await made.unsubscribe();  // of a push service that is not known here
    throw new ApiError(400, 'push_failed');
  }
}

export async function unsubscribe(): Promise<void> {
  await call('delete', '/v1/me/push');
  await (await localSubscription())?.unsubscribe();
}
