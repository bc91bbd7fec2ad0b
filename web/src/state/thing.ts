// One object of the service, loaded when a page shows it.
import {useEffect, useState} from 'preact/hooks';
import {toApiError, type ApiError} from '../api/errors';
import {place} from '../router';
import {whenReachable} from './connection';
import {keptOfPerson} from './person';

export interface Thing<T> {
  value: T|undefined;
  error: ApiError|undefined;
  reload: () => void;
  set: (value: T) => void;
}

const kept = new Map<string, unknown>();
keptOfPerson(() => kept.clear());

// `name`: as this it is kept, so that Back shows it at once, as it was, until the service has answered.
export function useThing<T>(key: string, read: (signal: AbortSignal) => Promise<T>, name?: string): Thing<T> {
  const [value, setValue] = useState(() => name !== undefined && place.value.kind === 'pop' ? kept.get(name) as T|undefined : undefined);
  const [error, setError] = useState<ApiError>();
  const [round, setRound] = useState(0);
  const reload = () => setRound((n) => n + 1);
  useEffect(() => {
    const abort = new AbortController();
    let forget = () => {};
    setError(undefined);
    read(abort.signal).then(
        (got) => {
          if (name !== undefined) kept.set(name, got);
          if (!abort.signal.aborted) setValue(got);
        },
        (thrown: unknown) => {
          if (abort.signal.aborted) return;
          const problem = toApiError(thrown);
          setError(problem);
          if (problem.passing) forget = whenReachable(reload);
        });
    return () => {
      abort.abort();
      forget();
    };
  }, [key, round]);
  return {value, error, reload, set: setValue};
}
