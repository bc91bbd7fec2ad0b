// What can be wrong with a body.
import {resolve} from './document.mjs';
import {hugePng, multipart, multipartType, png} from './pictures.mjs';
import {assemble} from './requests.mjs';

const badJson = {
  status: [400],
  code: ['bad_json']
};
const unsupported = {
  status: [415],
  code: ['unsupported_media_type']
};
const tooLarge = {
  status: [413]
};
const field = (name, code) =>
    ({status: [422], code: ['invalid_fields'], field: name, fieldCode: code});

const notTyped = [
  '\u0000', '\u0001', '\u001b', '\u007f', '\u0085', '\u2028', '\u202e', '\u2066', '\ufeff', 'a\nb',
  'a\tb', 'a\rb'
];

// Merges what a property's schema says, its references and alternatives included.
function rulesOf(node) {
  const {$ref, ...beside} = node;
  const target = $ref ? rulesOf(resolve({$ref})) : {};
  const pattern = [target.pattern, beside.pattern].filter(Boolean);
  return {...target, ...beside, patterns: [...(target.patterns ?? []), ...pattern]};
}

// What the JSON body is like; of several kinds, the first.
function bodyOf(operation) {
  const schema = resolve(operation.body['application/json'].schema);
  return schema.anyOf ? resolve(schema.anyOf[0]) : schema;
}

function alternativesOf(schema) {
  const nullable = schema.anyOf?.some(({type}) => type === 'null') ?? false;
  const main = schema.anyOf?.find((one) => one.type !== 'null' && !('const' in one)) ?? schema;
  return {nullable, rules: rulesOf(main)};
}

function* badTexts(name, rules) {
  const filler = name === 'email' ? (length) => 'a'.repeat(length) + '@example.com' :
                                    (length) => 'a'.repeat(length);
  if (rules.maxLength) {
    yield [filler(rules.maxLength + 1), undefined];
    yield [filler(50000), undefined];
    if (name !== 'email' && name !== 'username' && rules.patterns.length)
      yield ['é'.repeat(rules.maxLength + 1), undefined];
  }
  if (rules.minLength > 1) yield ['a'.repeat(rules.minLength - 1), undefined];
  if (rules.enum)
    yield* [['none of these', 'bad_value'], [rules.enum[0].toUpperCase(), 'bad_value'], ['', 'bad_value']];
  // Of texts only NUL is refused, of passwords whatever cannot be typed again.
  if (rules.patterns.some((pattern) => pattern.includes('u0000'))) {
    const typed = rules.patterns.some((pattern) => pattern.includes('u2028'));
    for (const control of typed ? notTyped : ['\u0000'])
      yield [`some words ${control} and more`, undefined];
    if (typed) yield* ['1234567890', 'Password2026', 'zZzZzZzZzZ'].map((guess) => [guess, 'guessable']);
  }
}

const special = {
  username: [
    'a b', 'a/b', 'ünï', '\u0430nna', '\u212Aelly', '\uFF41\uFF4E\uFF4E\uFF41', 'ann\u0000a',
    'a\u200b', 'a-b-c', 'admin', 'ROOT', 'me@x', '', '.ann', 'ann.', 'a..nn', '...', '___'
  ],
  email: [
    '', 'nobody', '@example.com', 'a@', 'a b@example.com', 'a@b..c', 'a@-b.c', 'a@b\u0000.c',
    'é@example.com', 'a@exa\nmple.com', 'a@@b.c', 'a@b.c '
  ],
  full_name: ['', ' ', '    ', '\u3164', '\u2800\u2800', '\u200b\u0301'],
  text: ['', ' ', '\n', ' \t\n '],
  website: [
    'javascript:alert(1)', 'ftp://x.y', 'example', 'mailto:a@b.c', 'a@b.c', 'https://', 'https://a b.c',
    'https://u:p@example.com', 'https://x"y'
  ],
  birthday: [
    '2001-02-29', '1899-12-31', '2999-01-01', '01-02-2003', '2001-2-3', '2001-02-03T00:00:00Z',
    'soon'
  ],
  phone: [
    '912345678', '+0123456789', '+35191234567890123', '+351x12345678', '+',
    '+351 912 345 678 '.repeat(4)
  ],
  upload_id: ['', '-1', 'A', 'a b', '../x', '00', 'zzzzzzzzzzz', 'a'.repeat(12), 'a\u0000'],
  until:
      ['', 'yesterday', '2026-13-01T00:00:00Z', '2026-11-21', '1', '2026-11-21T25:00:00Z', '0000'],
};

