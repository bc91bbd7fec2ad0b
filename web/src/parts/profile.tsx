// Parts of a profile's head.
import type {JSX} from 'preact';

// Makes the number in the text bold, wherever the language puts it.
export function Counted({text}: {text: string}): JSX.Element {
  const [, before, number, after] = /^(\D*)(\d.*\d|\d)(.*)$/.exec(text) ?? ['', text, '', ''];
  return <>{before}<strong>{number}</strong>{after}</>;
}

// Only addresses that begin with http:// or https:// become links.
export function Website({url}: {url: string}): JSX.Element {
  const shown = url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  if (!/^https?:\/\//i.test(url)) return <bdi>{shown}</bdi>;
  return <a href={url} target="_blank" rel="noopener noreferrer nofollow ugc"><bdi>{shown}</bdi></a>;
}
