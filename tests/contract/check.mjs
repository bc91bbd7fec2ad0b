// Holds an answer against the document, and keeps what has been seen.
import {document, misfit, notYet, operations, resolve} from './document.mjs';

// What the gateway answers by itself, without the service.
const gatewayStatuses = new Set([400, 405, 408, 413, 414, 429, 431, 503]);
// Their answers are Object Storage's.
const passedOn = new Set(['putObject', 'getObject', 'getAsset', 'getHome', 'getPage']);

const utf8 = new TextDecoder('utf-8', {fatal: true});

function mediaTypeOf(answer) {
  return (answer.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
}

function isGatewayError(answer, status) {
  return gatewayStatuses.has(status) && mediaTypeOf(answer) === 'application/json';
}

// What the gateway puts on every answer, its own and whoever's.
const {'Retry-After': _, ...everyAnswers} = document.components.responses.Gateway.headers;

function headerFaults(documented, headers) {
  const faults = [];
  for (const [name, reference] of Object.entries(documented ?? {})) {
    const header = resolve(reference);
    const given = headers[name.toLowerCase()];
    if (given === undefined) {
      if (header.required) faults.push(`header ${name} is missing`);
      continue;
    }
    for (const value of [given].flat()) {
      const fault = misfit(header.schema, value);
      if (fault) faults.push(`header ${name} (${value}): ${fault}`);
    }
  }
  return faults;
}

function bodyFaults(content, answer) {
  const type = mediaTypeOf(answer);
  if (!content) {
    return answer.body.length === 0 && type === '' ?
        [] :
        [`a body of type "${type}" where none is documented`];
  }
  const media = content[type] ?? content['*/*'];
  if (!media) return [`content type "${type}" is not documented`];
  if (!type.endsWith('json')) return answer.body.length > 0 ? [] : ['an empty body'];
  let value;
  try {
    value = JSON.parse(utf8.decode(answer.body));
  } catch (error) {
    return [`not JSON in UTF-8: ${error.message}`];
  }
  const fault = misfit(media.schema, value);
  if (fault) return [`${fault}: ${JSON.stringify(value).slice(0, 500)}`];
  return value.status !== undefined && type === 'application/problem+json' &&
          value.status !== answer.status ?
      ['the problem has another status'] :
      [];
}

// Whoever asks sees no e-mail address but their own.
const ownEmail = new Set(['getMe', 'editMe', 'setAvatar']);
function leakFaults(operation, answer) {
  const leaks = !ownEmail.has(operation.id) && mediaTypeOf(answer).endsWith('json') &&
      answer.body.includes('@example.com');
  return leaks ? ['an e-mail address is shown'] : [];
}

export class Checker {
  seen = new Map();  // operation id: Set of statuses
  codes = new Set();
  fieldCodes = new Set();
  answers = 0;

  // What is wrong with the answer; empty: it is as documented.
  faults(operation, answer) {
    this.answers += 1;
    this.#remember(operation, answer);
    return [...headerFaults(everyAnswers, answer.headers), ...this.#ownFaults(operation, answer)];
  }

  #ownFaults(operation, answer) {
    if (passedOn.has(operation.id)) return this.#passedOn(operation, answer);
    if (isGatewayError(answer, answer.status)) {
      return bodyFaults(operation.responses.default.content, answer);
    }
    const response = operation.responses[answer.status];
    const fails = answer.status >= 500 && answer.status !== 501;  // 501: no mails
    if (fails || !response)
      return [`${answer.status} is not documented: ${answer.body.toString().slice(0, 300)}`];
    const faults = [
      ...headerFaults(response.headers, answer.headers), ...bodyFaults(response.content, answer),
      ...leakFaults(operation, answer)
    ];
    if (!answer.headers['cache-control']) faults.push('no Cache-Control');
    return faults;
  }

  #passedOn(operation, answer) {
    if (answer.status >= 500) return [`${answer.status}`];
    const response = operation.responses[answer.status] ?? operation.responses.default;
    return bodyFaults(response.content, answer);
  }

  #remember(operation, answer) {
    if (!this.seen.has(operation.id)) this.seen.set(operation.id, new Set());
    this.seen.get(operation.id).add(answer.status);
    if (mediaTypeOf(answer) !== 'application/problem+json') return;
    try {
      const problem = JSON.parse(answer.body);
      this.codes.add(problem.code);
      for (const error of problem.errors ?? []) this.fieldCodes.add(error.code);
    } catch {
      // bodyFaults says so
    }
  }

  // Documented answers, faults of the service aside, that never came.
  unseen() {
    const missing = [];
    for (const operation of operations) {
      if (notYet.has(operation.route) || passedOn.has(operation.id)) continue;
      for (const status of Object.keys(operation.responses)
               .map(Number)
               .filter((status) => status < 500)) {
        if (!this.seen.get(operation.id)?.has(status)) missing.push(`${operation.id} ${status}`);
      }
    }
    return missing;
  }
}
