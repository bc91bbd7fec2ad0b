// People who know each other in every way there is, and what each of them sees.
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

import {bearer, jsonOf, jsonType} from './client.mjs';
import {byId, notYet} from './document.mjs';
import {png} from './pictures.mjs';

export class Builder {
  secrets = new Set();  // passwords and tokens that were given out

  constructor(client) {
    this.client = client;
  }

  // Answers with the JSON body; anything but 2xx is an error.
  async ask(person, method, target, json = undefined, headers = {}) {
    const body = json === undefined || Buffer.isBuffer(json) ? json : JSON.stringify(json);
    const type = json === undefined ? {} :
        Buffer.isBuffer(json)       ? {'Content-Type': 'image/png'} :
                                      jsonType;
    const answer = await this.client.send(
        {method, target, body, headers: {...(person ? bearer(person) : {}), ...type, ...headers}});
    if (answer.status >= 300)
      throw new Error(`${method} ${target}: ${answer.status} ${answer.body}`);
    return answer.body.length === 0 ? null : jsonOf(answer);
  }

  async person(username, isPrivate = false) {
    const password = `password of ${username}`;
    const session = await this.ask(null, 'POST', '/v1/users', {
      email: `${username}@example.com`,
      full_name: `Name ${username}`,
      username,
      password,
      is_private: isPrivate
    });
    this.secrets.add(password).add(session.token);
    return {username, password, id: session.user.id, token: session.token};
  }

  async logIn(person, kind = 'token') {
    const token = await this.#sessionOf(person, kind);
    this.secrets.add(token);
    return token;
  }

  async #sessionOf({username, password}, kind) {
    if (kind === 'token')
      return (await this.ask(null, 'POST', '/v1/login', {login: username, password})).token;
    const body = JSON.stringify({login: username, password, session: 'cookie'});
    const answer =
        await this.client.send({method: 'POST', target: '/v1/login', headers: jsonType, body});
    return answer.headers['set-cookie'][0].split(';')[0].split('=')[1];
  }

  async image(person, shade) {
    return (await this.ask(
                person, 'POST', '/v1/images', png(shade), {'X-Caption': `shade%20${shade}`}))
        .id;
  }

  // Where something can be put; not put yet.
  upload(person, size, contentType = 'image/png') {
    return this.ask(person, 'POST', '/v1/uploads', {content_type: contentType, size});
  }

  async put(person, bytes) {
    const {upload_id: id, url, method, headers} = await this.upload(person, bytes.length);
    await this.ask(null, method, url, bytes, headers);
    return id;
  }

  async comment(person, image, text) {
    return (await this.ask(person, 'POST', `/v1/images/${image}/comments`, {text})).id;
  }

  follow(person, other) {
    return this.ask(person, 'PUT', `/v1/users/${other.username}/follow`);
  }
}

async function befriend(builder, people) {
  const {ann, bob, cal, dan, eve, fay, gil, hal, ivy} = people;
  for (const [who, whom] of [
           [bob, ann], [gil, ann], [bob, gil], [bob, cal], [eve, cal], [gil, cal], [eve, ivy]])
    await builder.follow(who, whom);
  await builder.ask(cal, 'PUT', `/v1/me/follow-requests/${bob.username}`);
  for (const [who, whom] of [[ann, dan], [ann, hal], [fay, ann]])
    await builder.ask(who, 'PUT', `/v1/users/${whom.username}/block`);
}

async function publish(builder, {ann, bob, cal, gil}) {
  const images = [];
  for (const shade of [10, 20, 30]) images.push(await builder.image(ann, shade));
  const bobs = await builder.image(bob, 40), cals = await builder.image(cal, 50);
  const removed = await builder.image(ann, 60);
  await builder.ask(ann, 'DELETE', `/v1/images/${removed}`);
  for (const person of [bob, gil]) await builder.ask(person, 'PUT', `/v1/images/${images[0]}/like`);
  await builder.ask(bob, 'PUT', `/v1/images/${images[1]}/dislike`);
  const comments = [
    await builder.comment(bob, images[0], 'first'), await builder.comment(gil, images[0], 'second')
  ];
  const elsewhere = await builder.comment(bob, images[1], 'elsewhere');
  return {images, bobs, cals, removed, comments, elsewhere};
}

async function furnish(builder, {ann, bob}) {
  const found = {};
  if (!notYet.has('PATCH /v1/me'))
    await builder.ask(
        ann, 'PATCH', '/v1/me',
        {bio: 'of the contract', phone: '+351912345678', is_professional_account: true});
  if (!notYet.has('PUT /v1/me/avatar')) {
    const me = await builder.ask(ann, 'PUT', '/v1/me/avatar', png(200));
    found.avatar = /avatars\/([^/]+)\/(\w+)/.exec(me.profile_image_url).slice(1).join('-');
  }
  if (!notYet.has('GET /v1/me/sessions')) {
    const sessionOf = async (person, current) =>
        (await builder.ask(person, 'GET', '/v1/me/sessions'))
            .items.find((item) => item.current === current)
            .id;
    await builder.logIn(ann);
    found.otherSession = await sessionOf(ann, false);
    found.bobsSession = await sessionOf(bob, true);
  }
  return found;
}

