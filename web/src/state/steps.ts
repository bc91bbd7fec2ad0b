// Parts of a page that go on in steps, each in the place of the one before.
import {useLayoutEffect, useRef, type MutableRef} from 'preact/hooks';

// For the heading: it gets the focus at each new step, as what had it has gone with the step before.
export function useStepFocus(step: string): MutableRef<HTMLHeadingElement|null> {
  const top = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useLayoutEffect(() => {
    if (!first.current) top.current?.focus();
    first.current = false;
  }, [step]);
  return top;
}
