import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {call, type Image, type Page as PageOf, type User} from '../api/client';
import {toApiError} from '../api/errors';
import {setMute} from '../api/safety';
import {t} from '../i18n';
import {Dialog} from '../parts/dialog';
import {Grid} from '../parts/grid';
import {Icon} from '../parts/icons';
import {Page} from '../parts/page';
import {Avatar, FollowButton, profileAddress} from '../parts/people';
import {Counted, Website} from '../parts/profile';
import {Pull} from '../parts/pull';
import {Report} from '../parts/report';
import {ShareButton} from '../parts/share';
import {Empty, Failed, ProfileSkeleton} from '../parts/states';
import {place} from '../router';
import {keptList} from '../state/lists';
import {forgetRelations, relationOf, setRelation, useRelation} from '../state/relations';
import {me} from '../state/session';
import {useStore} from '../state/store';
import {useThing} from '../state/thing';
import {complain, say} from '../state/toasts';

type Fetch = (query: {limit: number; cursor?: string}, signal: AbortSignal) => Promise<PageOf<Image>>;

// What is pinned comes first, and once.
function fetchShared(username: string): Fetch {
  return async (query, signal) => {
    const page = await call('get', '/v1/users/{username}/images', {path: {username}, query, signal});
    const first = page.pinned.map((image) => ({...image, pinned: true}));
    return {...page, items: [...first, ...page.items.filter(({id}) => !first.some((one) => one.id === id))]};
  };
}

function Archive({username}: {username: string}): JSX.Element {
  const fetch: Fetch = (query, signal) => call('get', '/v1/users/{username}/images', {path: {username}, query: {...query, archived: true}, signal});
  return <Grid of="archive" fetch={fetch} empty={<Empty icon="photo" title={t('archive.empty')}><p>{t('archive.text')}</p></Empty>} />;
}

function Shared({username, own}: {username: string; own: boolean}): JSX.Element {
  const empty = (
    <Empty icon="photo" title={t('profile.empty')}>
      {own && <><p>{t('profile.emptyOwn')}</p><a class="button primary" href="/upload">{t('nav.upload')}</a></>}
    </Empty>
  );
  return <Grid of={`images ${username}`} fetch={fetchShared(username)} empty={empty} />;
}

function Counts({user}: {user: User}): JSX.Element|null {
  if (!user.counts) return null;
  const address = profileAddress(user.username);
  const {images, followers, following} = user.counts;
  return (
    <ul class="counts">
      <li><Counted text={t('profile.photos', {count: images})} /></li>
      <li><a href={`${address}/followers`}><Counted text={t('profile.followers', {count: followers})} /></a></li>
      <li><a href={`${address}/following`}><Counted text={t('profile.following', {count: following})} /></a></li>
    </ul>
  );
}

type Open = 'none'|'menu'|'block'|'report';

// What one does with somebody: mutes, blocks, reports them.
function Options({user, onBlock, onMute}: {user: User; onBlock: () => void; onMute: (muted: boolean) => void}): JSX.Element {
  const [open, setOpen] = useState<Open>('none');
  const {username, muted} = user;
  const blocked = useRelation(username, user.relation) === 'blocked';
  const close = () => setOpen('none');
  const attempt = async (work: () => Promise<void>) => {
    close();
    try {
      await work();
      void keptList('feed')?.refresh();
    } catch (error) {
      complain(toApiError(error));
    }
  };
  const block = () => attempt(async () => {
    const answer = await call(blocked ? 'delete' : 'put', '/v1/users/{username}/block', {path: {username}});
    setRelation(username, answer.relation);
    onBlock();
  });
  const mute = () => attempt(async () => {
    await setMute(username, !muted);
    onMute(!muted);
    say(t(muted ? 'profile.unmuted' : 'profile.mutedNow', {name: username}));
  });
  return (
    <>
      {blocked && <button type="button" class="button small" onClick={() => void block()}>{t('profile.unblock')}</button>}
      <button type="button" class="icon-button" aria-label={t('photo.options')} aria-haspopup="dialog" onClick={() => setOpen('menu')}><Icon name="more" /></button>
      {open === 'menu' && (
        <Dialog title={t('photo.options')} onClose={close}>
          <ul class="menu">
            {!blocked && <li><button type="button" class="button wide" onClick={() => void mute()}>{t(muted ? 'profile.unmute' : 'profile.mute')}</button></li>}
            <li><button type="button" class="button wide" onClick={() => setOpen('report')}>{t('report.user')}</button></li>
            {!blocked && <li><button type="button" class="button wide danger" onClick={() => setOpen('block')}>{t('profile.block')}</button></li>}
          </ul>
          {!blocked && !muted && <p class="soft">{t('profile.muteText')}</p>}
        </Dialog>
      )}
      {open === 'block' && (
        <Dialog title={t('profile.blockAsk', {name: username})} onClose={close}>
          <p>{t('profile.blockText')}</p>
          <div class="choices">
            <button type="button" class="button" onClick={close}>{t('app.cancel')}</button>
            <button type="button" class="button danger" onClick={() => void block()}>{t('profile.block')}</button>
          </div>
        </Dialog>
      )}
      {open === 'report' && <Report of={{kind: 'user', id: username}} onClose={close} />}
    </>
  );
}

