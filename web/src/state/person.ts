// Data kept of the person who is logged in. Each module that keeps some registers how to delete it.
const forgets: (() => void)[] = [];

export function keptOfPerson(forget: () => void): void {
  forgets.push(forget);
}

export function forgetPerson(): void {
  for (const forget of forgets) forget();
}

// Where this browser notes whose data it keeps.
export const ownerKey = 'fotogal.owner';

export function notedOwner(): string|null {
  try {
    return localStorage.getItem(ownerKey);
  } catch {
    return null;  // storage is blocked
  }
}
