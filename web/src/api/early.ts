// Requests that the first page is going to make, sent beside the question who is logged in instead of after its answer.
const answers = new Map<string, Promise<Response>>();

export function askEarly(url: string): void {
  const answer = fetch(url, {credentials: 'same-origin'});
  answer.catch(() => {});  // whoever takes the answer is told
  answers.set(url, answer);
}

// The answer to a request that was sent early; nobody gets it twice.
export function takeEarly(url: string): Promise<Response>|undefined {
  const answer = answers.get(url);
  answers.delete(url);
  return answer;
}

export function forgetEarly(): void {
  answers.clear();
}
