// Which page an address shows, to whom.
import type {JSX} from 'preact';
import {useEffect, useLayoutEffect} from 'preact/hooks';
import {t, language} from './i18n';
import {AboutPage} from './pages/about';
import {AccountPage} from './pages/account';
import {BookmarksPage} from './pages/bookmarks';
import {DataPage} from './pages/data';
import {FeedPage} from './pages/feed';
import {LoginPage, SignUpPage} from './pages/entrance';
import {LostPage} from './pages/lost';
import {NotificationSettingsPage} from './pages/notifications';
import {NoticesPage} from './pages/notices';
import {PasswordPage, SessionsPage} from './pages/security';
import {BlocksPage, FollowersPage, FollowingPage, LikersPage, MutesPage, RequestsPage, SuggestionsPage} from './pages/people';
import {PhotoPage} from './pages/photo';
import {PrivacyPage} from './pages/privacy';
import {PublicPage} from './pages/public';
import {ProfilePage} from './pages/profile';
import {ForgottenPage, ResetPage, UndoPage, VerifyPage} from './pages/recovery';
import {RecoverPage, StopPage} from './pages/second_factor_links';
import {SearchPage} from './pages/search';
import {SettingsPage} from './pages/settings';
import {SuspendedPage} from './pages/suspended';
import {TagPage} from './pages/tag';
import {UploadPage} from './pages/upload';
import {DropAnywhere} from './parts/drop';
import {EmailBanner} from './parts/email';
import {Mark} from './parts/icons';
import {Banner, Navigation, Toasts} from './parts/shell';
import {Loading} from './parts/states';
import {fit, go, place} from './router';
import {publicAt} from './state/public';
import {renewPushes} from './state/pushes';
import {askWho, mayBeIn, session} from './state/session';
import {useStore} from './state/store';

type Parameters = Record<string, string>;
const pages: [string, (parameters: Parameters) => JSX.Element][] = [
  ['/', () => <FeedPage />],
  ['/search', () => <SearchPage />],
  ['/upload', () => <UploadPage />],
  ['/notifications', () => <NoticesPage />],
  ['/bookmarks', () => <BookmarksPage />],
  ['/requests', () => <RequestsPage />],
  ['/suggestions', () => <SuggestionsPage />],
  ['/settings', () => <SettingsPage />],
  ['/settings/privacy', () => <PrivacyPage />],
  ['/settings/notifications', () => <NotificationSettingsPage />],
  ['/settings/account', () => <AccountPage />],
  ['/settings/password', () => <PasswordPage />],
  ['/settings/sessions', () => <SessionsPage />],
  ['/settings/blocked', () => <BlocksPage />],
  ['/settings/muted', () => <MutesPage />],
  ['/settings/data', () => <DataPage />],
  ['/t/:tag', ({tag}) => <TagPage tag={tag!} key={tag} />],
  ['/p/:id', ({id}) => <PhotoPage id={id!} key={id} />],
  ['/p/:id/likes', ({id}) => <LikersPage id={id!} key={id} />],
  ['/@:username', ({username}) => <ProfilePage username={username!} key={username} />],
  ['/@:username/followers', ({username}) => <FollowersPage username={username!} key={username} />],
  ['/@:username/following', ({username}) => <FollowingPage username={username!} key={username} />],
];

const open: [string, () => JSX.Element][] = [
  ['/about', () => <AboutPage />],
  ['/forgotten', () => <ForgottenPage />],
  ['/reset', () => <ResetPage />],
  ['/verify', () => <VerifyPage />],
  ['/undo', () => <UndoPage />],
  ['/recover', () => <RecoverPage />],
  ['/stop', () => <StopPage />],
];

// Whoever is logged in already is sent from the log-in page to the feed.
function Home(): JSX.Element {
  useEffect(() => go('/', {replace: true}), []);
  return <Loading />;
}

// What one gets without a session: what is public there, or the way in, after which the page is the same.
function Outside({path}: {path: string}): JSX.Element {
  const {search} = useStore(place);
  const who = useStore(session);
  // Whose session has ended is told so.
  const shown = who.state === 'out' && who.ended ? undefined : publicAt(path);
  if (search.has('signup')) return <SignUpPage />;
  return shown && !search.has('login') ? <PublicPage of={shown} /> : <LoginPage />;
}

interface ContentProps {
  path: string;
  inside: boolean;
  suspended: boolean;
}

function Content({path, inside, suspended}: ContentProps): JSX.Element {
  for (const [pattern, draw] of open) {
    if (fit(pattern, path)) return draw();
  }
  if (suspended && path !== '/settings/password') return <SuspendedPage />;
  if (path === '/login') return inside ? <Home /> : <LoginPage />;
  if (path === '/signup') return inside ? <Home /> : <SignUpPage />;
  for (const [pattern, draw] of pages) {
    const parameters = fit(pattern, path);
    if (parameters) return inside ? draw(parameters) : <Outside path={path} />;
  }
  return <LostPage />;
}

function Boot({unreachable}: {unreachable: boolean}): JSX.Element {
  return (
    <div class="boot">
      <Mark size={64} />
      {unreachable
        ? <><h1>{t('boot.unreachable')}</h1><button type="button" class="button" onClick={() => void askWho()}>{t('app.retry')}</button></>
        : <Loading />}
    </div>
  );
}

export function App(): JSX.Element {
  const {path} = useStore(place);
  const who = useStore(session);
  const chosen = useStore(language);
  useLayoutEffect(() => {
    document.documentElement.lang = chosen;
  }, [chosen]);
  // What is public is there at once, unless somebody was logged in here, who is probably still.
  const early = !mayBeIn() && publicAt(path) !== undefined;
  const waiting = (who.state === 'asking' || who.state === 'unreachable') && !early;
  const inside = who.state === 'in';
  const suspended = who.state === 'in' && who.me.suspended !== null;
  const all = inside && !suspended;
  useEffect(() => {
    if (all) void renewPushes(who.me.id);
  }, [all]);
  return (
    // The key makes Preact build the page anew after the start screen, so that no element of that screen is reused.
    <div class={all ? 'shell inside' : 'shell outside'} key={waiting ? 'start' : 'page'}>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('#main')?.focus(); }}>{t('app.skip')}</a>
      {all && <Navigation me={who.me} />}
      <div class="column">
        <Banner />
        {all && <EmailBanner me={who.me} />}
        <main id="main" tabIndex={-1}>
          {waiting ? <Boot unreachable={who.state === 'unreachable'} /> : <Content path={path} inside={inside} suspended={suspended} />}
        </main>
      </div>
      {inside && <DropAnywhere />}
      <Toasts />
    </div>
  );
}
