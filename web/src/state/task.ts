// An action of a form: sent once at a time, with the error to show.
import {useState} from 'preact/hooks';
import {toApiError, type ApiError} from '../api/errors';
import {fieldText} from '../i18n/problems';

export interface Task {
  busy: boolean;
  error: ApiError|undefined;
  // True: it succeeded.
  run: (work: () => Promise<void>) => Promise<boolean>;
  field: (name: string) => string|undefined;
}

export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const run = async (work: () => Promise<void>) => {
    if (busy) return false;
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(toApiError(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {busy, error, run, field: (name) => fieldText(error?.field(name))};
}
