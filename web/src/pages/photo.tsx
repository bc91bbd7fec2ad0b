import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {call, type Image} from '../api/client';
import {toApiError} from '../api/errors';
import {t} from '../i18n';
import {Caption, photoAddress, PhotoBar, Time} from '../parts/card';
import {Photos} from '../parts/carousel';
import {Comments} from '../parts/comments';
import {Dialog} from '../parts/dialog';
import {EditDialog} from '../parts/edit_dialog';
import {Field} from '../parts/field';
import {Icon} from '../parts/icons';
import {Lightbox} from '../parts/lightbox';
import {Page} from '../parts/page';
import {Avatar, Name, profileAddress} from '../parts/people';
import {Report} from '../parts/report';
import {askedFor, photosOf, type Placed} from '../parts/sources';
import {Empty, Failed, PhotoPageSkeleton} from '../parts/states';
import {go, place} from '../router';
import {useDraft} from '../state/drafts';
import {know, useImage} from '../state/images';
import {keptList} from '../state/lists';
import {me, setMe, useMyself} from '../state/session';
import {useTask} from '../state/task';
import {useThing} from '../state/thing';
import {complain, say} from '../state/toasts';

function Edit({image, onClose}: {image: Image; onClose: () => void}): JSX.Element {
  const [caption, setCaption, settleCaption] = useDraft(`caption.${image.id}`, image.caption);
  // As many as the post has photos, which never changes.
  const alts = image.photos.map(({alt_text: text}, place) => useDraft(place === 0 ? `alt.${image.id}` : `alt.${image.id}.${place}`, text));
  const task = useTask();
  const save = async () => {
    let all = true;
    const saved = await task.run(async () => {
      const now = await call('patch', '/v1/images/{id}', {path: {id: image.id}, body: {caption, alt_texts: alts.map(([text]) => text)}});
      know([now]);
      const settled = alts.map(([text,, settle], place) => settle(text, now.photos[place]!.alt_text));
      all = [settleCaption(caption, now.caption), ...settled].every(Boolean);
    });
    if (!saved) return;
    say(t('app.saved'));
    // Stay open if the person has typed more since saving.
    if (all) onClose();
  };
  return (
    <EditDialog title={t('photo.edit')} task={task} onSave={save} onClose={onClose}>
      <Field label={t('upload.caption')} name="caption" rows={4} value={caption} onInput={setCaption} most={2200} error={task.field('caption')} optional />
      {alts.map(([text, setText], place) => (
        <Field key={place} label={alts.length > 1 ? t('upload.altOf', {place: place + 1}) : t('upload.alt')} name={`alt_text_${place}`} rows={2} value={text} onInput={setText} most={1000}
          hint={place === 0 ? t('upload.altHint') : undefined} error={task.field(`alt_texts[${place}]`) ?? (place === 0 ? task.field('alt_texts') : undefined)} optional />
      ))}
    </EditDialog>
  );
}

function forgetEverywhere(id: string): void {
  for (const key of ['feed', `images ${me().username}`]) {
    keptList<Image>(key)?.change((images) => images.filter((image) => image.id !== id));
  }
}

function Remove({image, onClose}: {image: Image; onClose: () => void}): JSX.Element {
  const remove = async () => {
    onClose();
    try {
      await call('delete', '/v1/images/{id}', {path: {id: image.id}});
      forgetEverywhere(image.id);
      say(t('photo.deleted'));
      go(profileAddress(me().username), {replace: true});
    } catch (error) {
      complain(toApiError(error));
    }
  };
  return (
    <Dialog title={t('photo.deleteAsk')} onClose={onClose}>
      <p>{t('photo.deleteText')}</p>
      <div class="choices">
        <button type="button" class="button" onClick={onClose}>{t('app.cancel')}</button>
        <button type="button" class="button danger" onClick={() => void remove()}>{t('photo.delete')}</button>
      </div>
    </Dialog>
  );
}

// Puts the photo away, or brings it back to where it was.
async function archive(image: Image, archived: boolean): Promise<void> {
  try {
    know([await call('patch', '/v1/images/{id}', {path: {id: image.id}, body: {archived}})]);
    if (archived) forgetEverywhere(image.id);
    setMe({...me(), pinned: archived ? me().pinned.filter((id) => id !== image.id) : me().pinned});
    for (const key of ['feed', `images ${me().username}`, 'archive']) void keptList(key)?.refresh();
    say(t(archived ? 'photo.archived' : 'photo.broughtBack'));
  } catch (error) {
    complain(toApiError(error));
  }
}

const mostPinned = 3;

async function pin(id: string, pinned: boolean): Promise<void> {
  const others = me().pinned.filter((one) => one !== id);
  try {
    setMe(await call('patch', '/v1/me', {body: {pinned: pinned ? [id, ...others].slice(0, mostPinned) : others}}));
    void keptList(`images ${me().username}`)?.refresh();
    say(t(pinned ? 'photo.pinned' : 'photo.unpinned'));
  } catch (error) {
    complain(toApiError(error));
  }
}