function Head({user, own, onChange, onMute}: {user: User; own: boolean; onChange: () => void; onMute: (muted: boolean) => void}): JSX.Element {
  return (
    <section class="profile-head">
      <Avatar of={user} size={96} />
      <div class="profile-line">
        <p class="full-name"><bdi>{user.full_name}</bdi></p>
        {user.is_professional_account && <p class="soft" title={t('profile.selfDeclared')}>{t('profile.professional')}</p>}
        <Counts user={user} />
      </div>
      <div class="profile-who">
        {user.bio && <p class="text" dir="auto">{user.bio}</p>}
        {user.website && <p class="website"><Website url={user.website} /></p>}
        <div class="profile-actions">
          <ShareButton path={profileAddress(user.username)} title={user.username} isPrivate={user.is_private} words />
          {own
            ? <><a class="button small" href="/settings">{t('profile.edit')}</a><a class="button small" href="/bookmarks">{t('bookmarks.title')}</a><a class="button small" href="/suggestions">{t('nav.suggestions')}</a><a class="button small" href={`${profileAddress(user.username)}?archived`}>{t('archive.title')}</a></>
            : <><FollowButton person={user} onChange={onChange} /><Options user={user} onBlock={onChange} onMute={onMute} /></>}
        </div>
        {user.muted && <p class="soft">{t('profile.muted')}</p>}
      </div>
    </section>
  );
}

function Photos({user, own}: {user: User; own: boolean}): JSX.Element {
  const relation = useRelation(user.username, user.relation);
  if (relation === 'blocked') return <Empty icon="lock" title={t('profile.blocked')} />;
  if (user.is_private && !own && user.counts === null)
    return <Empty icon="lock" title={t('profile.private')}><p>{t(relation === 'requested' ? 'profile.requestedText' : 'profile.privateText')}</p></Empty>;
  return <Shared username={user.username} own={own} />;
}

export function ProfilePage({username}: {username: string}): JSX.Element {
  const thing = useThing<User>(username, async (signal) => {
    const user = await call('get', '/v1/users/{username}', {path: {username}, signal});
    forgetRelations([user.username]);
    return user;
  }, `profile ${username}`);
  const user = thing.value;
  const own = user?.id === me().id;
  const archived = useStore(place).search.has('archived');
  // The counts and what is visible depend on the relation.
  const reload = () => {
    if (user && relationOf(user.username, user.relation) !== 'blocked') void keptList(`images ${user.username}`)?.refresh();
    thing.reload();
  };
  const title = user?.username ?? username;
  if (own && archived) {
    return (
      <Page title={t('archive.title')} back={profileAddress(title)}>
        <p class="soft archive-text">{t('archive.text')}</p>
        <Archive username={title} />
      </Page>
    );
  }
  if (thing.error?.status === 404)
    return <Page title={title}><Empty icon="person" title={t('profile.gone')}><a class="button" href="/search">{t('nav.search')}</a></Empty></Page>;
  const heading = <><bdi>{title}</bdi>{user?.is_private && <><Icon name="lock" size={20} /><span class="unseen">{t('signup.private')}</span></>}</>;
  const actions = own && <a class="icon-button phone-only" href="/settings" aria-label={t('nav.settings')}><Icon name="gear" /></a>;
  return (
    <Page title={title} heading={heading} actions={actions}>
      <Pull onRefresh={async () => reload()} />
      {thing.error && !user && <Failed error={thing.error} onRetry={thing.reload} />}
      {!user && !thing.error && <ProfileSkeleton />}
      {user && <><Head user={user} own={own} onChange={reload} onMute={(muted) => thing.set({...user, muted})} /><Photos user={user} own={own} /></>}
    </Page>
  );
}
