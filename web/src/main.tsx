import {render} from 'preact';
import {App} from './app';
import {guardUnload} from './state/outbox';
import {startRouter} from './router';
import {watchNetwork} from './state/connection';
import {askWho} from './state/session';
import {watchTheme} from './state/theme';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './style/photos.css';
import './style/pages.css';

watchTheme();
startRouter();
watchNetwork();
guardUnload();
void askWho();
render(<App />, document.getElementById('app')!);