// Also which item it is about, where it is one.
function* badLists(name, rules) {
  const {rules: item} = alternativesOf(rules.items);
  const good = item.patterns.some((pattern) => pattern.includes('0-9a-z')) ? 'a' : 'words';
  if (rules.minItems) yield [[], 'out_of_range'];
  yield* [[Array(rules.maxItems + 1).fill(good), 'out_of_range']];
  for (const wrong of [7, null, true, [], {}]) {
    yield [[wrong], 'wrong_type', `${name}[0]`];
    yield [[good, wrong], 'wrong_type', `${name}[1]`];
  }
  yield [['a'.repeat(item.maxLength + 1)], undefined, `${name}[0]`];
  yield [['a\u0000'], undefined, `${name}[0]`];
}

function* badValues(name, schema, isRequired, isPatch) {
  const {nullable, rules} = alternativesOf(schema);
  const wrong = {
    boolean: ['true', 'yes', 1, 0, [], {}],
    integer: ['7', 1.5, true, [], [7], {}],
    object: ['x', 7, 1.5, true, [], ['a']],
    array: ['x', '', 7, 1.5, true, {}, {a: 1}]
  }[rules.type] ?? [7, 1.5, true, [], ['a'], {}, {a: 1}];
  for (const value of wrong) yield [value, 'wrong_type'];
  if (!nullable && (isRequired || isPatch)) yield [null, isRequired ? 'required' : 'wrong_type'];
  if (rules.type === 'string') yield* badTexts(name, rules);
  if (rules.type === 'integer') {
    for (const value of [rules.minimum - 1, Math.min(rules.minimum, 0) - 1, rules.maximum + 1, 2 ** 53, 1e18])
      yield [value, 'out_of_range'];
  }
  if (rules.type === 'array') yield* badLists(name, rules);
  for (const value of special[name] ?? []) {
    if (value !== '' || !nullable) yield [value, undefined];
  }
}

function* fieldsOf(operation, schema, send, json) {
  const required = new Set(schema.required ?? []);
  for (const [name, property] of Object.entries(schema.properties)) {
    if (required.has(name)) {
      const {[name]: _, ...without} = json;
      yield send(`missing ${name}`, {json: without}, field(name, 'required'));
    }
    for (const [value, code, place] of badValues(
             name, property, required.has(name), operation.id === 'editMe'))
      yield send(
          `${name}: ${JSON.stringify(value).slice(0, 40)}`, {json: {...json, [name]: value}},
          field(place ?? name, code));
  }
  const unknown = [
    'unknown', '', 'id', 'constructor', 'is admin', Object.keys(schema.properties)[0].toUpperCase(),
    'é', 'a'.repeat(1000)
  ];
  for (const name of unknown.filter((one) => !Object.hasOwn(schema.properties, one)))
    yield send(
        `unknown "${name.slice(0, 20)}"`, {json: {...json, [name]: 'x'}}, field(name, 'unknown'));
  yield send('unknown null', {json: {...json, more: null}}, field('more', 'unknown'));
  yield send('several', {json: {more: 1, others: 2}}, field('others', 'unknown'));
}

function* notJson(send, json) {
  const good = JSON.stringify(json), name = Object.keys(json)[0] ?? 'a';
  const type = 'application/json';
  for (const body
           of ['', ' ', '{', good.slice(0, -1), `${good}x`, `${good}${good}`, '[]', `[${good}]`,
               'null', '7', '"text"', '{\'a\':1}', '{"a":}', `{"${name}":"\\ud800"}`,
               `{"${name}":"a\nb"}`, `{"${name}":NaN}`, '{"a":1,}', `/* */${good}`,
               '['.repeat(30000), `a=b`])
    yield send(`json: ${body.slice(0, 30)}`, {body, type}, badJson);
  for (const bytes
           of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80],
               [0xe2, 0x28, 0xa1]]) {
    const body =
        Buffer.concat([Buffer.from(`{"${name}":"a`), Buffer.from(bytes), Buffer.from('b"}')]);
    yield send(`json: bytes ${bytes}`, {body, type}, badJson);
  }
  yield send('json: utf-16', {body: Buffer.from(good, 'utf16le'), type}, badJson);
  yield send(
      'json: deep', {body: `{"deep":${'['.repeat(20000)}${']'.repeat(20000)}}`, type},
      field('deep', 'unknown'));
  yield send('json: too large', {body: `{"more":"${'a'.repeat(65536)}"}`, type}, tooLarge);
  for (const other
           of [undefined, 'text/plain', 'application/jsonx', 'application/x-www-form-urlencoded',
               'multipart/form-data', 'image/png', '', 'json', 'application/json/x'])
    yield send(`media type ${other}`, {body: good, type: other}, unsupported);
}

