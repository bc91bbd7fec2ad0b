// Valid requests, made for people and images that are given.
import {bearer, jsonType, targetOf} from './client.mjs';
import {newDevice} from './push_service.mjs';
import {multipart, multipartType, png} from './pictures.mjs';

const nameLetters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_';

// What of a request belongs to one operation: path, query, headers, and json or body with its type.
// A text with what the service finds in texts.
function marked({caller, other}, random, most) {
  const marks = [`@${caller.username}`, `(@${other?.username ?? 'nobody'})`, '#Praia', '#漢字', 'https://example.com/a_(b)?c#d', 'exemplo.com.br/x'];
  const found = marks.filter(() => random.below(2) === 1).join(' ');
  return `${random.text(0, most - found.length - 1)} ${found}`;
}

const bodies = {
  signUp: (_, random) => ({
    email: `${random.word(12)}@example.com`,
    full_name: random.text(1, 100),
    username: `u${random.word(random.between(1, 13), nameLetters)}${random.pick(['.', '_', 'x'])}${
        random.word(random.between(1, 14), nameLetters)}0`,
    password: random.text(10, 128),
    is_private: random.below(2) === 1,
    session: random.pick(['token', 'cookie']),
  }),
  logIn: ({caller}) => ({login: caller.username, password: caller.password}),
  editMe: (_, random) => {
    const all = {
      full_name: random.text(1, 100),
      bio: random.pick([null, random.text(1, 3000), 'one\n\ttwo']),
      website: `https://${random.word(10)}.example/${random.word(5)}?q=1#x`,
      gender: random.text(1, 50),
      language: random.pick(['en', 'pt']),
      birthday: `${random.between(1900, 2020)}-0${random.between(1, 9)}-1${random.between(0, 9)}`,
      phone: `+${random.between(1, 9)}${random.word(10, '0123456789')}`,
    };
    return Object.fromEntries(Object.entries(all).filter(() => random.below(3) > 0));
  },
  deleteMe: ({caller}) => ({password: caller.password}),
  askForPasswordReset: (_, random) => ({email: `${random.word(12)}@nowhere.example`}),
  resetPassword: (_, random) => ({token: random.word(66), new_password: random.text(10, 128)}),
  followLink: (_, random) => ({token: random.word(66)}),
  offerPasskey: ({caller}) => ({password: caller.password}),
  addPasskey: (_, random) => ({
    state: random.word(60),
    name: random.text(1, 50),
    credential: {id: random.word(24), client_data: random.word(40), attestation_object: random.word(80)},
  }),
  removePasskey: ({caller}, random) => ({id: random.word(43), password: caller.password}),
  setPush: (_, random) => ({
    ...newDevice(`${process.env.FOTOGAL_PUSH_HOSTS}/${random.word(20)}`).body,
    quiet: random.pick([null, {from: '22:00', to: `0${random.between(0, 9)}:30`}]),
    utc_offset_minutes: random.between(-720, 840),
  }),
  offerTotp: ({caller}) => ({password: caller.password}),
  switchTotpOn: (_, random) => ({code: random.word(6, '0123456789')}),
  switchTotpOff: ({caller}, random) => ({password: caller.password, code: random.word(6, '0123456789')}),
  changePassword: ({caller}) => ({old_password: caller.password, new_password: caller.password}),
  readNotifications: (_, random) => ({until: `2020-01-0${random.between(1, 9)}T00:00:00Z`}),
  describeImage: (world, random) => ({caption: random.pick([random.text(0, 2200), marked(world, random, 2200)]), alt_text: random.text(0, 1000)}),
  openUpload: (_, random) => ({
    content_type: random.pick([
      'image/jpeg', 'image/jpg', 'image/png', 'image/gif', 'image/webp', 'Image/HEIC', 'application/octet-stream', ''
    ]),
    size: random.between(1, 20 * 1024 * 1024)
  }),
  report: ({other}, random) => ({
    kind: 'user',
    id: other.username,
    reason: random.pick(['spam', 'nudity', 'hate', 'violence', 'self_harm', 'illegal', 'impersonation', 'other']),
    note: random.pick([null, random.text(0, 500)]),
  }),
  postComment: (world, random) => ({text: random.pick([random.text(1, 1000) + '.', `.${marked(world, random, 999)}`])}),
  editComment: (_, random) => ({text: random.text(1, 1000) + '.'}),
};

function pictureParts(random) {
  return {
    body: png(random.below(256), random.between(1, 20), random.between(1, 20)),
    type: 'image/png'
  };
}

function imageParts(random) {
  if (random.below(2) === 0) {
    const headers = {
      'X-Caption': encodeURIComponent(random.text(0, 200)),
      'X-Alt-Text': encodeURIComponent(random.text(0, 100))
    };
    return {...pictureParts(random), headers};
  }
  const parts =
      [['caption', random.text(0, 2200)], ['image', png(random.below(256)), 'a "photo".png']];
  return {body: multipart(parts), type: multipartType};
}

// The picture itself, or, where the scene has one that is put already, its upload.
function anyPicture(world, random, direct) {
  return world.put ? {json: {upload_id: world.put}} : direct(random);
}

function contentParts(random) {
  return random.pick(
      [{}, {query: {size: 'thumb'}}, {query: {size: 'large'}}, {query: {size: 'original'}}, {query: {photo: '1'}}]);
}

// world: {caller, other, image, comment, session}.
export function sample(operation, world, random) {
  const path = {
    username: world.other?.username,
    id: operation.path.startsWith('/v1/images') ? world.image : world.session,
    comment_id: world.comment,
    par: 'none/n/b/o/x',
    path: 'icon.svg',
    page: 'about',
    tag: random.pick(['praia', 'PRAIA', '漢字', 'none_of_it']),
  };
  const parts = {path, query: {}, headers: {}};
  if (operation.id in bodies) return {...parts, json: bodies[operation.id](world, random)};
  if (operation.id === 'postImage') return {...parts, ...anyPicture(world, random, imageParts)};
  if (operation.id === 'setAvatar') return {...parts, ...anyPicture(world, random, pictureParts)};
  if (operation.id === 'getContent') return {...parts, ...contentParts(random)};
  if (operation.id === 'putObject') return {...parts, body: 'bytes', type: 'image/png'};
  if (operation.id === 'getFeed' && world.image && random.below(3) === 0) return {...parts, query: {after: world.image}};
  const query = {};
  if (operation.id === 'searchPeople')
    query.prefix = random.pick(['c', 'con', 'NAME', 'é', world.caller.username]);
  if (operation.parameters.some(({name}) => name === 'limit') && random.below(2))
    query.limit = random.between(1, 100);
  return {...parts, query};
}

// The request of these parts, by `person` (null: by nobody) unless `auth` says otherwise.
export function assemble(operation, parts, person, auth = undefined) {
  const request = {
    method: operation.method,
    target: parts.target ?? targetOf(operation, parts),
    headers: {...parts.headers, ...(auth ?? (person ? bearer(person) : {}))},
  };
  if ('json' in parts) {
    request.body = JSON.stringify(parts.json);
    Object.assign(request.headers, jsonType);
  } else if ('body' in parts) {
    request.body = parts.body;
  }
  if (parts.type) request.headers['Content-Type'] = parts.type;
  return request;
}
