// What people wrote, with its links, mentions and tags, which the service has found.
import type {JSX} from 'preact';
import type {Entity} from '../api/client';
import {profileAddress} from './people';

export function tagAddress(tag: string): string {
  return `/t/${encodeURIComponent(tag)}`;
}

// Whoever has another name by now is called by that one.
function Marked({entity, written}: {entity: Entity; written: string}): JSX.Element {
  switch (entity.type) {
    case 'mention': return <a href={profileAddress(entity.username)}><bdi>@{entity.username}</bdi></a>;
    case 'tag': return <a href={tagAddress(entity.tag)}><bdi>{written}</bdi></a>;
    case 'link': return /^https?:\/\//i.test(entity.url) ? <a href={entity.url} target="_blank" rel="noopener noreferrer nofollow ugc"><bdi>{written}</bdi></a> : <>{written}</>;
  }
}

export function Words({text, entities}: {text: string; entities: Entity[]}): JSX.Element {
  if (entities.length === 0) return <>{text}</>;
  const points = [...text];   // places are counted in code points
  const part = (from: number, to?: number) => points.slice(from, to).join('');
  const parts = entities.map((entity, index) => (
    <>{part(entities[index - 1]?.end ?? 0, entity.start)}<Marked entity={entity} written={part(entity.start, entity.end)} key={entity.start} /></>
  ));
  return <>{parts}{part(entities.at(-1)!.end)}</>;
}
