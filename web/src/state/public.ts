// What the address shows to everybody, as the service has put it into the page (docs/adr/0035-public-pages.md).
import type {Image, User} from '../api/client';

export interface PublicPerson {
  user: User;
  images: Image[];
}
export interface PublicPhoto {
  image: Image;
}
export type Public = PublicPerson|PublicPhoto;

let given: {path: string; data: Public}|undefined;

// Reads it, and takes away what was there for whoever runs no scripts.
export function takePublic(): void {
  const script = document.getElementById('public');
  if (script) given = {path: location.pathname, data: JSON.parse(script.textContent!) as Public};
  script?.remove();
  document.getElementById('app')!.replaceChildren();
}

export function publicAt(path: string): Public|undefined {
  return given?.path === path ? given.data : undefined;
}
