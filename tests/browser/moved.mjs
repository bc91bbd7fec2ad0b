// Photos at other addresses than the service gives them: nothing may depend on what an address looks like.

function* images(value) {
  if (!value || typeof value !== 'object') return;
  if (value.id && value.urls) yield value;
  else for (const part of Object.values(value)) yield* images(part);
}

const listed = ({pathname}) => /^\/v1\/(feed|images\/[^/]+|users\/[^/]+\/images)$/.test(pathname);

// {asked, ended, asked anew by afresh()}: the sizes that the page has loaded, as "medium of ID". While `ended`, the
// addresses answer 404, as those of yesterday do.
export async function moveAddresses(page, base, {absolute = false} = {}) {
  const moved = {
    asked: [], ended: false, round: 0,
    // New addresses, of which the browser has nothing yet.
    afresh() {
      moved.asked = [];
      ++moved.round;
    },
  };
  await page.route((url) => listed(url), async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({response});
    const json = await response.json();
    for (const image of images(json)) {
      for (const size of Object.keys(image.urls)) image.urls[size] = `${absolute ? base : ''}/moved/${moved.round}/${image.id}.${size}`;
      if (image.photos) image.photos[0].urls = image.urls;
    }
    await route.fulfill({response, json});
  });
  await page.route('**/moved/**', async (route) => {
    const [, id, size] = /([^/]+)\.(\w+)$/.exec(route.request().url());
    moved.asked.push(`${size} of ${id}`);
    if (moved.ended) return route.fulfill({status: 404, contentType: 'application/json', body: '{"code": "BucketNotFound"}'});
    await route.fulfill({response: await route.fetch({url: `${base}/v1/images/${id}/content?size=${size}`})});
  });
  return moved;
}

// Everything of the page is looked at once, and all its pictures have come. What is public may be there before it is known who looks.
export async function lookThrough(page) {
  await page.locator('.shell.inside .picture img').first().waitFor();
  for (const picture of await page.locator('.picture').all()) {
    await picture.scrollIntoViewIfNeeded();
    await picture.and(page.locator('.there')).waitFor();
  }
}
