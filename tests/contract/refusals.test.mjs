// What a text can be refused for: the service gives each of the reasons that api-gateway/openapi.yaml lists (x-refusals)
// and no other, and the web client has a sentence of its own for each, in both languages.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test, {after, before} from 'node:test';

import {bearer, Client, jsonOf, jsonType} from './client.mjs';
import {document, sourceFolder} from './document.mjs';
import {multipart, multipartType, png} from './pictures.mjs';
import {startService} from './service.mjs';
import {Builder} from './world.mjs';

const listed = document.components.schemas.FieldError['x-refusals'];
const long = (length) => 'a'.repeat(length + 1);
const today = () => new Date().toISOString().slice(0, 10);

// By field: what is sent, and what it is refused for.
const profile = {
  username: [
    ['ab', 'too_short'], [long(30), 'too_long'], ['ann-lee', 'bad_characters'], ['áéí', 'bad_characters'],
    ['ann lee', 'spaces'], ['ann.lee ', 'spaces'], ['a..b', 'bad_format'], ['.ann', 'bad_format'], ['___', 'bad_format'],
    ['admin', 'reserved'], ['@root', 'reserved']
  ],
  email: [
    [`${long(250)}@b.co`, 'too_long'], ['', 'bad_format'], ['nobody', 'bad_format'], ['@b.co', 'bad_format'],
    ['a@b c.d', 'spaces'], ['a@b.co ', 'spaces']
  ],
  full_name: [
    ['', 'too_short'], ['  ', 'too_short'], [long(100), 'too_long'], ['\u3164', 'bad_format'], ['\u2067', 'bad_format'],
    ['a\0b', 'bad_characters']
  ],
  bio: [[long(3000), 'too_long'], ['\0', 'bad_characters']],
  website: [
    [`https://a.b/${long(190)}`, 'too_long'], ['a.b/\0', 'bad_characters'], ['exemplo', 'bad_format'],
    ['https://', 'bad_format'], ['https://a"b.c', 'bad_format'], ['mailto:a@b.c', 'not_web'],
    ['javascript:alert(1)', 'not_web'], ['meu site.com', 'spaces'], ['ana@exemplo.com', 'email'],
    ['https://a:b@c.d', 'credentials']
  ],
  gender: [[long(50), 'too_long'], ['a\0', 'bad_characters']],
  birthday: [
    ['28/02/2001', 'bad_format'], ['2001-2-3', 'bad_format'], ['soon', 'bad_format'], ['2001-02-29', 'no_such_day'],
    ['1899-12-31', 'too_early'], ['2999-01-01', 'in_future'], [today, 'today']
  ],
  phone: [
    [long(40), 'too_long'], ['\0', 'bad_characters'], ['call me', 'bad_format'], ['11 91234-5678', 'no_country'],
    ['+0123456789', 'no_country'], ['+55 11 91234-5678 ext 1', 'extension'], ['+55 11', 'too_few_digits'],
    ['+5511912345678901', 'too_many_digits']
  ],
};
const passwords = [
  ['short', 'too_short'], [long(128), 'too_long'], ['two\nlines of it', 'bad_characters'], ['Password2026', 'guessable']
];
const described = (most) => [[long(most), 'too_long'], ['\0', 'bad_characters']];
const comments =
    [['', 'too_short'], ['\r\n\u200b', 'too_short'], [long(1000), 'too_long'], ['a\0', 'bad_characters']];

let service, client, ann, image;
const seen = new Map();

before(async () => {
  service = await startService();
  client = new Client(service.base);
  const builder = new Builder(client);
  ann = await builder.person('ann.refused');
  image = jsonOf(await send('POST', '/v1/images', {body: png(7), type: 'image/png'})).id;
});
after(async () => {
  client?.close();
  await service?.stop();
});

function send(method, target, {json, body, type}) {
  const headers = {...bearer(ann), ...(json ? jsonType : {'Content-Type': type})};
  return client.send({method, target, headers, body: json ? JSON.stringify(json) : body});
}

