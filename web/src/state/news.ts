// Whether there are newer photos than the first one of the feed; asked while somebody looks at it.
import {useEffect, useState} from 'preact/hooks';

const askEvery = 60_000;

// If nothing is answered, or nothing that it understands, there are none: nobody waits for this.
async function isThereNewer(newest: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(`/v1/feed?${new URLSearchParams({after: newest})}`, {credentials: 'same-origin', signal});
    return answer.ok && (await answer.json() as {newer?: unknown}|null)?.newer === true;
  } catch {
    return false;
  }
}

// [whether there are, what forgets it]
export function useNews(newest: string|undefined): [boolean, () => void] {
  const [outdated, setOutdated] = useState<string>();
  useEffect(() => {
    if (!newest || outdated === newest) return;
    const abort = new AbortController();
    const look = async () => {
      if (!document.hidden && await isThereNewer(newest, abort.signal)) setOutdated(newest);
    };
    const timer = setInterval(() => void look(), askEvery);
    document.addEventListener('visibilitychange', look);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [newest, outdated]);
  return [newest !== undefined && outdated === newest, () => setOutdated(undefined)];
}
