// Data kept of the person who is logged in. Each module that keeps some registers how to delete it.
const forgets: (() => void)[] = [];

export function keptOfPerson(forget: () => void): void {
  forgets.push(forget);
}

export function forgetPerson(): void {
  for (const forget of forgets) forget();
}