// What the answer says of the field; a sentence stands beside it.
function refusalOf(answer, field, shown) {
  assert.equal(answer.status, 422, `${shown}: ${answer.body}`);
  const {code, message, reason} = jsonOf(answer).errors.find((error) => error.field === field);
  assert.ok(message.length >= 10, shown);
  const why = reason ?? code;
  seen.set(field, (seen.get(field) ?? new Map()).set(why, message));
  return why;
}

async function holds(field, examples, method, target, bodyOf) {
  for (const [example, why] of examples) {
    const value = typeof example === 'function' ? example() : example;
    const shown = `${field} ${JSON.stringify(value).slice(0, 60)}`;
    assert.equal(refusalOf(await send(method, target, bodyOf(value)), field, shown), why, shown);
  }
}

test('each refusal has its reason and its sentence', async () => {
  const signUp = {email: 'new@example.com', full_name: 'New', username: 'newcomer', password: 'a long password'};
  for (const [field, examples] of Object.entries(profile)) {
    await holds(field, examples, 'PATCH', '/v1/me', (value) => ({json: {[field]: value}}));
    if (field in signUp)
      await holds(field, examples, 'POST', '/v1/users', (value) => ({json: {...signUp, [field]: value}}));
  }
  await holds('password', passwords, 'POST', '/v1/users', (value) => ({json: {...signUp, password: value}}));
  await holds(
      'new_password', passwords, 'PUT', '/v1/me/password',
      (value) => ({json: {old_password: 'x', new_password: value}}));
  for (const [field, most] of [['caption', 2200], ['alt_text', 1000]]) {
    await holds(field, described(most), 'PATCH', `/v1/images/${image}`, (value) => ({json: {[field]: value}}));
    await holds(
        field, [...described(most), [Buffer.from([0xff]), 'bad_encoding']], 'POST', '/v1/images',
        (value) => ({body: multipart([['image', png(8)], [field, value]]), type: multipartType}));
  }
  await holds('text', comments, 'POST', `/v1/images/${image}/comments`, (value) => ({json: {text: value}}));
  await holds(
      'note', [[long(500), 'too_long'], ['\0', 'bad_characters']], 'POST', '/v1/reports',
      (value) => ({json: {kind: 'image', id: image, reason: 'other', note: value}}));
  for (const [field, reasons] of Object.entries(listed)) {
    assert.deepEqual([...seen.get(field).keys()].sort(), [...reasons].sort(), field);
    assert.equal(new Set(seen.get(field).values()).size, reasons.length, `${field}: one sentence for two reasons`);
  }
  assert.deepEqual([...seen.keys()].sort(), Object.keys(listed).sort());
});

function source(path) {
  return readFileSync(`${sourceFolder}/web/src/${path}`, 'utf8');
}

test('the web client has a sentence for each, in both languages', () => {
  const keys = new Map([...source('i18n/problems.ts').matchAll(/^  '(\w+\.\w+)': \['([\w.]+)'(?:, {(\w+): (\d+)})?\]/gm)]
                           .map(([, refusal, key, name, number]) => [refusal, {key, name, number}]));
  const wanted = Object.entries(listed).flatMap(([field, reasons]) => reasons.map((one) => `${field}.${one}`));
  assert.deepEqual([...keys.keys()].sort(), wanted.sort());
  const dictionaries = ['en', 'pt'].map((language) => new Map(
      [...source(`i18n/${language}_refusals.ts`).matchAll(/^  '([\w.]+)': '(.*)',$/gm)].map(([, key, text]) => [key, text])));
  for (const [refusal, {key, name, number}] of keys) {
    const [english, portuguese] = dictionaries.map((texts) => texts.get(key));
    assert.ok(english && portuguese && english !== portuguese, `${refusal}: ${key}`);
    for (const text of [english, portuguese]) {
      const [, place] = /{(\w+)}/.exec(text) ?? [];
      assert.equal(place, name, `${refusal}: ${text}`);
    }
    if (number) assert.ok(seen.get(refusal.split('.')[0])?.get(refusal.split('.')[1])?.includes(number), refusal);
  }
  // Two reasons of one field are told apart.
  for (const [field, reasons] of Object.entries(listed)) {
    const told = reasons.filter((one) => one !== 'bad_encoding').map((one) => keys.get(`${field}.${one}`));
    assert.equal(new Set(told.map(({key, number}) => `${key} ${number}`)).size, told.length, field);
  }
});
