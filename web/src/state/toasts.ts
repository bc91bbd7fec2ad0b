// Short messages at the foot of the page, read out by screen readers.
import type {ApiError} from '../api/errors';
import {problemText} from '../i18n/problems';
import {Store} from './store';

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: Action|undefined;   // with one the message stays
}
export interface Action {
  label: string;
  act: () => void;
}
export const toasts = new Store<Toast[]>([]);
const shownFor = 6000;
let last = 0;

export function dismiss(id: number): void {
  toasts.update((shown) => shown.filter((toast) => toast.id !== id));
}

export function say(text: string, bad = false, action?: Action): void {
  const id = ++last;
  toasts.update((shown) => [...shown.filter((toast) => toast.text !== text).slice(-2), {id, text, bad, action}]);
  if (!action) setTimeout(() => dismiss(id), shownFor);
}

export function complain(error: ApiError): void {
  if (error.status !== 401) say(problemText(error), true);
}
