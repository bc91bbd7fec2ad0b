import {render} from 'preact';
import {askEarly} from './api/early';
import {App} from './app';
import {guardUnload} from './state/outbox';
import {startRouter} from './router';
import {takePublic} from './state/public';
import {watchNetwork} from './state/connection';
import {askWho, isOut, mayBeIn} from './state/session';
import {startClock} from './state/clock';
import {watchTheme} from './state/theme';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './style/comments.css';
import './style/people.css';
import './style/photos.css';
import './style/posts.css';
import './style/lightbox.css';
import './style/pages.css';
import './style/account.css';
import './style/public.css';

takePublic();
watchTheme();
startRouter();
watchNetwork();
guardUnload();
startClock();
if (mayBeIn()) {
  askEarly('/v1/me/notifications?limit=1');
  if (location.pathname === '/') askEarly('/v1/feed?limit=10');
}
if (!mayBeIn() && location.pathname === '/login') isOut();
else void askWho();
render(<App />, document.getElementById('app')!);
