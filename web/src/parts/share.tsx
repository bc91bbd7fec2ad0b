// An address to pass on: by what the device shares with, or copied.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {call} from '../api/client';
import {t} from '../i18n';
import {say} from '../state/toasts';
import {Dialog} from './dialog';
import {Icon} from './icons';

export interface Shared {
  path: string;
  title: string;
  isPrivate?: boolean|undefined;    // whether only followers see it
  author?: string|undefined;        // whose account says that, where it is not known yet
}

const canShare = () => typeof navigator.share === 'function';

// False: the device did not take it. Whoever changes their mind has been served.
async function passOn({path, title}: Shared): Promise<boolean> {
  try {
    await navigator.share({title, url: location.origin + path});
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError';
  }
}

// The clipboard is there for addresses with TLS alone; elsewhere the selected text is copied.
async function copyText(field: HTMLInputElement|null): Promise<boolean> {
  if (!field) return false;
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand('copy');
  }
}

function useIsPrivate({isPrivate, author}: Shared): boolean {
  const [told, setTold] = useState(false);
  useEffect(() => {
    if (isPrivate !== undefined || !author) return;
    const ended = new AbortController();
    call('get', '/v1/users/{username}', {path: {username: author}, signal: ended.signal})
      .then((user) => setTold(user.is_private), () => {});   // without an answer nothing is said
    return () => ended.abort();
  }, [isPrivate, author]);
  return isPrivate ?? told;
}

export function ShareDialog({onClose, ...shared}: Shared&{onClose: () => void}): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const isPrivate = useIsPrivate(shared);
  const copy = async () => {
    if (!await copyText(field.current)) return;   // it is selected, to be copied by hand
    say(t('share.copied'));
    onClose();
  };
  const pass = async () => {
    if (await passOn(shared)) onClose();
  };
  return (
    <Dialog title={t('share.title')} onClose={onClose}>
      {isPrivate && <p class="note"><Icon name="lock" size={18} /> {t('share.private')}</p>}
      <input ref={field} class="share-address" type="text" readOnly value={location.origin + shared.path} aria-label={t('share.address')} onFocus={(event) => event.currentTarget.select()} />
      <div class="choices">
        {canShare() && <button type="button" class="button" onClick={() => void pass()}>{t('share.more')}</button>}
        <button type="button" class="button primary" onClick={() => void copy()}>{t('share.copy')}</button>
      </div>
    </Dialog>
  );
}

// What is known to be public goes to the device's own menu at once.
export function useShare(shared: Shared): [share: () => void, dialog: JSX.Element|null] {
  const [open, setOpen] = useState(false);
  const share = async () => {
    if (shared.isPrivate !== false || !canShare() || !await passOn(shared)) setOpen(true);
  };
  return [() => void share(), open ? <ShareDialog {...shared} onClose={() => setOpen(false)} /> : null];
}

export function ShareButton({words, ...shared}: Shared&{words?: boolean}): JSX.Element {
  const [share, dialog] = useShare(shared);
  return (
    <>
      {words
        ? <button type="button" class="button small" onClick={share}>{t('share.title')}</button>
        : <button type="button" class="icon-button" aria-label={t('share.title')} title={t('share.title')} onClick={share}><Icon name="share" size={26} /></button>}
      {dialog}
    </>
  );
}
