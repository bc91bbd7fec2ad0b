import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {call, type Image, type User} from '../api/client';
import {toApiError} from '../api/errors';
import {t} from '../i18n';
import {Tile} from '../parts/card';
import {Dialog} from '../parts/dialog';
import {Icon} from '../parts/icons';
import {Page} from '../parts/page';
import {Avatar, FollowButton, profileAddress} from '../parts/people';
import {Empty, Endless, Failed, GridSkeletons, Loading} from '../parts/states';
import {know} from '../state/images';
import {keptList, usePages} from '../state/lists';
import {forgetRelations, relationOf, setRelation, useRelation} from '../state/relations';
import {me} from '../state/session';
import {useThing} from '../state/thing';
import {complain} from '../state/toasts';

function Grid({username, own}: {username: string; own: boolean}): JSX.Element {
  const fetchImages = async (cursor: string|undefined, signal: AbortSignal) => {
    const query = {limit: 30, ...(cursor ? {cursor} : {})};
    const page = await call('get', '/v1/users/{username}/images', {path: {username}, query, signal});
    know(page.items);
    return page;
  };
  const [list, state] = usePages<Image>(`images ${username}`, fetchImages, ({id}) => id);
  const empty = (
    <Empty icon="photo" title={t('profile.empty')}>
      {own && <><p>{t('profile.emptyOwn')}</p><a class="button primary" href="/upload">{t('nav.upload')}</a></>}
    </Empty>
  );
  return (
    <Endless list={list} state={state} skeleton={<GridSkeletons />} empty={empty} gone={empty}>
      <ul class="grid">{state.items.map((image, index) => <li key={image.id}><Tile image={image} load={index === 0 ? 'first' : 'near'} /></li>)}</ul>
    </Endless>
  );
}

// Makes the number in the text bold, wherever the language puts it.
function Numbered({text}: {text: string}): JSX.Element {
  const [, before, number, after] = /^(\D*)(\d.*\d|\d)(.*)$/.exec(text) ?? ['', text, '', ''];
  return <>{before}<strong>{number}</strong>{after}</>;
}

function Counts({user}: {user: User}): JSX.Element|null {
  if (!user.counts) return null;
  const address = profileAddress(user.username);
  const {images, followers, following} = user.counts;
  return (
    <ul class="counts">
      <li><Numbered text={t('profile.photos', {count: images})} /></li>
      <li><a href={`${address}/followers`}><Numbered text={t('profile.followers', {count: followers})} /></a></li>
      <li><a href={`${address}/following`}><Numbered text={t('profile.following', {count: following})} /></a></li>
    </ul>
  );
}

// Only addresses that begin with http:// or https:// become links.
function Website({url}: {url: string}): JSX.Element {
  const shown = url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  if (!/^https?:\/\//i.test(url)) return <bdi>{shown}</bdi>;
  return <a href={url} target="_blank" rel="noopener noreferrer nofollow ugc"><bdi>{shown}</bdi></a>;
}

function Block({user, onDone}: {user: User; onDone: () => void}): JSX.Element {
  const [asking, setAsking] = useState(false);
  const {username} = user;
  const blocked = useRelation(username, user.relation) === 'blocked';
  const change = async () => {
    setAsking(false);
    try {
      const answer = await call(blocked ? 'delete' : 'put', '/v1/users/{username}/block', {path: {username}});
      setRelation(username, answer.relation);
      void keptList('feed')?.refresh();
      onDone();
    } catch (error) {
      complain(toApiError(error));
    }
  };
  if (blocked) return <button type="button" class="button small" onClick={() => void change()}>{t('profile.unblock')}</button>;
  return (
    <>
      <button type="button" class="icon-button" aria-label={t('photo.options')} onClick={() => setAsking(true)}><Icon name="more" /></button>
      {asking && (
        <Dialog title={t('profile.blockAsk', {name: username})} onClose={() => setAsking(false)}>
          <p>{t('profile.blockText')}</p>
          <div class="choices">
            <button type="button" class="button" onClick={() => setAsking(false)}>{t('app.cancel')}</button>
            <button type="button" class="button danger" onClick={() => void change()}>{t('profile.block')}</button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Head({user, own, onChange}: {user: User; own: boolean; onChange: () => void}): JSX.Element {
  return (
    <section class="profile-head">
      <Avatar of={user} size={96} />
      <div class="profile-line">
        <p class="full-name"><bdi>{user.full_name}</bdi></p>
        {user.is_professional_account && <span class="badge"><Icon name="badge" size={18} />{t('profile.professional')}</span>}
        <Counts user={user} />
      </div>
      <div class="profile-who">
        {user.bio && <p class="text" dir="auto">{user.bio}</p>}
        {user.website && <p class="website"><Website url={user.website} /></p>}
        <div class="profile-actions">
          {own
            ? <><a class="button small" href="/settings">{t('profile.edit')}</a><a class="button small" href="/suggestions">{t('nav.suggestions')}</a></>
            : <><FollowButton person={user} onChange={onChange} /><Block user={user} onDone={onChange} /></>}
        </div>
      </div>
    </section>
  );
}

function Photos({user, own}: {user: User; own: boolean}): JSX.Element {
  const relation = useRelation(user.username, user.relation);
  if (relation === 'blocked') return <Empty icon="lock" title={t('profile.blocked')} />;
  if (user.is_private && !own && user.counts === null)
    return <Empty icon="lock" title={t('profile.private')}><p>{t(relation === 'requested' ? 'profile.requestedText' : 'profile.privateText')}</p></Empty>;
  return <Grid username={user.username} own={own} />;
}

export function ProfilePage({username}: {username: string}): JSX.Element {
  const thing = useThing<User>(username, async (signal) => {
    const user = await call('get', '/v1/users/{username}', {path: {username}, signal});
    forgetRelations([user.username]);
    return user;
  });
  const user = thing.value;
  const own = user?.id === me().id;
  // The counts and what is visible depend on the relation.
  const reload = () => {
    if (user && relationOf(user.username, user.relation) !== 'blocked') void keptList(`images ${user.username}`)?.refresh();
    thing.reload();
  };
  const title = user?.username ?? username;
  if (thing.error?.status === 404)
    return <Page title={title}><Empty icon="person" title={t('profile.gone')}><a class="button" href="/search">{t('nav.search')}</a></Empty></Page>;
  const heading = <><bdi>{title}</bdi>{user?.is_private && <><Icon name="lock" size={20} /><span class="unseen">{t('signup.private')}</span></>}</>;
  const actions = own && <a class="icon-button phone-only" href="/settings" aria-label={t('nav.settings')}><Icon name="gear" /></a>;
  return (
    <Page title={title} heading={heading} actions={actions}>
      {thing.error && !user && <Failed error={thing.error} onRetry={thing.reload} />}
      {!user && !thing.error && <Loading />}
      {user && <><Head user={user} own={own} onChange={reload} /><Photos user={user} own={own} /></>}
    </Page>
  );
}
