// A push service on this machine, with the browsers that subscribe at it: looks who sends (RFC 8292), and decrypts (RFC 8291)
// with another implementation than FotoGal's.
import assert from 'node:assert/strict';
import {createECDH, createPublicKey, randomBytes, verify} from 'node:crypto';
import {createServer} from 'node:http';
import ece from 'http_ece';

const encoded = (bytes) => bytes.toString('base64url');

// The claims of a header; it fails where its key has not signed them.
export function senderOf(authorization) {
  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization);
  const point = Buffer.from(key, 'base64url');
  assert.equal(point.length, 65);
  const jwk = {kty: 'EC', crv: 'P-256', x: encoded(point.subarray(1, 33)), y: encoded(point.subarray(33))};
  const [head, claims, signature] = token.split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  assert.deepEqual(read(head), {typ: 'JWT', alg: 'ES256'});
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), {key: createPublicKey({key: jwk, format: 'jwk'}), dsaEncoding: 'ieee-p1363'},
                   Buffer.from(signature, 'base64url')));
  return {key, ...read(claims)};
}

// Keys as a browser makes them. body: of PUT /v1/me/push.
export function newDevice(endpoint) {
  const key = createECDH('prime256v1');
  key.generateKeys();
  const auth = randomBytes(16);
  const body = {endpoint, keys: {p256dh: encoded(key.getPublicKey()), auth: encoded(auth)}, utc_offset_minutes: 0};
  const decrypt = (bytes) => JSON.parse(ece.decrypt(bytes, {version: 'aes128gcm', privateKey: key, authSecret: encoded(auth)}));
  return {body, decrypt};
}

// {origin, device(), next(device), gone(device), stop()}. Services that are started from now on know it, and no other.
export async function startPushService() {
  const devices = new Map();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const device = devices.get(request.url);
    if (device) device.arrive({headers: request.headers, message: device.decrypt(Buffer.concat(chunks)), sender: senderOf(request.headers.authorization)});
    response.writeHead(device ? 201 : 410).end();
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  const origin = `http://127.0.0.1:${server.address().port}`;
  process.env.FOTOGAL_PUSH_HOSTS = origin;
  const device = () => {
    const path = `/send/${encoded(randomBytes(12))}`;
    const made = {...newDevice(origin + path), path, arrived: [], waiting: []};
    made.arrive = (one) => (made.waiting.shift() ?? ((it) => made.arrived.push(it)))(one);
    devices.set(path, made);
    return made;
  };
  return {
    origin,
    device,
    next: (of) => of.arrived.length ? Promise.resolve(of.arrived.shift()) : new Promise((done) => of.waiting.push(done)),
    gone: ({path}) => devices.delete(path),
    stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }),
  };
}
