import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {bytes, language, t} from '../i18n';
import {fieldText, problemText} from '../i18n/problems';
import {CropChoices, Cropper} from '../parts/cropper';
import {dropping} from '../parts/drop';
import {Field} from '../parts/field';
import {Icon} from '../parts/icons';
import {Page} from '../parts/page';
import {Strip} from '../parts/strip';
import {go, place} from '../router';
import {add, cancel, describe, describePhoto, discardPhoto, outbox, preparing, share, type Outgoing, type Photo} from '../state/outbox';
import {takeShared} from '../state/shared';
import {useStore} from '../state/store';

function usePasted(onFiles: (files: File[]) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...event.clipboardData?.files ?? []];
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);
}

function Progress({post}: {post: Outgoing}): JSX.Element|null {
  if (post.state === 'failed') return <p class="error" role="alert">{post.error && problemText(post.error)}</p>;
  if (post.state === 'stopped') return <p class="soft" role="status">{t('upload.stopped')}</p>;
  if (post.state === 'waiting') return <p class="soft" role="status">{t('upload.waiting')}</p>;
  if (post.state !== 'sending') return null;
  const percent = new Intl.NumberFormat(language.value, {style: 'percent'}).format(post.progress);
  const text = post.progress < 1 ? t('upload.sending', {percent}) : t('upload.finishing');
  return <div class="progress"><progress max={1} value={post.progress} aria-label={post.photos[0]!.file.name} /><span>{text}</span></div>;
}

// When all are shared, on to where they appear.
async function publish(ids?: number[]): Promise<void> {
  await share(ids);
  if (outbox.value.length === 0 && place.value.path === '/upload') go('/');
}

function Actions({post, photo}: {post: Outgoing; photo: Photo}): JSX.Element {
  const {id, state} = post;
  const {name} = photo.file;
  return (
    <div class="choices">
      {(state === 'sending' || state === 'waiting') && <button type="button" class="button small" onClick={() => cancel(id)}>{t('upload.stop')}</button>}
      {(state === 'failed' || state === 'stopped') && <button type="button" class="button small primary" onClick={() => void publish([id])}>{t('app.retry')}</button>}
      {state !== 'sending' && state !== 'waiting' && <button type="button" class="button small" onClick={() => discardPhoto(id, photo.id)} aria-label={`${t('upload.remove')}: ${name}`}>{t('upload.remove')}</button>}
    </div>
  );
}

// Folded, so that the caption comes first; open once something stands there or is wrong with it.
function Description({post, photo}: {post: Outgoing; photo: Photo}): JSX.Element {
  const place = post.photos.indexOf(photo);
  const {error} = post;
  const wrong = fieldText(error?.field(`alt_texts[${place}]`) ?? error?.field('alt_texts') ?? (place === 0 ? error?.field('alt_text') : undefined));
  const label = post.photos.length > 1 ? t('upload.altOf', {place: place + 1}) : t('upload.alt');
  const [open, setOpen] = useState(photo.altText !== '');
  return (
    <details class="description" open={open || wrong !== undefined} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t(photo.altText ? 'upload.altShown' : 'upload.altAdd')}<span class="hint">{t('upload.altWhy')}</span></summary>
      <Field label={label} name={`alt-${photo.id}`} rows={2} value={photo.altText} onInput={(altText) => describePhoto(post.id, photo.id, {altText})} most={1000} optional
        error={wrong} />
    </details>
  );
}

function Item({post}: {post: Outgoing}): JSX.Element {
  const {id, photos} = post;
  const [chosen, setChosen] = useState(photos[0]!.id);
  const photo = photos.find((one) => one.id === chosen) ?? photos[0]!;
  const fixed = post.state === 'sending' || post.state === 'waiting';
  const onCut = (cut: Photo['cut']) => describePhoto(id, photo.id, {cut});
  return (
    <li class="outgoing card">
      <div class="outgoing-picture">
        <Cropper key={photo.id} src={photo.preview} alt={t('upload.preview', {name: photo.file.name})} sides={photo} cut={photo.cut} fixed={fixed} onCut={onCut} />
        {!fixed && photo.file.type !== 'image/gif' && <CropChoices name={String(photo.id)} sides={photo} cut={photo.cut} onCut={onCut} />}
        {photos.length > 1 && <Strip post={post} chosen={photo} fixed={fixed} onChoose={setChosen} />}
        <p class="file"><bdi>{photo.file.name}</bdi> · {bytes(photo.file.size)}</p>
        {photo.note && <p class="hint">{photo.note}</p>}
      </div>
      <fieldset disabled={fixed}>
        <legend class="unseen">{photo.file.name}</legend>
        <Field label={t('upload.caption')} name={`caption-${id}`} rows={3} value={post.caption} onInput={(caption) => describe(id, caption)} most={2200} optional
          error={fieldText(post.error?.field('caption'))} />
        <Description key={photo.id} post={post} photo={photo} />
      </fieldset>
      <div class="outgoing-foot"><Progress post={post} /><Actions post={post} photo={photo} /></div>
    </li>
  );
}

export function UploadPage(): JSX.Element {
  const posts = useStore(outbox);
  const coming = useStore(preparing);
  const picker = useRef<HTMLInputElement>(null);
  const over = useStore(dropping);
  usePasted((files) => void add(files));
  useEffect(() => void takeShared(), []);
  // On touch screens nothing is dropped or pasted.
  const touch = matchMedia('(pointer: coarse)').matches;
  // Those that were not shared have a button of their own.
  const open = posts.filter(({state}) => state === 'draft').reduce((count, {photos}) => count + photos.length, 0);
  return (
    <Page title={t('upload.title')}>
      <div class={`drop ${over ? 'over' : ''} ${posts.length > 0 ? 'small' : ''}`}>
        <span class="empty-icon"><Icon name="photo" size={36} /></span>
        <p>{t(touch ? 'upload.touch' : 'upload.drop')}</p>
        <button type="button" class={posts.length > 0 ? 'button' : 'button primary'} onClick={() => picker.current?.click()}>{t('upload.pick')}</button>
        <p class="hint">{t('upload.formats')}</p>
        <input ref={picker} class="unseen" type="file" accept="image/*" multiple tabIndex={-1} aria-label={t('upload.pick')}
          onChange={(event) => { void add([...event.currentTarget.files ?? []]); event.currentTarget.value = ''; }} />
      </div>
      <p role="status">{coming > 0 && t('upload.preparing', {count: coming})}</p>
      <ul class="outbox">{posts.map((post) => <Item post={post} key={post.id} />)}</ul>
      {open > 0 && <p class="share"><button type="button" class="button primary" onClick={() => void publish()}>{t('upload.share', {count: open})}</button></p>}
    </Page>
  );
}
