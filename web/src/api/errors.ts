// Errors of requests, with the API's own codes. `offline`: there was no response. `state`: of a log-in that needs a code, too.
export interface FieldError {
  field: string;
  code: string;
  message: string;
  reason?: string;   // where the code has several causes
}

const longestPause = 5;   // the longest wait, in seconds, after which a request is repeated without asking the person

export class ApiError extends Error {
  constructor(
      readonly status: number, readonly code: string, readonly fields: FieldError[] = [],
      readonly retryAfter = 0, readonly state?: string) {
    super(`${status} ${code}`);
  }
  // The service could not be reached or could not finish: the same request may be sent again.
  get passing(): boolean {
    return this.status === 0 || this.status >= 502;
  }
  // Refused because of a short limit: the same request may be sent again after retryAfter seconds.
  get brief(): boolean {
    return this.code === 'too_many' && this.retryAfter > 0 && this.retryAfter <= longestPause;
  }
  field(name: string): FieldError|undefined {
    return this.fields.find((one) => one.field === name);
  }
}

export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, 'offline');
}

const gatewayCodes: Record<number, string> = {413: 'body_too_large', 429: 'too_many'};

// The error in an answer. Those of the gateway itself have a number as code.
export function refusal(status: number, body: string, retryAfter: string|null): ApiError {
  let problem: {code?: unknown; errors?: unknown; state?: unknown} = {};
  try {
    problem = JSON.parse(body) as typeof problem;
  } catch {
    // The body is not JSON: only the status is known.
  }
  const byStatus = gatewayCodes[status] ?? (status >= 502 ? 'unavailable' : 'internal');
  const code = typeof problem.code === 'string' ? problem.code : byStatus;
  const fields = Array.isArray(problem.errors) ? problem.errors as FieldError[] : [];
  const state = typeof problem.state === 'string' ? problem.state : undefined;
  return new ApiError(status, code, fields, Number(retryAfter) || 0, state);
}
