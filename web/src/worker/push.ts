// Messages that come while no page is open (Web Push): shown, and opened by a press.

// As the service writes it (shared/fotogal/pushes/push_message.h).
interface Message {
  id: string;
  title: string;
  body: string;
  tag: string;
  url: string;
}

const icon = '/assets/icon192.png';

function read(data: PushMessageData|null): Message|undefined {
  try {
    const message = data?.json() as Message|null|undefined;
    return typeof message?.title === 'string' && typeof message.tag === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

// A message of the same tag takes the place of one that is shown. The same one, come twice, does not ring again.
async function show({registration, navigator}: ServiceWorkerGlobalScope, {id, title, body, tag, url}: Message): Promise<void> {
  const shown = await registration.getNotifications({tag});
  const again = shown.some(({data}) => (data as {id?: string}|null)?.id === id);
  const options = {body, tag, icon, data: {id, url}, renotify: !again, silent: again};
  await registration.showNotification(title, options);
  // How many there are is counted when a page opens.
  await navigator.setAppBadge?.();
}

// Only pages of this site.
function placeOf(url: unknown, {origin}: WorkerLocation): string {
  const place = new URL(typeof url === 'string' ? url : '/', origin);
  return place.origin === origin ? place.pathname + place.search : '/';
}

async function open({clients, location}: ServiceWorkerGlobalScope, {data}: Notification): Promise<void> {
  const place = placeOf((data as {url?: unknown}|null)?.url, location);
  const windows = await clients.matchAll({type: 'window'});
  const page = windows.find(({focused}) => focused) ?? windows[0];
  if (!page) {
    await clients.openWindow(place);
    return;
  }
  // Browsers may refuse it.
  await page.focus().catch(() => {});
  page.postMessage({pushed: place});
}

async function tellPages({clients}: ServiceWorkerGlobalScope): Promise<void> {
  for (const page of await clients.matchAll({type: 'window'})) page.postMessage({pushed: null});
}

export function handlePush(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener('push', (event) => {
    const message = read(event.data);
    if (message) event.waitUntil(Promise.all([show(worker, message), tellPages(worker)]));
  });
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(open(worker, event.notification));
  });
}
