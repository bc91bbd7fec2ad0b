// What a forgotten password, an address, the sessions and the second factor need of the API.
import {call} from './client';
import type {components} from './schema';

// What has come of a link in a mail.
export type LinkStep = components['schemas']['LinkStep']['status'];

export type TotpOffer = components['schemas']['TotpOffer'];

export async function offerTotp(password: string): Promise<TotpOffer> {
  return await call('post', '/v1/me/totp', {body: {password}});
}

// The recovery codes.
export async function switchTotpOn(code: string): Promise<string[]> {
  return (await call('put', '/v1/me/totp', {body: {code}})).recovery_codes;
}

export async function switchTotpOff(password: string, code: string): Promise<void> {
  await call('delete', '/v1/me/totp', {body: {password, code}});
}

// For somebody who has neither the app nor recovery codes; `state` is of the log-in that asks for a code.
export async function askToRecover(state: string): Promise<void> {
  await call('post', '/v1/login', {body: {state, recover: true}});
}

export async function askForReset(email: string): Promise<void> {
  await call('post', '/v1/password-resets', {body: {email}});
}

export async function resetPassword(token: string, newPassword: string): Promise<void> {
  await call('put', '/v1/password-resets', {body: {token, new_password: newPassword}});
}

export async function askForVerification(): Promise<void> {
  await call('post', '/v1/me/email-verification');
}

export async function followLink(token: string, signal?: AbortSignal): Promise<LinkStep> {
  return (await call('put', '/v1/email-verifications', {body: {token}, ...(signal ? {signal} : {})})).status;
}
