// Requests to the API of api-gateway/openapi.yaml, with its types. The session is a cookie that scripts cannot read.
import {reachable, unreachable} from '../state/connection';
import {wellFormed} from '../text';
import {takeEarly} from './early';
import {ApiError, refusal} from './errors';
import type {components, paths} from './schema';

type Schemas = components['schemas'];
// pinned: among the first of a profile's grid.
export type Image = Schemas['Image']&{pinned?: boolean};
export type User = Schemas['Profile'];
export type Me = Schemas['Me'];
export type Person = Schemas['Person']&Partial<Pick<Schemas['Stranger'], 'looks_like'>>;
export type Author = Schemas['Author'];
export type Entity = Schemas['Entity'];
export type Comment = Schemas['Comment'];
export type Notification = Schemas['Notification'];
export type SessionEntry = Schemas['SessionEntry'];
export type Relation = Schemas['RelationName'];
export type Reactions = Schemas['Reactions'];
export type ExportState = Schemas['ExportReady']|Schemas['ExportPreparing']|Schemas['ExportNone'];
export interface Page<T> {
  items: T[];
  next_cursor: string|null;
}

type Method = 'get'|'put'|'post'|'patch'|'delete';
type PathOf<M extends Method> = {
  [P in keyof paths]: [NonNullable<paths[P][M]>] extends [never] ? never : P
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type Json<R> = R extends {content: {'application/json': infer Body}} ? Body : undefined;
type Answer<Op> = Op extends {responses: infer R} ? Json<R[keyof R&(200|201|202|204)]> : never;
type Parameter<Op, In extends string> =
    Op extends {parameters: infer P} ? In extends keyof P ? P[In] : never : never;

export interface Options<Op> {
  path?: Parameter<Op, 'path'>;
  query?: Parameter<Op, 'query'>;
  body?: unknown;
  idempotencyKey?: string;
  language?: string;        // that the person wants, where the service cannot know it otherwise
  signal?: AbortSignal;
}

const retryDelays = [400, 1200];
export const pause = (milliseconds: number) =>
    new Promise<void>((done) => setTimeout(done, milliseconds));

// How long to wait before a request is sent again, in milliseconds; undefined: it is not sent again.
export function pauseBefore(error: ApiError, attempt: number): number|undefined {
  const delay = retryDelays[attempt];
  if (delay === undefined || !navigator.onLine) return undefined;
  if (error.brief) return error.retryAfter * 1000 + Math.random() * delay;
  return error.passing ? delay : undefined;
}

function address(template: string, path: object|undefined, query: object|undefined): string {
  const filled = template.replace(
      /{(\w+)}/g, (_, name: string) => encodeURIComponent(String((path as never)?.[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

// Called when a session has ended.
let onSessionEnd: () => void = () => {};
export function whenSessionEnds(handler: () => void): void {
  onSessionEnd = handler;
}

// Called when something was refused because the account is suspended.
let onSuspension: () => void = () => {};
export function whenSuspended(handler: () => void): void {
  onSuspension = handler;
}

// Tells the rest of the client whether the service answered, whether the session has ended, and whether the account is suspended.
export function heed(error: ApiError): void {
  if (error.passing) unreachable();
  else reachable();
  if (error.status === 401 && error.code !== 'bad_credentials') onSessionEnd();
  if (error.code === 'suspended') onSuspension();
}

async function once(url: string, init: RequestInit): Promise<Response> {
  try {
    return await ((init.method === 'GET' && takeEarly(url)) || fetch(url, init));
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, 'offline');
  }
}

// An answer whose body breaks off counts as no answer.
async function read(answer: Response, signal: AbortSignal|null|undefined): Promise<unknown> {
  let text = '';
  try {
    text = await answer.text();
    if (answer.ok) return text ? JSON.parse(text) as unknown : undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'offline');
  }
  throw refusal(answer.status, text, answer.headers.get('Retry-After'));
}

// When the answer to a DELETE is lost, it is sent again. If the first one was carried out, the second finds nothing (404),
// or, if the account itself was deleted, no session (401): both mean that it is done.
function wasDone(method: string, url: string, error: ApiError): boolean {
  return method === 'DELETE' && (error.status === 404 || (error.status === 401 && url === '/v1/me'));
}

export async function send(
    method: string, url: string, init: RequestInit, repeatable: boolean): Promise<unknown> {
  for (let attempt = 0;; ++attempt) {
    try {
      const body = await read(await once(url, {...init, method, credentials: 'same-origin'}), init.signal);
      reachable();
      return body;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const delay = repeatable ? pauseBefore(error, attempt) : undefined;
      if (delay !== undefined) {
        await pause(delay);
        continue;
      }
      if (attempt > 0 && wasDone(method, url, error)) {
        reachable();
        return undefined;
      }
      heed(error);
      throw error;
    }
  }
}

// Repeats a failed request if that does no harm: every one but a POST without an Idempotency-Key.
export async function call<M extends Method, P extends PathOf<M>>(
    method: M, template: P,
    options: Options<Operation<P, M>> = {}): Promise<Answer<Operation<P, M>>> {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.language) headers['Accept-Language'] = options.language;
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  const init: RequestInit = {headers};
  if (options.body !== undefined) init.body = JSON.stringify(options.body, (_, value: unknown) => typeof value === 'string' ? wellFormed(value) : value);
  if (options.signal) init.signal = options.signal;
  const url = address(template, options.path as object|undefined, options.query as object|undefined);
  const repeatable = method !== 'post' || options.idempotencyKey !== undefined;
  return await send(method.toUpperCase(), url, init, repeatable) as Answer<Operation<P, M>>;
}
