// The token that a link in a mail has behind its #, where no server sees it.
import {useEffect, useState} from 'preact/hooks';
import {place} from '../router';

// Takes it out of the address bar, and so out of the history: whoever sits here later does not find it.
function take(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

// Empty: there was none, or the page was loaded again after it had been taken.
export function useToken(): string {
  const [token, setToken] = useState(take);
  // A second link of the same page, opened where the first was, loads nothing. It may come before this watches.
  const watch = () => {
    const look = () => {
      const other = take();
      if (other) setToken(other);
    };
    look();
    return place.watch(look);
  };
  useEffect(watch, []);
  return token;
}
