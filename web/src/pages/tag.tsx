import type {JSX} from 'preact';
import {call} from '../api/client';
import {t} from '../i18n';
import {Grid} from '../parts/grid';
import {Page} from '../parts/page';
import {Empty} from '../parts/states';

// Public photos with a tag in their captions.
export function TagPage({tag}: {tag: string}): JSX.Element {
  return (
    <Page title={`#${tag}`} heading={<bdi>#{tag}</bdi>} back="/search">
      <Grid of={`tag ${tag}`} named fetch={(query, signal) => call('get', '/v1/tags/{tag}', {path: {tag}, query, signal})}
        empty={<Empty icon="search" title={t('tag.none')}><p>{t('tag.noneText')}</p></Empty>} />
    </Page>
  );
}
