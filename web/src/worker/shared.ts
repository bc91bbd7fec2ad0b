// Photos from the share sheet of the phone. They wait in a cache until the page for new photos takes them (state/shared.ts),
// also through a log-in.
import {sharedCache} from '../names';

// Any site can send a form here: no more than one post holds.
const most = 10;

export async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const files = form.getAll('photos').filter((one): one is File => one instanceof File && one.type.startsWith('image/')).slice(0, most);
  const cache = await caches.open(sharedCache);
  for (const file of files) {
    const headers = {'Content-Type': file.type, 'X-Name': encodeURIComponent(file.name), 'X-At': String(Date.now())};
    await cache.put(`/shared/${crypto.randomUUID()}`, new Response(file, {headers}));
  }
  return Response.redirect('/upload', 303);
}
