// A list is asked for anew when it is pulled down at its top, on touch screens. Elsewhere, and by keys, its link in the navigation does that.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {Loading} from './states';

const enough = 72;    // pixels, of those that the mark has moved
const most = 110;

// How far a finger has gone down since it touched the page at its top; undefined: it does something else.
function pulling(): {begin: (event: TouchEvent) => void; far: (event: TouchEvent) => number|undefined} {
  let from: {x: number; y: number}|undefined;
  return {
    begin: (event) => {
      const [touch, second] = event.touches;
      const elsewhere = scrollY > 0 || second || (event.target as Element).closest('dialog, input, textarea');
      from = elsewhere || !touch ? undefined : {x: touch.clientX, y: touch.clientY};
    },
    far: ({touches: [touch]}) => {
      if (!from || !touch) return undefined;
      const across = Math.abs(touch.clientX - from.x);
      const down = touch.clientY - from.y;
      if (across > Math.abs(down) || scrollY > 0) from = undefined;
      return from && Math.min(most, Math.max(0, down * 0.5));
    },
  };
}

export function Pull({onRefresh}: {onRefresh: () => Promise<void>}): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const refresh = useRef(onRefresh);
  refresh.current = onRefresh;
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    const options = {signal: ended.signal, passive: true};
    const pull = pulling();
    let pulled = 0;
    const show = (far: number) => {
      pulled = far;
      place.current?.style.setProperty('--pulled', `${far}px`);
      place.current?.classList.toggle('ready', far >= enough);
    };
    const end = async () => {
      const due = pulled >= enough;
      show(0);
      if (!due) return;
      setBusy(true);
      await refresh.current();
      setBusy(false);
    };
    addEventListener('touchstart', pull.begin, options);
    addEventListener('touchmove', (event) => show(pull.far(event) ?? 0), options);
    addEventListener('touchend', () => void end(), options);
    addEventListener('touchcancel', () => show(0), options);
    return () => ended.abort();
  }, []);
  return <div ref={place} class={busy ? 'pull busy' : 'pull'}>{busy ? <Loading /> : <span class="pull-mark" aria-hidden="true" />}</div>;
}