// The world that broken requests are sent into.
export async function buildWorld(builder, prefix) {
  const people = {};
  for (const name of ['ann', 'bob', 'cal', 'dan', 'eve', 'fay', 'gil', 'hal', 'ivy'])
    people[name] = await builder.person(`${prefix}.${name}`, name === 'cal' || name === 'ivy');
  await befriend(builder, people);
  const things = await publish(builder, people);
  const found = await furnish(builder, people);
  const cookie = await builder.logIn(people.ann, 'cookie');
  found.upload = (await builder.upload(people.ann, 100)).upload_id;
  found.bobsUpload = (await builder.upload(people.bob, 100)).upload_id;
  return {...people, people, ...things, ...found, cookie, prefix};
}

const lists = [
  'listRequests', 'listSentRequests', 'listBlocks', 'listMutes', 'listNotifications', 'getFeed',
  'listSuggestions', 'getMe', 'listSessions', 'getExplore'
];
const ofPerson = ['getProfile', 'listImages', 'listFollowers', 'listFollowing'];
const ofImage = ['getImage', 'listLikers', 'listComments', 'getContent'];

// What moves by itself: when a session was last used, and so when it ends.
function still(name, body) {
  if (name !== 'listSessions') return body;
  return JSON.stringify(
      JSON.parse(body).items.map(({id, created_at: created}) => [id, created]).sort());
}

// Whoever signed up with a made-up username, which begins so (see requests.mjs).
async function strangers(builder, person) {
  const names = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await builder.ask(
        person, 'GET', `/v1/users?prefix=u&limit=100${cursor && `&cursor=${cursor}`}`);
    names.push(...page.items.map(({username}) => username));
    cursor = page.next_cursor;
  }
  return String(names);
}

// Everything that the people of this world see of each other: {"who what": answer}.
export async function dump(builder, world) {
  const {client} = builder;
  const seen = {strangers: await strangers(builder, world.ann)};
  const look = async (person, operation, target) => {
    if (notYet.has(operation.route)) return;
    const answer = await client.send({method: 'GET', target, headers: bearer(person)});
    seen[`${person.username} ${target}`] =
        `${answer.status} ${still(operation.id, answer.body.toString('latin1'))}`;
  };
  const images = [...world.images, world.bobs, world.cals, world.removed];
  for (const person of Object.values(world.people)) {
    for (const id of lists) await look(person, byId[id], byId[id].path);
    await look(person, byId.searchPeople, `/v1/users?prefix=${world.prefix}&limit=100`);
    for (const id of ofPerson) {
      for (const other of Object.values(world.people))
        await look(person, byId[id], byId[id].path.replace('{username}', other.username));
    }
    for (const id of ofImage) {
      for (const image of images)
        await look(person, byId[id], byId[id].path.replace('{id}', image));
    }
  }
  return seen;
}

async function awaitFeed(builder, person, images) {
  const until = Date.now() + 60000;
  for (;;) {
    const feed = await builder.ask(person, 'GET', '/v1/feed?limit=100');
    const there = new Set(feed.items.map(({id}) => id));
    if (images.every((image) => there.has(image))) return;
    if (Date.now() > until)
      throw new Error(`the feed of ${person.username} never got what it should`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

// Deliveries go on behind the answers: waits until everybody who should sees an image in the feed.
export async function settle(builder, world) {
  await awaitFeed(builder, world.bob, [...world.images, world.cals, world.bobs]);
  await awaitFeed(builder, world.gil, world.images);
}

// Everything that the service keeps, as texts: {"table key": row, "object path": hash}. Not waited
// for by blocking: connections that the gateway closes meanwhile must be seen to close.
export async function stores(data) {
  const maxBuffer = 256 * 1024 * 1024;
  const {stdout} = await promisify(execFile)('python3', ['stores.py', data], {maxBuffer});
  return JSON.parse(stdout);
}

const jobsOf = (kept) =>
    Object.entries(kept)
        .filter(([key]) => key.startsWith('fotogal_ntable_jobs '))
        .map(([key, row]) => ({key, ...JSON.parse(row)}));

// Removed images wait for calls that may still be at work on them; their jobs go on minutes later.
const isRemoval = (job) => job.kind === 'remove_image';

// The same when all else that went on behind the answers is through.
export async function settledStores(data) {
  const until = Date.now() + 60000;
  for (;;) {
    const kept = await stores(data);
    const jobs = jobsOf(kept).filter((job) => !isRemoval(job));
    if (jobs.length === 0) return kept;
    if (Date.now() > until) throw new Error(`jobs without end: ${JSON.stringify(jobs)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

// What stands in one of them, or stands there differently.
export function changesOf(was, is) {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((key) => is[key] !== was[key])
      .map((key) => [key, was[key], is[key]]);
}

// The same of stores, but for what removals that were under way before may take with them.
export function changesOfStores(was, is) {
  const removals = jobsOf(was).filter(isRemoval);
  const jobs = new Set(removals.map(({key}) => key));
  const images = removals.map((job) => String(job.arguments[0].image));
  const isTaken = ([key, before, after]) => after === undefined &&
      (key.startsWith('object ') || images.some((image) => before.includes(image)));
  return changesOf(was, is).filter((change) => !jobs.has(change[0]) && !isTaken(change));
}
