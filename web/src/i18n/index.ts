// Texts in the reader's language; plurals, dates and numbers by Intl.
import type {ComponentChildren} from 'preact';
import {Store} from '../state/store';
import {en} from './en';
import {pt} from './pt';

export type Language = 'en'|'pt-BR';
export type Plural = {one: string; other: string};
export type Dictionary = {[Key in keyof typeof en]: (typeof en)[Key] extends string ? string : Plural};
export type Key = keyof typeof en;
type Values = Record<string, string|number>;

const dictionaries: Record<Language, Dictionary> = {en, 'pt-BR': pt};
export const languageNames: Record<Language, string> = {en: 'English', 'pt-BR': 'Português (Brasil)'};
const storageKey = 'fotogal.language';

function remembered(): Language {
  let chosen: string|null = null;
  try {
    chosen = localStorage.getItem(storageKey);
  } catch {
    // Storage is blocked: the browser's language is used.
  }
  if (chosen === 'en' || chosen === 'pt-BR') return chosen;
  const first = navigator.languages.find((one) => /^(pt|en)\b/i.test(one)) ?? 'en';
  return /^pt/i.test(first) ? 'pt-BR' : 'en';
}

export const language = new Store<Language>(remembered());

export function setLanguage(chosen: Language): void {
  try {
    localStorage.setItem(storageKey, chosen);
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
  language.set(chosen);
}

function cached<T>(make: (language: Language) => T): () => T {
  const made = new Map<Language, T>();
  return () => {
    const one = made.get(language.value) ?? make(language.value);
    made.set(language.value, one);
    return one;
  };
}
const plurals = cached((one) => new Intl.PluralRules(one));
const numbers = cached((one) => new Intl.NumberFormat(one));
const shortNumbers = cached(
    (one) => new Intl.NumberFormat(one, {notation: 'compact', maximumFractionDigits: 1}));
const moments = cached((one) => new Intl.DateTimeFormat(one, {dateStyle: 'long', timeStyle: 'short'}));
const days = cached((one) => new Intl.DateTimeFormat(one, {dateStyle: 'medium'}));
const spans = cached((one) => new Intl.RelativeTimeFormat(one, {numeric: 'auto'}));

function pattern(key: Key, values: Values): string {
  const text = dictionaries[language.value][key];
  if (typeof text === 'string') return text;
  // Languages with more plural forms ("many" for a million) use "other" for them.
  return plurals().select(Number(values['count'])) === 'one' ? text.one : text.other;
}

function shown(value: string|number|undefined): string {
  return typeof value === 'number' ? numbers().format(value) : value ?? '';
}

// Values are inserted as text, never as HTML.
export function t(key: Key, values: Values = {}): string {
  return pattern(key, values).replace(/{(\w+)}/g, (_, name: string) => shown(values[name]));
}

// As t, with elements as values.
export function tx(key: Key, parts: Record<string, ComponentChildren>, values: Values = {}): ComponentChildren {
  return pattern(key, values).split(/({\w+})/).map((piece) => {
    const name = /^{(\w+)}$/.exec(piece)?.[1];
    if (!name) return piece;
    return name in parts ? parts[name] : shown(values[name]);
  });
}

export function count(value: number): string {
  return value < 10_000 ? numbers().format(value) : shortNumbers().format(value);
}
export function moment(iso: string): string {
  return moments().format(new Date(iso));
}
// The time of day, with the day where it is another one.
export function clockTime(at: number): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language.value, today ? {timeStyle: 'short'} : {dateStyle: 'medium', timeStyle: 'short'}).format(date);
}
export function bytes(size: number): string {
  const megabytes = size / (1024 * 1024);
  const unit = megabytes < 1 ? 'kilobyte' : 'megabyte';
  const format = {style: 'unit', unit, maximumFractionDigits: megabytes < 1 ? 0 : 1} as const;
  return new Intl.NumberFormat(language.value, format).format(megabytes < 1 ? Math.ceil(size / 1024) : megabytes);
}

const steps: [Intl.RelativeTimeFormatUnit, number, number][] =
    [['minute', 60, 3600], ['hour', 3600, 86_400], ['day', 86_400, 7 * 86_400]];

// "now", "5 minutes ago", "yesterday"; the date after a week.
export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 60) return spans().format(0, 'second');
  const step = steps.find(([, , until]) => seconds < until);
  return step ? spans().format(-Math.floor(seconds / step[1]), step[0]) : days().format(new Date(iso));
}
