import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {bytes, language, t} from '../i18n';
import {fieldText, problemText} from '../i18n/problems';
import {dropping} from '../parts/drop';
import {Field, Toggle} from '../parts/field';
import {Icon} from '../parts/icons';
import {Page} from '../parts/page';
import {go, place} from '../router';
import {add, cancel, describe, discard, outbox, preparing, share, type Outgoing} from '../state/outbox';
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

function Progress({item}: {item: Outgoing}): JSX.Element|null {
  if (item.state === 'failed') return <p class="error" role="alert">{item.error && problemText(item.error)}</p>;
  if (item.state === 'stopped') return <p class="soft" role="status">{t('upload.stopped')}</p>;
  if (item.state === 'waiting') return <p class="soft" role="status">{t('upload.waiting')}</p>;
  if (item.state !== 'sending') return null;
  const percent = new Intl.NumberFormat(language.value, {style: 'percent'}).format(item.progress);
  const text = item.progress < 1 ? t('upload.sending', {percent}) : t('upload.finishing');
  return <div class="progress"><progress max={1} value={item.progress} aria-label={item.file.name} /><span>{text}</span></div>;
}

// When all are shared, on to where they appear.
async function publish(ids?: number[]): Promise<void> {
  await share(ids);
  if (outbox.value.length === 0 && place.value.path === '/upload') go('/');
}

function Actions({item}: {item: Outgoing}): JSX.Element {
  const {id, state} = item;
  return (
    <div class="choices">
      {(state === 'sending' || state === 'waiting') && <button type="button" class="button small" onClick={() => cancel(id)}>{t('upload.stop')}</button>}
      {(state === 'failed' || state === 'stopped') && <button type="button" class="button small primary" onClick={() => void publish([id])}>{t('app.retry')}</button>}
      {state !== 'sending' && state !== 'waiting' && <button type="button" class="button small" onClick={() => discard(id)} aria-label={`${t('upload.remove')}: ${item.file.name}`}>{t('upload.remove')}</button>}
    </div>
  );
}

function Preview({item}: {item: Outgoing}): JSX.Element {
  const along = item.width > item.height ? `${item.position * 100}% 50%` : `50% ${item.position * 100}%`;
  const ratio = item.square ? 1 : Math.max(item.width / item.height, 0.6);
  return (
    <div class="preview" style={{aspectRatio: String(ratio)}}>
      <img src={item.preview} alt={t('upload.preview', {name: item.file.name})} style={{objectPosition: along}} />
    </div>
  );
}

function Item({item}: {item: Outgoing}): JSX.Element {
  const {id} = item;
  const fixed = item.state === 'sending' || item.state === 'waiting';
  const movable = item.square && item.width !== item.height;
  return (
    <li class="outgoing card">
      <div class="outgoing-picture">
        <Preview item={item} />
        <p class="file"><bdi>{item.file.name}</bdi> · {bytes(item.file.size)}</p>
        {item.note && <p class="hint">{item.note}</p>}
      </div>
      <fieldset disabled={fixed}>
        <legend class="unseen">{item.file.name}</legend>
        <Field label={t('upload.caption')} name={`caption-${id}`} rows={3} value={item.caption} onInput={(caption) => describe(id, {caption})} most={2200} optional
          error={fieldText(item.error?.field('caption'))} />
        <Field label={t('upload.alt')} name={`alt-${id}`} rows={2} value={item.altText} onInput={(altText) => describe(id, {altText})} most={1000} optional hint={t('upload.altHint')}
          error={fieldText(item.error?.field('alt_text'))} />
        {item.file.type !== 'image/gif' && <Toggle label={t('upload.square')} checked={item.square} onChange={(square) => describe(id, {square})} />}
        {movable && (
          <label class="slider">{t('upload.position')}
            <input type="range" min={0} max={1} step={0.01} value={item.position} onInput={(event) => describe(id, {position: Number(event.currentTarget.value)})} />
          </label>
        )}
      </fieldset>
      <div class="outgoing-foot"><Progress item={item} /><Actions item={item} /></div>
    </li>
  );
}

export function UploadPage(): JSX.Element {
  const items = useStore(outbox);
  const coming = useStore(preparing);
  const picker = useRef<HTMLInputElement>(null);
  const over = useStore(dropping);
  usePasted((files) => void add(files));
  // On touch screens nothing is dropped or pasted.
  const touch = matchMedia('(pointer: coarse)').matches;
  // Those that were not shared have a button of their own.
  const open = items.filter(({state}) => state === 'draft').length;
  return (
    <Page title={t('upload.title')}>
      <div class={`drop ${over ? 'over' : ''} ${items.length > 0 ? 'small' : ''}`}>
        <span class="empty-icon"><Icon name="photo" size={36} /></span>
        <p>{t(touch ? 'upload.touch' : 'upload.drop')}</p>
        <button type="button" class={items.length > 0 ? 'button' : 'button primary'} onClick={() => picker.current?.click()}>{t('upload.pick')}</button>
        <p class="hint">{t('upload.formats')}</p>
        <input ref={picker} class="unseen" type="file" accept="image/*" multiple tabIndex={-1} aria-label={t('upload.pick')}
          onChange={(event) => { void add([...event.currentTarget.files ?? []]); event.currentTarget.value = ''; }} />
      </div>
      <p role="status">{coming > 0 && t('upload.preparing', {count: coming})}</p>
      <ul class="outbox">{items.map((item) => <Item item={item} key={item.id} />)}</ul>
      {open > 0 && <p class="share"><button type="button" class="button primary" onClick={() => void publish()}>{t('upload.share', {count: open})}</button></p>}
    </Page>
  );
}
