// Photos side by side: of a person, of a tag, of everybody.
import type {JSX} from 'preact';
import type {Image, Page} from '../api/client';
import {know} from '../state/images';
import {usePages} from '../state/lists';
import {Tile} from './card';
import {Endless, GridSkeletons} from './states';

interface GridProps {
  of: string;      // the name under which the list is kept
  fetch: (query: {limit: number; cursor?: string}, signal: AbortSignal) => Promise<Page<Image>>;
  empty: JSX.Element;
  named?: boolean;  // says whose each photo is
}

export function Grid({of, fetch, empty, named}: GridProps): JSX.Element {
  const fetchImages = async (cursor: string|undefined, signal: AbortSignal) => {
    const page = await fetch({limit: 30, ...(cursor ? {cursor} : {})}, signal);
    know(page.items);
    return page;
  };
  const [list, state] = usePages<Image>(of, fetchImages, ({id}) => id);
  return (
    <Endless list={list} state={state} skeleton={<GridSkeletons />} empty={empty} gone={empty}>
      <ul class="grid">{state.items.map((image, index) => <li key={image.id}><Tile image={image} load={index === 0 ? 'first' : 'near'} named={named} /></li>)}</ul>
    </Endless>
  );
}
