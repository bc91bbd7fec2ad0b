// What Lighthouse says of the pages of the demonstration, on its mobile preset: a phone with a slow network and processor.
import {launch} from 'chrome-launcher';
import lighthouse from 'lighthouse';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

async function logIn(base, login) {
  const answer = await fetch(`${base}/v1/login`, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', Origin: base},
    body: JSON.stringify({login, password: 'fotogal demo', session: 'cookie'}),
  });
  if (answer.status !== 200) throw new Error(`log-in: ${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
}

// One of these photos whose author is public, and lets search engines in from now on: of others a page says that it is not for them.
async function indexed(base, images, Cookie) {
  for (const image of images) {
    const {username} = image.author;
    const author = await (await fetch(`${base}/v1/users/${username}`, {headers: {Cookie}})).json();
    if (author.is_private) continue;
    await fetch(`${base}/v1/me`, {
      method: 'PATCH',
      headers: {'Content-Type': 'application/json', Origin: base, Cookie: await logIn(base, username)},
      body: JSON.stringify({may_be_indexed: true}),
    });
    return image;
  }
  throw new Error('nobody is public');
}

// [name, path, headers] of the pages that are looked at.
async function pagesOf(base) {
  const Cookie = await logIn(base, 'bia');
  const feed = await (await fetch(`${base}/v1/feed?limit=20`, {headers: {Cookie}})).json();
  const {id, author} = await indexed(base, feed.items, Cookie);
  return [
    ['log-in', '/login', {}],
    ['feed', '/', {Cookie}],
    ['photo', `/p/${id}`, {Cookie}],
    ['profile', `/@${author.username}`, {Cookie}],
    ['settings', '/settings', {Cookie}],
  ];
}

// Of each page: {name, scores: {category: 0 to 100}, faults: ["category audit: what"]}.
export async function audit(base, categories) {
  const chrome = await launch({chromePath: executablePath, chromeFlags});
  const results = [];
  try {
    for (const [name, path, extraHeaders] of await pagesOf(base)) {
      const {lhr} = await lighthouse(base + path, {port: chrome.port, onlyCategories: categories, extraHeaders, logLevel: 'error'});
      const scores = {}, faults = [];
      for (const [category, {score, auditRefs}] of Object.entries(lhr.categories)) {
        scores[category] = Math.round(score * 100);
        for (const {id, weight} of auditRefs) {
          const {score: part, displayValue = '', details} = lhr.audits[id];
          if (weight > 0 && part !== null && part < 1) faults.push(`${category} ${id}: ${displayValue} ${JSON.stringify(details?.items ?? [])}`);
        }
      }
      results.push({name, scores, faults});
    }
  } finally {
    await chrome.kill();
  }
  return results;
}