// Names that are somebody's already, however they are written.
function* takenNames(operation, send, json, world) {
  if (!['signUp', 'editMe'].includes(operation.id)) return;
  const taken = (code) => ({status: [409], code: [code]});
  const {username} = world.bob, email = `${world.bob.username}@example.com`;
  for (const name of [username, username.toUpperCase(), username.replace('bob', 'BoB')])
    yield send(`taken ${name}`, {json: {...json, username: name}}, taken('username_taken'));
  for (const address of [email, email.toUpperCase(), email.replace('example', 'EXAMPLE')])
    yield send(
        `taken ${address}`, {json: {...json, email: address, password: operation.id === 'editMe' ? world.ann.password : json.password}},
        taken('email_taken'));
}

function* pictures(operation, send, random) {
  const good = png(random.below(256)), type = 'image/png';
  const damaged = {status: [415, 422], code: ['unsupported_image', 'bad_image']};
  for (const [name, body] of [
           ['empty', ''], ['text', 'not an image'],
           ['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
           ['cut', good.subarray(0, good.length - 20)], ['only a signature', good.subarray(0, 8)], [
             'bmp',
             'BM' +
                 'x'.repeat(100)
           ]])
    yield send(`picture: ${name}`, {body, type}, damaged);
  for (let i = 0; i < 5; ++i) {
    const spoilt = Buffer.from(good);
    spoilt[random.between(20, 50)] ^= 1 << random.below(8);
    yield send(`picture: a bit flipped ${i}`, {body: spoilt, type}, damaged);
  }
  yield send(
      'picture: too many pixels', {body: hugePng, type},
      {status: [422], code: ['image_too_large']});
  yield send('picture: 6 MB and a byte', {body: Buffer.alloc(6 * 1024 * 1024 + 1), type}, tooLarge);
  for (const other
           of ['text/html', 'text/plain', 'application/jsonx', 'Image', 'video/mp4'])
    yield send(`media type ${other}`, {body: good, type: other}, unsupported);
}

function* imageTexts(operation, send, random) {
  if (operation.id !== 'postImage') return;
  const body = png(random.below(256)), type = 'image/png';
  const tooLong = {status: [422], code: ['texts_too_long']};
  for (const [name, of] of [['X-Caption', 'caption'], ['X-Alt-Text', 'alt_text']]) {
    const withHeader = (value) => ({body, type, headers: {[name]: value}});
    for (const value of ['%', '%2', '%zz', 'a%'])
      yield send(`${name} ${value}`, withHeader(value), field(name, 'bad_encoding'));
    for (const value of ['%ff', '%c0%80', '%ed%a0%80', '\xff'])
      yield send(`${name} ${value}`, withHeader(value), field(of, 'bad_encoding'));
    for (const value of ['%00', 'a%00b'])
      yield send(`${name} ${value}`, withHeader(value), field(of, 'bad_characters'));
    yield send(`${name} too long`, withHeader('a'.repeat(4001)), tooLong);
  }
  yield send(
      'both texts too long',
      {body, type, headers: {'X-Caption': 'a'.repeat(2000), 'X-Alt-Text': 'a'.repeat(2001)}}, tooLong);
  yield send(
      'X-Caption 2201', {body, type, headers: {'X-Caption': 'a'.repeat(2201)}},
      field('caption', 'too_long'));
  yield send(
      'X-Alt-Text 1001', {body, type, headers: {'X-Alt-Text': 'a'.repeat(1001)}},
      field('alt_text', 'too_long'));
  yield* forms(send, body);
}

function* forms(send, picture) {
  const form = (parts) => ({body: multipart(parts), type: multipartType, headers: {}});
  yield send('form: no image', form([['caption', 'x']]), field('image', 'required'));
  yield send(
      'form: unknown part', form([['image', picture], ['more', 'x']]), field('more', 'unknown'));
  yield send(
      'form: two images', form([['image', picture], ['image', picture]]),
      field('image', 'repeated'));
  yield send(
      'form: caption too long', form([['image', picture], ['caption', 'a'.repeat(2201)]]),
      field('caption', 'too_long'));
  yield send(
      'form: caption control', form([['image', picture], ['caption', 'a\u0000']]),
      field('caption', 'bad_characters'));
  yield send(
      'form: caption no utf-8', form([['image', picture], ['caption', Buffer.from([0xff])]]),
      field('caption', 'bad_encoding'));
  const broken = {status: [400], code: ['bad_multipart']};
  const good = multipart([['image', picture]]);
  for (const [name, body, type] of [
           ['empty', '', multipartType], ['cut', good.subarray(0, good.length - 15), multipartType],
           ['no boundary', good, 'multipart/form-data'],
           ['another boundary', good, 'multipart/form-data; boundary=other'],
           ['empty boundary', good, 'multipart/form-data; boundary='],
           ['long boundary', good, `multipart/form-data; boundary=${'b'.repeat(71)}`],
           ['no name', Buffer.from('--contract\r\n\r\nx\r\n--contract--\r\n'), multipartType], [
             'many parts', multipart(Array.from({length: 17}, (_, n) => [`p${n}`, 'x'])),
             multipartType
           ]])
    yield send(`form: ${name}`, {body, type, headers: {}}, broken);
}

// A picture that lies elsewhere.
function* ofUploads(operation, send, world) {
  const schema = bodyOf(operation);
  const json = {upload_id: world.upload};
  yield* fieldsOf(operation, schema, send, json);
  for (const body of ['', '{', '[]', '"text"', '{"upload_id":"\xff"}'])
    yield send(
        `json: ${body}`, {body: Buffer.from(body, 'latin1'), type: 'application/json'}, badJson);
  const absent = {status: [404], code: ['upload_not_found']};
  for (const id of ['1', '0', world.bobsUpload])
    yield send(`upload ${id}`, {json: {upload_id: id}}, absent);
  yield send('upload not put', {json}, {status: [409], code: ['upload_missing']});
  if (operation.id === 'postImage') yield* ofSeveral(operation, send, world, absent);
}

function* ofSeveral(operation, send, world, absent) {
  const {required: _, ...schema} = resolve(resolve(operation.body['application/json'].schema).anyOf[1]);
  const json = {upload_ids: [world.upload]};
  yield* fieldsOf(operation, schema, send, json);
  for (const ids of [['1'], [world.upload, '1'], [world.upload, world.bobsUpload]])
    yield send(`uploads ${ids}`, {json: {upload_ids: ids}}, absent);
  yield send('uploads twice', {json: {upload_ids: ['a', 'b', 'a']}}, field('upload_ids[2]', 'repeated'));
  yield send(
      'more descriptions', {json: {upload_ids: ['a'], alt_texts: ['x', 'y']}}, field('alt_texts', 'bad_value'));
  yield send('uploads not put', {json}, {status: [409], code: ['upload_missing']});
}

export function* bodiesOf(operation, world, parts, person, random) {
  if (!operation.body || operation.id === 'putObject') return;
  const send = (name, change, expect) => {
    const {json: _, body: __, type: ___, ...rest} = parts;
    return {
      name: `body: ${name}`,
      request: assemble(operation, {...rest, ...change}, person),
      expect
    };
  };
  if (operation.body['image/*']) {
    yield* pictures(operation, send, random);
    yield* imageTexts(operation, send, random);
    yield* ofUploads(operation, send, world);
    return;
  }
  const schema = bodyOf(operation);
  yield* fieldsOf(operation, schema, send, parts.json);
  yield* notJson(send, parts.json);
  yield* takenNames(operation, send, parts.json, world);
  if (operation.id === 'postComment')
    yield send(
        'larger than the gateway takes',
        {body: Buffer.alloc(6 * 1024 * 1024 + 1, 0x20), type: 'application/json'}, tooLarge);
}