function OwnOptions({image, onClose}: {image: Image; onClose: () => void}): JSX.Element {
  const pinned = useMyself().pinned.includes(image.id);
  const then = (work: Promise<void>) => {
    onClose();
    void work;
  };
  return (
    <>
      {!image.archived && <li><button type="button" class="button wide" onClick={() => then(pin(image.id, !pinned))}>{t(pinned ? 'photo.unpin' : 'photo.pin')}</button></li>}
      <li><button type="button" class="button wide" onClick={() => then(archive(image, !image.archived))}>{t(image.archived ? 'photo.bringBack' : 'photo.archive')}</button></li>
    </>
  );
}

function Options({image, photo}: {image: Image; photo: Placed}): JSX.Element {
  const [open, setOpen] = useState<'none'|'menu'|'edit'|'remove'|'report'>('none');
  const own = image.author.id === me().id;
  const close = () => setOpen('none');
  return (
    <>
      <button type="button" class="icon-button" aria-label={t('photo.options')} aria-haspopup="dialog" onClick={() => setOpen('menu')}><Icon name="more" /></button>
      {open === 'menu' && (
        <Dialog title={t('photo.options')} onClose={close}>
          <ul class="menu">
            {own && <li><button type="button" class="button wide" onClick={() => setOpen('edit')}>{t('photo.edit')}</button></li>}
            {own && <OwnOptions image={image} onClose={close} />}
            <li><a class="button wide" href={askedFor(photo, 'original')} target="_blank" rel="noopener">{t('photo.original')}</a></li>
            {!own && <li><button type="button" class="button wide" onClick={() => setOpen('report')}>{t('report.image')}</button></li>}
            {own && <li><button type="button" class="button wide danger" onClick={() => setOpen('remove')}>{t('photo.delete')}</button></li>}
          </ul>
        </Dialog>
      )}
      {open === 'edit' && <Edit image={image} onClose={close} />}
      {open === 'report' && <Report of={{kind: 'image', id: image.id}} onClose={close} />}
      {open === 'remove' && <Remove image={image} onClose={close} />}
    </>
  );
}

function focusWriting(): void {
  document.querySelector<HTMLElement>('.write textarea')?.focus();
}

function Photo({image}: {image: Image}): JSX.Element {
  // The lightbox goes from photo to photo, each with its own address.
  const [full, setFull] = useState(place.value.search.has('full'));
  const close = () => {
    setFull(false);
    if (place.value.search.has('full')) go(photoAddress(image.id), {replace: true});
  };
  const [shown, setShown] = useState(0);
  const photo = photosOf(image)[shown] ?? image;
  useEffect(() => {
    if (place.value.search.has('comment') && place.value.kind === 'push') focusWriting();
  }, []);
  return (
    <div class="photo-page">
      <div class="stage">
        <Photos image={image} where="page" load="first" onPlace={setShown} />
        <button type="button" class="icon-button zoom" aria-label={t('photo.full')} title={t('photo.full')} aria-haspopup="dialog" onClick={() => setFull(true)}>
          <Icon name="zoom" />
        </button>
      </div>
      {full && <Lightbox image={image} place={shown} onClose={close} />}
      <div class="side">
        <header class="card-head">
          <a href={profileAddress(image.author.username)} tabIndex={-1} aria-hidden="true"><Avatar of={image.author} size={38} /></a>
          <div><Name of={image.author} /><span class="when"><Time at={image.created_at} /></span></div>
          <Options image={image} photo={photo} />
        </header>
        {image.archived && <p class="archived-note" role="status"><Icon name="lock" size={18} />{t('photo.isArchived')}</p>}
        <div class="card-body">
          <PhotoBar image={image} onComment={focusWriting} />
          <Caption image={image} whole />
          {photo.alt_text && <details class="alt"><summary>{t('photo.alt')}</summary><p class="text" dir="auto">{photo.alt_text}</p></details>}
          <Comments image={image} />
        </div>
      </div>
    </div>
  );
}

export function PhotoPage({id}: {id: string}): JSX.Element {
  const thing = useThing<Image>(id, (signal) => call('get', '/v1/images/{id}', {path: {id}, signal}));
  useEffect(() => {
    if (thing.value) know([thing.value]);
  }, [thing.value]);
  const image = useImage(id);
  if (thing.error?.status === 404)
    return <Page title={t('lost.title')} back="/"><Empty icon="photo" title={t('photo.gone')} /></Page>;
  const title = image ? t('photo.title', {name: image.author.username}) : 'FotoGal';
  return (
    <Page title={title} back="/" heading={image ? t('photo.title', {name: image.author.username}) : t('app.loading')}>
      {image ? <Photo image={image} /> : thing.error ? <Failed error={thing.error} onRetry={thing.reload} /> : <PhotoPageSkeleton />}
    </Page>
  );
}
