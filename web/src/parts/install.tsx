// The offer to put FotoGal among the apps of the device.
import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {t} from '../i18n';
import {place} from '../router';
import {asked, install, offer, wasAsked} from '../state/install';
import {useStore} from '../state/store';

// In the feed, once. It is there when the reader arrives, or not at all: nothing moves under their eyes.
export function InstallOffer(): JSX.Element|null {
  const made = useStore(offer);
  const due = useStore(asked);
  const {key, kind} = useStore(place);
  const arrival = useRef({key: 0, with: false});
  const there = due && made !== undefined;
  if (arrival.current.key !== key) arrival.current = {key, with: there && kind === 'push'};
  const shown = there && arrival.current.with;
  useEffect(() => {
    if (shown) wasAsked();
  }, [shown]);
  if (!shown) return null;
  return (
    <section class="request" aria-label={t('install.title')}>
      <p>{t('install.text')}</p>
      <div class="choices">
        <button type="button" class="button small" onClick={() => asked.set(false)}>{t('install.later')}</button>
        <button type="button" class="button small primary" onClick={() => void install()}>{t('install.do')}</button>
      </div>
    </section>
  );
}

export function InstallChoice(): JSX.Element|null {
  if (!useStore(offer)) return null;
  return (
    <section class="settings-section card">
      <h2>{t('install.title')}</h2>
      <p>{t('install.text')}</p>
      <p><button type="button" class="button" onClick={() => void install()}>{t('install.do')}</button></p>
    </section>
  );
}
