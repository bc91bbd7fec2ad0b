import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {call, type Author, type Notification} from '../api/client';
import {toApiError} from '../api/errors';
import {t, tx, type Key} from '../i18n';
import {photoAddress, Time} from '../parts/card';
import {Page} from '../parts/page';
import {Avatar, Name, profileAddress} from '../parts/people';
import {Pull} from '../parts/pull';
import {Empty, Endless, NoticeSkeletons} from '../parts/states';
import {keptList, usePages} from '../state/lists';
import {me} from '../state/session';
import {useTask} from '../state/task';
import {complain} from '../state/toasts';
import {forgetUnread} from '../state/unread';

const sentences: Record<Notification['kind'], Key> = {
  followed: 'notices.followed',
  requested: 'notices.requested',
  approved: 'notices.approved',
  liked: 'notices.liked',
  commented: 'notices.commented',
  mentioned: 'notices.mentioned',
  replied: 'notices.replied',
  comment_liked: 'notices.commentLiked',
  image_removed: 'notices.imageRemoved',
  comment_removed: 'notices.commentRemoved',
};

// The text for several likes or comments by one person, which are one notification.
const folded: Partial<Record<Notification['kind'], Key>> = {
  liked: 'notices.likedMore',
  commented: 'notices.commentedMore',
  replied: 'notices.repliedMore',
  comment_liked: 'notices.commentLikedMore',
};

function sentenceOf({kind, count}: Notification): Key {
  return count > 1 ? folded[kind] ?? sentences[kind] : sentences[kind];
}

// Of a request to follow, in its place. One that is no longer there was decided elsewhere, or taken back.
function Decide({username}: {username: string}): JSX.Element {
  const [decided, setDecided] = useState<Key>();
  const task = useTask();
  const decide = (method: 'put'|'delete', done: Key) => task.run(async () => {
    try {
      await call(method, '/v1/me/follow-requests/{username}', {path: {username}});
      setDecided(done);
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.status === 404) setDecided('notices.decided');
      else complain(error);
    }
    void keptList('requests')?.refresh();
  });
  if (decided) return <p class="soft" role="status">{t(decided)}</p>;
  return (
    <div class="decide">
      <button type="button" class="button primary small" aria-disabled={task.busy} aria-label={`${t('people.approve')}: ${username}`} onClick={() => void decide('put', 'notices.accepted')}>{t('people.approve')}</button>
      <button type="button" class="button small" aria-disabled={task.busy} aria-label={`${t('people.reject')}: ${username}`} onClick={() => void decide('delete', 'notices.declined')}>{t('people.reject')}</button>
    </div>
  );
}

// What those who run the service have removed.
function Removal({notice}: {notice: Notification}): JSX.Element {
  return (
    <li class={notice.read ? 'notice' : 'notice new'}>
      <p>{t(sentenceOf(notice))} <span class="when"><Time at={notice.created_at} /></span>
        {!notice.read && <span class="unseen"> ({t('notices.new')})</span>}
        {notice.reason && <><br /><span class="reason">{t('notices.reason', {reason: notice.reason})}</span></>}</p>
    </li>
  );
}

// Likes of one photo by several people are one line, at the place of the newest.
interface Told {
  notice: Notification;
  also: Author[];       // whose likes of the same photo are older
}
function together(notices: Notification[]): Told[] {
  const lines: Told[] = [];
  const ofPhoto = new Map<string, Told>();
  for (const notice of notices) {
    const photo = notice.kind === 'liked' && notice.count === 1 && notice.image_id ? `${notice.image_id} ${notice.read}` : '';
    const line = ofPhoto.get(photo);
    if (line && notice.actor) {
      line.also.push(notice.actor);
      continue;
    }
    lines.push({notice, also: []});
    if (photo) ofPhoto.set(photo, lines.at(-1)!);
  }
  return lines;
}

// "ana, bia and 7 others liked your photo."
function likedBy(actor: Author, [second, ...others]: Author[], photo: ComponentChildren): ComponentChildren {
  const names = {actor: <Name of={actor} />, second: second && <Name of={second} />, photo};
  return others.length > 0 ? tx('notices.likedByMany', names, {count: others.length}) : tx('notices.likedByTwo', names);
}

function Line({told: {notice, also}}: {told: Told}): JSX.Element {
  const [gone, setGone] = useState(false);
  const {actor} = notice;
  if (!actor) return <Removal notice={notice} />;
  // What is about one's own comment may be under anybody's photo.
  const which = t(['mentioned', 'replied', 'comment_liked'].includes(notice.kind) ? 'notices.aPhoto' : 'notices.photo');
  const photo = notice.image_id ? <a href={photoAddress(notice.image_id)}>{which}</a> : which;
  return (
    <li class={notice.read ? 'notice' : 'notice new'}>
      <a href={profileAddress(actor.username)} tabIndex={-1} aria-hidden="true"><Avatar of={actor} size={44} /></a>
      <p>{also.length > 0 ? likedBy(actor, also, photo) : tx(sentenceOf(notice), {actor: <Name of={actor} />, photo}, {count: notice.count})} <span class="when"><Time at={notice.created_at} /></span>
        {!notice.read && <span class="unseen"> ({t('notices.new')})</span>}
        {notice.comment && <span class="notice-words" dir="auto">{notice.comment.text}</span>}</p>
      {notice.image_id && notice.image_thumb && !gone && (
        <a href={photoAddress(notice.image_id)} tabIndex={-1} aria-hidden="true">
          <img class="notice-photo" src={notice.image_thumb} alt="" width={44} height={44} loading="lazy" decoding="async" onError={() => setGone(true)} />
        </a>
      )}
      {notice.kind === 'requested' && <Decide username={actor.username} />}
    </li>
  );
}

export function NoticesPage(): JSX.Element {
  const [list, state] = usePages<Notification>('notices', (cursor, signal) => call(
      'get', '/v1/me/notifications', {query: {limit: 30, ...(cursor ? {cursor} : {})}, signal}), ({id}) => id);
  const newest = state.items.filter(({read}) => !read).map(({created_at}) => created_at).sort().at(-1);
  useEffect(() => {
    if (!newest) return;
    // Everything up to the newest one shown counts as read.
    call('put', '/v1/me/notifications/read', {body: {until: newest}}).then(forgetUnread, () => {});
  }, [newest]);
  return (
    <Page title={t('notices.title')} actions={me().is_private && <a class="button small" href="/requests">{t('people.requests')}</a>}>
      <Pull onRefresh={() => list.refresh()} />
      <Endless list={list} state={state} skeleton={<NoticeSkeletons />}
        empty={<Empty icon="bell" title={t('notices.none')}><p>{t('notices.noneText')}</p></Empty>}>
        <ul class="notices">{together(state.items).map((told) => <Line told={told} key={told.notice.id} />)}</ul>
      </Endless>
    </Page>
  );
}
