// What the page and its service worker (worker/main.ts) call by the same name.
export const sharedCache = 'shared';  // photos from the phone's share sheet
