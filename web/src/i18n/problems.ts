// What went wrong, in words, from the API's stable codes.
import type {ApiError, FieldError} from '../api/errors';
import type {components} from '../api/schema';
import {t, type Key} from './index';

// Every code of the API has a text; `offline`, `unavailable`, `passkey_declined` and `push_failed` are the client's own.
const byCode: Record<components['schemas']['Problem']['code']|'offline'|'unavailable'|'passkey_declined'|'push_failed', Key> = {
  already_verified: 'problem.already_verified',
  bad_credentials: 'problem.bad_credentials',
  bad_cursor: 'problem.reload',
  bad_image: 'problem.bad_image',
  bad_json: 'problem.reload',
  bad_multipart: 'problem.reload',
  bad_origin: 'problem.bad_origin',
  bad_passkey: 'problem.bad_passkey',
  bad_token: 'problem.bad_token',
  blocked: 'problem.blocked',
  body_too_large: 'problem.too_large',
  email_taken: 'problem.email_taken',
  idempotency_key_reused: 'problem.idempotency_key_reused',
  image_too_large: 'problem.image_too_large',
  internal: 'problem.internal',
  invalid_fields: 'problem.invalid_fields',
  is_avatar: 'problem.is_avatar',
  log_in_again: 'problem.log_in_again',
  mail_not_configured: 'problem.mail_not_configured',
  method_not_allowed: 'problem.reload',
  no_request: 'problem.no_request',
  not_found: 'problem.not_found',
  not_logged_in: 'problem.session_ended',
  not_offered: 'problem.not_offered',
  not_yours: 'problem.not_yours',
  not_yourself: 'problem.not_yourself',
  offline: 'problem.offline',
  passkey_declined: 'problem.passkey_declined',
  passkey_exists: 'problem.passkey_exists',
  passkeys_not_configured: 'problem.passkeys_not_configured',
  push_failed: 'problem.push_failed',
  push_not_configured: 'problem.push_not_configured',
  second_factor_off: 'problem.second_factor_off',
  second_factor_on: 'problem.second_factor_on',
  session_ended: 'problem.session_ended',
  suspended: 'problem.suspended',
  texts_too_long: 'problem.texts_too_long',
  temporarily_unavailable: 'problem.unavailable',
  unavailable: 'problem.unavailable',
  too_late_to_edit: 'problem.too_late_to_edit',
  too_many: 'problem.too_many',
  too_many_attempts: 'problem.too_many_attempts',
  too_many_passkeys: 'problem.too_many_passkeys',
  too_many_uploads: 'problem.too_many_uploads',
  unsupported_image: 'problem.unsupported_image',
  unsupported_media_type: 'problem.unsupported_image',
  upload_incomplete: 'problem.upload_lost',
  upload_missing: 'problem.upload_lost',
  upload_not_found: 'problem.upload_not_found',
  upload_used: 'problem.upload_used',
  username_taken: 'problem.username_taken',
  wrong_code: 'problem.wrong_code',
  wrong_password: 'problem.wrong_password',
};
const textOf = new Map<string, Key>(Object.entries(byCode));

function tooMany(minutes: number): string {
  return minutes < 100 ? t('problem.too_many', {count: minutes}) : t('problem.too_many_hours', {count: Math.ceil(minutes / 60)});
}

export function problemText(error: ApiError): string {
  if (error.code === 'too_many_attempts')
    return t('problem.too_many_attempts', {count: Math.max(1, Math.ceil(error.retryAfter / 60))});
  if (error.code === 'too_many') return tooMany(Math.max(1, Math.ceil(error.retryAfter / 60)));
  return t(textOf.get(error.code) ?? 'problem.internal');
}

