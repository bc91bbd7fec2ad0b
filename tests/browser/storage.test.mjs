// Photos straight from Object Storage, which is another host: the page's own policy allows it, and nothing goes there
// but requests for pictures.
import assert from 'node:assert/strict';
import {test} from 'node:test';

process.env.FOTOGAL_PHOTO_URLS = 'storage';
const {launch} = await import('./browser.mjs');
const {startService} = await import('./service.mjs');
const {png} = await import('./pictures.mjs');

test('photos and avatars are loaded from the host of Object Storage, without the session', async () => {
  const [service, browser] = await Promise.all([startService(), launch()]);
  const {base} = service;
  try {
    const context = await browser.newContext({baseURL: base});
    const send = async (method, path, data, headers = {}) => {
      const answer = await context.request.fetch(path, {method, data, headers: {Origin: base, ...headers}});
      assert.ok(answer.ok(), `${method} ${path}: ${await answer.text()}`);
      return answer.json();
    };
    await send('POST', '/v1/users', {
      username: 'ann', full_name: 'Ann', email: 'ann@example.com', password: 'correct horse ann', session: 'cookie',
    });
    const type = {'Content-Type': 'image/png'};
    const image = await send('POST', '/v1/images', png(1, 40, 40), type);
    const me = await send('PUT', '/v1/me/avatar', png(2, 40, 40), type);
    assert.ok(!image.urls.medium.startsWith('/') && !image.urls.medium.startsWith(base), image.urls.medium);
    assert.ok(!me.profile_image_url_small.startsWith('/'), me.profile_image_url_small);

    const page = await context.newPage();
    const faults = [];
    const storage = new URL(image.urls.medium).origin;
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
    page.on('request', async (request) => {
      if (!request.url().startsWith(storage)) return;
      if (request.resourceType() !== 'image') faults.push(`${request.resourceType()} from ${request.url()}`);
      // Cookies know no ports: here the two are one host for them. In a tenancy they are two.
      const {authorization, referer} = await request.allHeaders();
      if (authorization || referer) faults.push(`${request.url()} was told ${authorization ?? referer}`);
    });
    await page.goto('/');
    await page.locator('.picture.there').first().waitFor();
    const loaded = await page.evaluate(
        () => [...document.images].filter((one) => one.naturalWidth > 0).map((one) => new URL(one.currentSrc).origin));
    assert.ok(loaded.length > 0);
    assert.deepEqual([...new Set(loaded)], [storage]);
    assert.deepEqual(faults, []);
    // Scripts may not ask there: the policy allows pictures only.
    const asked = await page.evaluate((url) => fetch(url).then(() => 'answered', () => 'refused'), image.urls.medium);
    assert.equal(asked, 'refused');
  } finally {
    await browser.close();
    await service.stop();
  }
});
