// What is kept of the person who is logged in. Whoever keeps something says here how to forget it.
const forgets: (() => void)[] = [];

export function keptOfPerson(forget: () => void): void {
  forgets.push(forget);
}

export function forgetPerson(): void {
  for (const forget of forgets) forget();
}
