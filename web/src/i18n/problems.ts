// What went wrong, in words, from the API's stable codes.
import type {ApiError, FieldError} from '../api/errors';
import {t, type Key} from './index';

const byCode: Record<string, Key> = {
  bad_credentials: 'problem.bad_credentials',
  bad_image: 'problem.bad_image',
  blocked: 'problem.blocked',
  body_too_large: 'problem.too_large',
  email_taken: 'problem.email_taken',
  image_too_large: 'problem.image_too_large',
  invalid_fields: 'problem.invalid_fields',
  is_avatar: 'problem.is_avatar',
  not_found: 'problem.not_found',
  not_yours: 'problem.not_yours',
  offline: 'problem.offline',
  session_ended: 'problem.session_ended',
  not_logged_in: 'problem.session_ended',
  temporarily_unavailable: 'problem.unavailable',
  unavailable: 'problem.unavailable',
  too_many_attempts: 'problem.too_many_attempts',
  too_many_uploads: 'problem.too_many_uploads',
  unsupported_image: 'problem.unsupported_image',
  unsupported_media_type: 'problem.unsupported_image',
  username_taken: 'problem.username_taken',
  wrong_password: 'problem.wrong_password',
};

export function problemText(error: ApiError): string {
  if (error.code === 'too_many_attempts')
    return t('problem.too_many_attempts', {count: Math.max(1, Math.ceil(error.retryAfter / 60))});
  return t(byCode[error.code] ?? 'problem.internal');
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
