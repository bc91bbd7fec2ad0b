// HTTP as it is asked for: nothing added but Host and Content-Length, nothing hidden.
import http from 'node:http';

export class Client {
  unanswered = 0;  // times that the gateway got no answer
  #sent = 0;

  constructor(base) {
    this.base = new URL(base);
    this.agent = new http.Agent({keepAlive: true, maxSockets: 8});
  }

  get host() {
    return this.base.host;
  }

  close() {
    this.agent.destroy();
  }

  // {method, target, headers, body}: {status, headers, body}. Asks again, a few times, when the
  // gateway got no answer: on a busy machine a function may not start within its 5 seconds.
  async send(request) {
    for (let tries = 1;; ++tries) {
      const answer = await this.#sendOnce(request);
      if (![502, 504].includes(answer.status) || tries === 4) return answer;
      this.unanswered += 1;
    }
  }

  // Log-ins that fail on purpose lock the address that they come from: they come from many.
  #ownAddress() {
    this.#sent += 1;
    return `127.0.${1 + this.#sent % 200}.1`;
  }

  #sendOnce({method, target, headers = {}, body}) {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const withLength = bytes === undefined ? headers : {...headers, 'Content-Length': bytes.length};
    return new Promise((done, failed) => {
      const request = http.request(
          {
            host: this.base.hostname,
            port: this.base.port,
            agent: this.agent,
            localAddress: this.#ownAddress(),
            method,
            path: target,
            headers: withLength
          },
          (response) => {
            const chunks = [];
            response.on('data', (chunk) => chunks.push(chunk));
            response.on('error', failed);
            response.on('end', () => done({
                                 status: response.statusCode,
                                 headers: response.headers,
                                 body: Buffer.concat(chunks)
                               }));
          });
      request.on(
          'error',
          (error) => failed(new Error(`${method} ${target.slice(0, 200)}: ${error.message}`)));
      request.end(bytes);
    });
  }
}

export function bearer(person) {
  return {Authorization: `Bearer ${person.token}`};
}

export const jsonType = {
  'Content-Type': 'application/json'
};

// The target of an operation: {path: {...}, query: {...}}; values in `raw` are percent-encoded
// already.
export function targetOf(operation, {path = {}, query = {}}) {
  const encoded = (value) => value?.raw ?? encodeURIComponent(value);
  const filled = operation.path.replaceAll(/{([^}]+)}/g, (_, name) => encoded(path[name]));
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
  return filled + (pairs.length === 0 ? '' : `?${pairs.join('&')}`);
}

export function jsonOf(answer) {
  return JSON.parse(answer.body.toString('utf8'));
}
