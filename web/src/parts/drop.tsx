// Photos that are dropped anywhere open the composer with them.
import type {JSX} from 'preact';
import {useEffect} from 'preact/hooks';
import {t} from '../i18n';
import {go, place} from '../router';
import {add} from '../state/outbox';
import {Store, useStore} from '../state/store';
import {Icon} from './icons';

// Files are being dragged over the window.
export const dropping = new Store(false);

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

function take(files: File[]): void {
  void add(files);
  if (place.value.path !== '/upload') go('/upload');
}

function listen(): () => void {
  const ended = new AbortController();
  const {signal} = ended;
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    dropping.set(true);
  }, {signal});
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) dropping.set(false);
  }, {signal});
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    dropping.set(false);
    take([...event.dataTransfer!.files]);
  }, {signal});
  return () => ended.abort();
}

// The upload page shows by itself where photos go.
export function DropAnywhere(): JSX.Element|null {
  const over = useStore(dropping);
  const {path} = useStore(place);
  useEffect(listen, []);
  if (!over || path === '/upload') return null;
  return <div class="drop-veil" aria-hidden="true"><p><Icon name="photo" size={36} />{t('upload.letGo')}</p></div>;
}
