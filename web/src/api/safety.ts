// Mutes and reports.
import {call} from './client';
import type {components} from './schema';

type Body = components['schemas']['Report'];
export type Reason = Body['reason'];

// What is reported: a person by username, a photo by its id, a comment by the photo's and its own.
export type Reported = Pick<Body, 'kind'|'id'>;

export function reportedComment(image: string, comment: string): Reported {
  return {kind: 'comment', id: `${image}/${comment}`};
}

export async function report(of: Reported, reason: Reason, note: string): Promise<void> {
  const body: Body = {...of, reason, ...(note ? {note} : {})};
  await call('post', '/v1/reports', {body});
}

export async function setMute(username: string, muted: boolean): Promise<void> {
  await call(muted ? 'put' : 'delete', '/v1/users/{username}/mute', {path: {username}});
}
