// Mutes and reports.
import {ask, type Page, type Person} from './client';

export const reasons = ['spam', 'nudity', 'hate', 'violence', 'self_harm', 'illegal', 'impersonation', 'other'] as const;
export type Reason = typeof reasons[number];

// What is reported: a person by username, a photo by its id, a comment by the photo's and its own.
export interface Reported {
  kind: 'user'|'image'|'comment';
  id: string;
}

export function reportedComment(image: string, comment: string): Reported {
  return {kind: 'comment', id: `${image}/${comment}`};
}

export function report({kind, id}: Reported, reason: Reason, note: string): Promise<void> {
  return ask('POST', '/v1/reports', {kind, id, reason, ...(note ? {note} : {})});
}

export function setMute(username: string, muted: boolean): Promise<void> {
  return ask(muted ? 'PUT' : 'DELETE', `/v1/users/${encodeURIComponent(username)}/mute`);
}

export function mutes({limit, cursor}: {limit: number; cursor?: string}, signal: AbortSignal): Promise<Page<Person>> {
  const query = new URLSearchParams({limit: String(limit), ...(cursor ? {cursor} : {})});
  return ask('GET', `/v1/me/mutes?${query.toString()}`, undefined, signal);
}

export function endOtherSessions(): Promise<void> {
  return ask('DELETE', '/v1/me/sessions');
}
