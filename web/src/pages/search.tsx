import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {call} from '../api/client';
import {t, tx} from '../i18n';
import {Grid} from '../parts/grid';
import {Icon} from '../parts/icons';
import {Page} from '../parts/page';
import {Empty} from '../parts/states';
import {tagAddress} from '../parts/words';
import {go, place} from '../router';
import {useStore} from '../state/store';
import {People} from './people';

const pauseInTyping = 250;

// What is new from people whom one may not know yet.
function Explore(): JSX.Element {
  return (
    <section aria-labelledby="explore">
      <h2 class="section" id="explore">{t('explore.title')}</h2>
      <Grid of="explore" named fetch={(query, signal) => call('get', '/v1/explore', {query, signal})}
        empty={<Empty icon="search" title={t('explore.none')}><a class="button" href="/suggestions">{t('nav.suggestions')}</a></Empty>} />
    </section>
  );
}

export function SearchPage(): JSX.Element {
  const {search} = useStore(place);
  const asked = search.get('q') ?? '';
  const [text, setText] = useState(asked);
  // When the address changes by Back or a link, the field follows it; a change made by typing here leaves the field alone.
  const known = useRef(asked);
  if (known.current !== asked) {
    known.current = asked;
    setText(asked);
  }
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === known.current) return;
    const timer = setTimeout(() => {
      known.current = wanted;
      go(wanted ? `/search?q=${encodeURIComponent(wanted)}` : '/search', {replace: true});
    }, pauseInTyping);
    return () => clearTimeout(timer);
  }, [text, asked]);
  const tag = /^[#＃]([^\s#＃]+)$/.exec(asked)?.[1];
  // If the address of a profile is pasted, search for the name in it.
  const prefix = [...asked.slice(Math.max(0, asked.lastIndexOf('/@')))].slice(0, 100).join('');
  return (
    <Page title={t('search.title')}>
      <form role="search" class="search" onSubmit={(event) => event.preventDefault()}>
        <Icon name="search" />
        <input type="search" name="q" value={text} aria-label={t('search.label')} placeholder={t('search.label')} autocomplete="off" autocapitalize="none"
          spellcheck={false} dir="auto" enterkeyhint="search" onInput={(event) => setText(event.currentTarget.value)} />
      </form>
      {tag && <Empty icon="photo" title={<bdi>#{tag}</bdi>}><a class="button primary" href={tagAddress(tag)}><span>{tx('search.tag', {tag: <bdi>#{tag}</bdi>})}</span></a></Empty>}
      {!tag && (prefix
        ? <People of={`search ${prefix}`} key={prefix} fetch={(query, signal) => call('get', '/v1/users', {query: {prefix, ...query}, signal})}
            empty={<Empty icon="search" title={tx('search.none', {text: <bdi>{prefix}</bdi>})} />} />
        : <Explore />)}
    </Page>
  );
}
