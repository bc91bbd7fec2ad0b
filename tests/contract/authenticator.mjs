// What an authenticator does with WebAuthn, in software: ES256, the person recognised.
import {createHash, generateKeyPairSync, randomBytes, sign} from 'node:crypto';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

// The little of CBOR that is needed: integers, byte strings, texts, and maps as arrays of pairs.
function head(major, argument) {
  if (argument < 24) return Buffer.from([major << 5 | argument]);
  if (argument < 256) return Buffer.from([major << 5 | 24, argument]);
  return Buffer.from([major << 5 | 25, argument >> 8, argument & 255]);
}
function cbor(value) {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  return Buffer.concat([head(5, value.length), ...value.flat().map(cbor)]);
}

export class Authenticator {
  constructor(origin) {
    this.origin = origin;
    this.id = randomBytes(20);
    Object.assign(this, generateKeyPairSync('ec', {namedCurve: 'P-256'}));
  }

  #clientData(type, challenge) {
    return Buffer.from(JSON.stringify({type: `webauthn.${type}`, challenge, origin: this.origin, crossOrigin: false}));
  }

  #data(rpId, flags) {
    return Buffer.concat([sha256(rpId), Buffer.from([flags, 0, 0, 0, 0])]);
  }

  // What is sent after navigator.credentials.create() with these options.
  create({rp, user, challenge}) {
    this.userHandle = Buffer.from(user.id, 'base64url');
    const {x, y} = this.publicKey.export({format: 'jwk'});
    const key = cbor([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]]);
    const data = Buffer.concat([this.#data(rp.id, 0x45), Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, key]);
    return {
      id: this.id.toString('base64url'),
      client_data: this.#clientData('create', challenge).toString('base64url'),
      attestation_object: cbor([['fmt', 'none'], ['attStmt', []], ['authData', data]]).toString('base64url'),
    };
  }

  // What is sent after navigator.credentials.get().
  get({rpId, challenge}) {
    const data = this.#data(rpId, 0x05), clientData = this.#clientData('get', challenge);
    return {
      id: this.id.toString('base64url'),
      client_data: clientData.toString('base64url'),
      authenticator_data: data.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, sha256(clientData)]), this.privateKey).toString('base64url'),
      user_handle: this.userHandle.toString('base64url'),
    };
  }
}