// By field and code, or by the reason where a code has several: what is wrong and what would be right. A test compares
// the list with the API's (x-refusals).
const byField: Record<string, [Key, Record<string, number>?]> = {
  'username.too_short': ['refused.shorter', {least: 3}],
  'username.too_long': ['refused.longer', {most: 30}],
  'username.bad_characters': ['refused.username.bad_characters'],
  'username.spaces': ['refused.username.spaces'],
  'username.bad_format': ['refused.username.bad_format'],
  'username.reserved': ['refused.username.reserved'],
  'email.too_long': ['refused.longer', {most: 254}],
  'email.bad_format': ['refused.email.bad_format'],
  'email.spaces': ['refused.email.spaces'],
  'full_name.too_short': ['refused.full_name.too_short'],
  'full_name.too_long': ['refused.longer', {most: 100}],
  'full_name.bad_format': ['refused.full_name.bad_format'],
  'full_name.bad_characters': ['refused.bad_characters'],
  'password.too_short': ['refused.shorter', {least: 10}],
  'password.too_long': ['refused.longer', {most: 128}],
  'password.bad_characters': ['refused.password.bad_characters'],
  'password.guessable': ['refused.password.guessable'],
  'new_password.too_short': ['refused.shorter', {least: 10}],
  'new_password.too_long': ['refused.longer', {most: 128}],
  'new_password.bad_characters': ['refused.password.bad_characters'],
  'new_password.guessable': ['refused.password.guessable'],
  'bio.too_long': ['refused.longer', {most: 3000}],
  'bio.bad_characters': ['refused.bad_characters'],
  'website.too_long': ['refused.longer', {most: 200}],
  'website.bad_characters': ['refused.bad_characters'],
  'website.bad_format': ['refused.website.bad_format'],
  'website.not_web': ['refused.website.not_web'],
  'website.spaces': ['refused.website.spaces'],
  'website.email': ['refused.website.email'],
  'website.credentials': ['refused.website.credentials'],
  'gender.too_long': ['refused.longer', {most: 50}],
  'gender.bad_characters': ['refused.bad_characters'],
  'birthday.bad_format': ['refused.birthday.bad_format'],
  'birthday.no_such_day': ['refused.birthday.no_such_day'],
  'birthday.too_early': ['refused.birthday.too_early'],
  'birthday.in_future': ['refused.birthday.in_future'],
  'birthday.today': ['refused.birthday.today'],
  'phone.too_long': ['refused.longer', {most: 40}],
  'phone.bad_characters': ['refused.bad_characters'],
  'phone.bad_format': ['refused.phone.bad_format'],
  'phone.no_country': ['refused.phone.no_country'],
  'phone.extension': ['refused.phone.extension'],
  'phone.too_few_digits': ['refused.phone.too_few_digits'],
  'phone.too_many_digits': ['refused.phone.too_many_digits'],
  'caption.too_long': ['refused.longer', {most: 2200}],
  'caption.bad_characters': ['refused.bad_characters'],
  'caption.bad_encoding': ['refused.bad_characters'],
  'alt_text.too_long': ['refused.longer', {most: 1000}],
  'alt_text.bad_characters': ['refused.bad_characters'],
  'alt_text.bad_encoding': ['refused.bad_characters'],
  'text.too_short': ['refused.text.too_short'],
  'text.too_long': ['refused.longer', {most: 1000}],
  'text.bad_characters': ['refused.bad_characters'],
  'note.too_long': ['refused.longer', {most: 500}],
  'note.bad_characters': ['refused.bad_characters'],
};
const byCodeOfField: Record<string, Key> = {
  required: 'field.required',
  too_short: 'field.too_short',
  too_long: 'field.too_long',
  reserved: 'field.reserved',
  out_of_range: 'field.out_of_range',
};

export function fieldText(error: FieldError|undefined): string|undefined {
  if (!error) return undefined;
  const own = byField[`${error.field}.${error.reason}`] ?? byField[`${error.field}.${error.code}`];
  return own ? t(...own) : t(byCodeOfField[error.code] ?? 'field.bad_format');
}
