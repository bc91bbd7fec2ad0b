// A dialog of the browser's own: it keeps the focus, Escape closes it, focus goes back where it was.
import type {ComponentChildren, JSX} from 'preact';
import {useId, useLayoutEffect, useRef} from 'preact/hooks';
import {t} from '../i18n';
import {Icon} from './icons';

interface DialogProps {
  title: string;
  onClose: () => void;
  full?: boolean;           // fills the window
  children: ComponentChildren;
}

export function Dialog({title, onClose, full, children}: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the first paint: a key that is pressed at once must not move the focus that it gives back later.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const opened = dialog.current;
    opened?.showModal();
    return () => {
      // While it is open nothing outside it takes the focus.
      opened?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class={full ? 'full' : undefined} aria-labelledby={heading} onCancel={(event) => { event.preventDefault(); onClose(); }}
      onClick={(event) => { if (event.target === dialog.current) onClose(); }}>
      <div class="dialog-body">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" class="icon-button" onClick={onClose} aria-label={t('app.close')}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
