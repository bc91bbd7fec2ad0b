// Passkeys: what browsers ask authenticators for (WebAuthn), and what of it goes to the service.
import {call} from './client';
import {ApiError} from './errors';
import type {components} from './schema';

type Schemas = components['schemas'];
export type Passkey = Schemas['Passkey'];
export type PasskeyOffer = Schemas['PasskeyOffer'];
export type PasskeyChallenge = Schemas['PasskeyChallenge'];

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer|null): string {
  const letters = Array.from(new Uint8Array(bytes ?? new ArrayBuffer(0)), (byte) => String.fromCharCode(byte));
  return btoa(letters.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

// A secure page of a browser that knows them; they are of the host `rpId` and of those below it.
export function knowsPasskeys(rpId?: string): boolean {
  if (typeof PublicKeyCredential !== 'function') return false;
  return rpId === undefined || `.${location.hostname}`.endsWith(`.${rpId}`);
}

// The person has declined or waited too long, or there is none (browsers do not tell these apart); or there is one already.
async function asked(request: Promise<Credential|null>): Promise<PublicKeyCredential> {
  try {
    const credential = await request;
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') throw new ApiError(409, 'passkey_exists');
  }
  throw new ApiError(400, 'passkey_declined');
}

export async function listPasskeys(signal: AbortSignal): Promise<Passkey[]> {
  return (await call('get', '/v1/me/passkeys', {signal})).passkeys;
}

export async function offerPasskey(password: string): Promise<PasskeyOffer> {
  return await call('post', '/v1/me/passkeys', {body: {password}});
}

export async function makePasskey({state, options}: PasskeyOffer, name: string): Promise<Passkey> {
  const {challenge, user, excludeCredentials, ...rest} = options;
  const made = await asked(navigator.credentials.create({
    publicKey: {
      ...rest,
      challenge: bytesOf(challenge),
      user: {...user, id: bytesOf(user.id)},
      excludeCredentials: excludeCredentials.map(({type, id}) => ({type, id: bytesOf(id)})),
    },
  }));
  const response = made.response as AuthenticatorAttestationResponse;
  const credential = {
    id: textOf(made.rawId), client_data: textOf(response.clientDataJSON), attestation_object: textOf(response.attestationObject),
  };
  return await call('put', '/v1/me/passkeys', {body: {state, credential, ...(name ? {name} : {})}});
}

export async function removePasskey(id: string, password: string): Promise<void> {
  await call('delete', '/v1/me/passkeys', {body: {id, password}});
}

export async function askForPasskey(): Promise<PasskeyChallenge> {
  return await call('post', '/v1/login', {body: {passkey: {}}}) as PasskeyChallenge;
}

// Begins a session.
export async function usePasskey({state, options}: PasskeyChallenge): Promise<void> {
  const {challenge, rpId, userVerification, timeout} = options;
  const got = await asked(navigator.credentials.get({publicKey: {challenge: bytesOf(challenge), rpId, userVerification, timeout}}));
  const response = got.response as AuthenticatorAssertionResponse;
  const passkey = {
    id: textOf(got.rawId), client_data: textOf(response.clientDataJSON), authenticator_data: textOf(response.authenticatorData),
    signature: textOf(response.signature), user_handle: textOf(response.userHandle),
  };
  await call('post', '/v1/login', {body: {state, passkey, session: 'cookie'}});
}
