// What a forgotten password and an unverified address need of the API.
import {language} from '../i18n';
import {ask} from './client';

export type Verified = 'verified'|'changed'|'undone';

export function askForReset(email: string): Promise<void> {
  return ask('POST', '/v1/password-resets', {email, language: language.value});
}

export function resetPassword(token: string, newPassword: string): Promise<void> {
  return ask('PUT', '/v1/password-resets', {token, new_password: newPassword});
}

export function askForVerification(): Promise<void> {
  return ask('POST', '/v1/me/email-verification');
}

export async function verifyEmail(token: string, signal?: AbortSignal): Promise<Verified> {
  return (await ask<{status: Verified}>('PUT', '/v1/email-verifications', {token}, signal)).status;
}
