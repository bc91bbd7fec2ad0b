// A browser with one person in it, and what it must never do.
import assert from 'node:assert/strict';
import {after, before} from 'node:test';
import {chromium} from 'playwright-core';

import {startService} from './service.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// Without these, Chromium looks for Google's hosts at every start.
const args = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage',
];

export const sizes = {
  phone: {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true, deviceScaleFactor: 2},
  desktop: {viewport: {width: 1280, height: 800}},
};

export function launch() {
  return chromium.launch({executablePath, args});
}

// A service and a browser for the tests of one file: {service, browser, base}, filled in before the first.
export function stageFor(...options) {
  const stage = {};
  before(async () => {
    const [service, browser] = await Promise.all([startService(...options), launch()]);
    Object.assign(stage, {service, browser, base: service.base});
  });
  after(async () => {
    await stage.browser?.close();
    await stage.service?.stop();
  });
  return stage;
}

// What a page must never do: fail, break its own security policy, open dialogs, ask elsewhere.
function watch(page, base, faults) {
  page.on('pageerror', (error) => faults.push(`error: ${error.stack}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  // Chooser events come from now on: a listener that is added just before the key is pressed can come too late.
  page.on('filechooser', () => {});
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|Trusted Type/i.test(message.text())) faults.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('blob:') && !url.startsWith('data:'))
      faults.push(`asked ${url}`);
  });
}

// A tab for one person. `faults` has to be empty in the end.
export async function openTab(browser, base, options = {}) {
  const {size = 'desktop', locale = 'en-US', ...rest} = options;
  // What a worker asks for, no test can answer in its place: it runs where it is what is tested.
  const context = await browser.newContext({...sizes[size], locale, baseURL: base, serviceWorkers: 'block', ...rest});
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const faults = [];
  watch(page, base, faults);
  return {page, context, faults};
}

export const password = 'correct horse battery';

export function personNamed(username, fullName = `Name of ${username}`) {
  return {username, fullName, email: `${username}@example.com`};
}

export async function signUp(page, {username, fullName, email}, {isPrivate = false} = {}) {
  await page.goto('/signup');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Full name').fill(fullName);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  if (isPrivate) await page.getByLabel('Private account').check();
  await page.getByRole('button', {name: 'Sign up'}).click();
  await page.getByRole('navigation', {name: 'Main'}).waitFor();
}

// A browser that has never seen its person shows what is public until it knows who looks (app.tsx). Whoever has entered waits for that
// where they go; who has left again sees what is public, and waits in vain.
function waitAsMember(page) {
  if (!page.goto) return;  // it asks and shows nothing
  const go = page.goto.bind(page);
  page.goto = async (...address) => {
    const answer = await go(...address);
    await page.locator('.public').waitFor({state: 'detached', timeout: 5000}).catch(() => {});
    return answer;
  };
}

// By the API, where signing up is not what is tested; the cookie lands in the tab.
export async function enter(page, base, {username, fullName, email}, more = {}) {
  const answer = await page.request.post(`${base}/v1/users`, {
    headers: {Origin: base},
    data: {email, username, full_name: fullName, password, session: 'cookie', ...more},
  });
  if (answer.status() !== 201) throw new Error(`sign-up: ${answer.status()} ${await answer.text()}`);
  waitAsMember(page);
}

// As somebody of the demonstration.
export async function enterDemo(page, base, login) {
  const answer = await page.request.post(`${base}/v1/login`, {
    headers: {Origin: base},
    data: {login, password: 'fotogal demo', session: 'cookie'},
  });
  assert.equal(answer.status(), 200);
  waitAsMember(page);
}

let people = 0;

// A tab with somebody new in it.
export async function newcomer({browser, base}, options) {
  const tab = await openTab(browser, base, options);
  const person = personNamed(`person${++people}`);
  await enter(tab.page, base, person);
  return {...tab, ...person};
}

export async function leave({context, faults}) {
  assert.deepEqual(faults, []);
  // What is still on its way needs no answer any more.
  for (const page of context.pages()) await page.unrouteAll({behavior: 'ignoreErrors'});
  await context.close();
}

// One request as the person in the tab.
export async function ask(page, base, method, path, options = {}) {
  const answer = await page.request.fetch(base + path, {...options, method, headers: {Origin: base, ...options.headers}});
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}

// A page shows a wish at once; before somebody else looks, the service has to have it.
export async function answered(page, method, ending, act) {
  const answer = page.waitForResponse((response) => response.request().method() === method && new URL(response.url()).pathname.endsWith(ending));
  await act();
  assert.ok((await answer).ok());
}

// As a form: the texts may be longer than a header carries.
export function post(page, base, picture, caption = '', altText = '') {
  const image = {name: 'picture.png', mimeType: 'image/png', buffer: picture};
  return ask(page, base, 'POST', '/v1/images', {multipart: {image, caption, alt_text: altText}});
}

export async function choose(page, ...files) {
  await page.setInputFiles('input[type=file]', files.map(({name, bytes}) => ({name, mimeType: 'image/png', buffer: bytes})));
}

// As `waitForFunction`, which does not wait for what a function promises.
export async function until(page, found, wanted) {
  for (const last = Date.now() + 30_000; !await page.evaluate(found, wanted);) {
    assert.ok(Date.now() < last, `never: ${found}`);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  }
}

export function shot(page, name) {
  return page.screenshot({path: `screenshots/${name}.png`, animations: 'disabled'});
}

// Keeps what moves by itself from the first moment on. Chromium leaves out what follows a press by less than half a second.
export function recordShifts(page) {
  return page.addInitScript(() => {
    window.__shifts = [];
    new PerformanceObserver((list) => {
      for (const {value, hadRecentInput, sources} of list.getEntries()) {
        const moved = sources?.map(({node, previousRect, currentRect}) => `${node?.outerHTML?.slice(0, 90)} ${previousRect.y} ${currentRect.y}`);
        if (!hadRecentInput) window.__shifts.push({value, moved});
      }
    }).observe({type: 'layout-shift', buffered: true});
  });
}

export async function expectStill(page) {
  const shifts = await page.evaluate(() => window.__shifts);
  const sum = shifts.reduce((total, {value}) => total + value, 0);
  assert.ok(sum < 0.01, JSON.stringify(shifts));
}
