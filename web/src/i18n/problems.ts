// What went wrong, in words, from the API's stable codes.
import type {ApiError, FieldError} from '../api/errors';
import type {components} from '../api/schema';
import {t, type Key} from './index';

// Every code of the API has a text; `offline` and `unavailable` are the client's own.
const byCode: Record<components['schemas']['Problem']['code']|'offline'|'unavailable', Key> = {
  bad_credentials: 'problem.bad_credentials',
  bad_cursor: 'problem.reload',
  bad_image: 'problem.bad_image',
  bad_json: 'problem.reload',
  bad_multipart: 'problem.reload',
  bad_origin: 'problem.bad_origin',
  blocked: 'problem.blocked',
  body_too_large: 'problem.too_large',
  email_taken: 'problem.email_taken',
  idempotency_key_reused: 'problem.idempotency_key_reused',
  image_too_large: 'problem.image_too_large',
  internal: 'problem.internal',
  invalid_fields: 'problem.invalid_fields',
  is_avatar: 'problem.is_avatar',
  method_not_allowed: 'problem.reload',
  no_request: 'problem.no_request',
  not_found: 'problem.not_found',
  not_logged_in: 'problem.session_ended',
  not_yours: 'problem.not_yours',
  not_yourself: 'problem.not_yourself',
  offline: 'problem.offline',
  range_not_satisfiable: 'problem.reload',
  session_ended: 'problem.session_ended',
  texts_too_long: 'problem.texts_too_long',
  temporarily_unavailable: 'problem.unavailable',
  unavailable: 'problem.unavailable',
  too_many_attempts: 'problem.too_many_attempts',
  too_many_uploads: 'problem.too_many_uploads',
  unsupported_image: 'problem.unsupported_image',
  unsupported_media_type: 'problem.unsupported_image',
  upload_incomplete: 'problem.upload_lost',
  upload_missing: 'problem.upload_lost',
  upload_not_found: 'problem.upload_not_found',
  upload_used: 'problem.upload_used',
  username_taken: 'problem.username_taken',
  wrong_password: 'problem.wrong_password',
};
const textOf = new Map<string, Key>(Object.entries(byCode));

export function problemText(error: ApiError): string {
  if (error.code === 'too_many_attempts')
    return t('problem.too_many_attempts', {count: Math.max(1, Math.ceil(error.retryAfter / 60))});
  return t(textOf.get(error.code) ?? 'problem.internal');
}

const byField: Record<string, Key> = {
  required: 'field.required',
  too_short: 'field.too_short',
  too_long: 'field.too_long',
  reserved: 'field.reserved',
  out_of_range: 'field.out_of_range',
};

export function fieldText(error: FieldError|undefined): string|undefined {
  if (!error) return undefined;
  if (error.field === 'username' && error.code === 'bad_format') return t('field.username');
  if (error.field === 'username' && error.code === 'bad_characters') return t('field.username');
  return t(byField[error.code] ?? 'field.bad_format');
}
