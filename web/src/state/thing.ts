// One object of the service, loaded when a page shows it.
import {useEffect, useState} from 'preact/hooks';
import {toApiError, type ApiError} from '../api/errors';
import {whenReachable} from './connection';

export interface Thing<T> {
  value: T|undefined;
  error: ApiError|undefined;
  reload: () => void;
  set: (value: T) => void;
}

export function useThing<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Thing<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<ApiError>();
  const [round, setRound] = useState(0);
  const reload = () => setRound((n) => n + 1);
  useEffect(() => {
    const abort = new AbortController();
    let forget = () => {};
    setError(undefined);
    read(abort.signal).then(
        (got) => { if (!abort.signal.aborted) setValue(got); },
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
