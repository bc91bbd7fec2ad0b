// People in lists: picture, name and the Follow button.
import type {ComponentChildren, JSX} from 'preact';
import {useRef, useState} from 'preact/hooks';
import {call, type Author, type Person, type Relation} from '../api/client';
import {toApiError} from '../api/errors';
import {t, tx, type Key} from '../i18n';
import {keptList} from '../state/lists';
import {relationOf, setRelation, useRelation} from '../state/relations';
import {place} from '../router';
import {countFollowing} from '../state/session';
import {complain} from '../state/toasts';
import {Dialog} from './dialog';
import {Icon} from './icons';

export function profileAddress(username: string): string {
  return `/@${encodeURIComponent(username)}`;
}

interface Pictured {
  username: string;
  profile_image_url: string|null;                   // 320 pixels
  profile_image_url_small?: string|null|undefined;  // 128 pixels
}

export function Avatar({of, size = 40}: {of: Pictured; size?: number}): JSX.Element {
  const [broken, setBroken] = useState('');
  const {profile_image_url: url, profile_image_url_small: small} = of;
  const style = {width: `${size}px`, height: `${size}px`, fontSize: `${size * 0.42}px`};
  const addresses = `${small} ${url}`;
  if (url && broken !== addresses) {
    const sources = small ? {sizes: `${size}px`, srcset: `${small} 128w, ${url} 320w`, src: small} : {src: url};
    return <img class="avatar" {...sources} alt="" style={style} width={size} height={size} decoding="async" onError={() => setBroken(addresses)} />;
  }
  const hue = [...of.username].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0) % 6;
  return <span class={`avatar letter hue${hue}`} style={style} aria-hidden="true">{[...of.username][0]}</span>;
}

export function Name({of}: {of: Author}): JSX.Element {
  return <a class="name" href={profileAddress(of.username)}><bdi>{of.username}</bdi></a>;
}

export function PersonRow({person, size = 48, children}: {person: Person; size?: number; children?: ComponentChildren}): JSX.Element {
  return (
    <div class="person">
      <a class="who" href={profileAddress(person.username)}>
        <Avatar of={person} size={size} />
        <span class="names">
          <span class="username"><bdi>{person.username}</bdi>
            {person.is_private && <><Icon name="lock" size={14} /><span class="unseen">{t('signup.private')}</span></>}
          </span>
          <span class="full-name"><bdi>{person.full_name}</bdi>
            {person.is_professional_account && <span class="word" title={t('profile.selfDeclared')}>· {t('profile.professional')}</span>}</span>
          {person.looks_like && <span class="looks-like"><Icon name="info" size={16} /><span>{tx('people.looksLike', {name: <bdi>@{person.looks_like}</bdi>})}</span></span>}
        </span>
      </a>
      <div class="actions">{children}</div>
    </div>
  );
}

const words: Record<Relation, Key> = {
  none: 'follow.none', following: 'follow.following', requested: 'follow.requested', blocked: 'follow.blocked',
};
const labels: Record<Relation, Key> = {
  none: 'follow.label', following: 'follow.labelFollowing', requested: 'follow.labelRequested', blocked: 'follow.blocked',
};

export interface FollowProps {
  person: {username: string; is_private: boolean; relation: Relation};
  onChange?: (relation: Relation) => void;
}

// The button changes at once, and back if the service refuses. One request at a time; if it is pressed again meanwhile,
// the last press decides.
function useFollow({person, onChange}: FollowProps): [Relation, (follow: boolean) => void] {
  const {username} = person;
  const relation = useRelation(username, person.relation);
  const wanted = useRef(false);
  const working = useRef(false);
  const settle = async (before: Relation) => {
    let told = before;
    try {
      for (let follow: boolean|undefined; follow !== wanted.current;) {
        follow = wanted.current;
        told = (await call(follow ? 'put' : 'delete', '/v1/users/{username}/follow', {path: {username}})).relation;
      }
    } catch (error) {
      complain(toApiError(error));
    }
    setRelation(username, told);
    countFollowing(Number(told === 'following') - Number(before === 'following'));
    if (told === before) return;
    // The feed is refreshed, but not while the reader is looking at it.
    if (place.value.path !== '/') void keptList('feed')?.refresh();
    onChange?.(told);
  };
  const change = (follow: boolean) => {
    const before = relationOf(username, person.relation);
    wanted.current = follow;
    setRelation(username, follow ? (person.is_private ? 'requested' : 'following') : 'none');
    if (working.current) return;
    working.current = true;
    void settle(before).finally(() => working.current = false);
  };
  return [relation, change];
}

export function FollowButton(props: FollowProps): JSX.Element|null {
  const {person} = props;
  const {username} = person;
  const [relation, follow] = useFollow(props);
  const [asking, setAsking] = useState(false);
  if (relation === 'blocked') return null;
  const press = () => {
    if (relation === 'following') setAsking(true);
    else follow(relation === 'none');
  };
  const unfollow = () => {
    setAsking(false);
    follow(false);
  };
  return (
    <>
      <button type="button" class={relation === 'none' ? 'button primary small' : 'button small'} onClick={press}
        aria-label={t(labels[relation], {name: username})}>{t(words[relation])}</button>
      {asking && (
        <Dialog title={t('follow.askUnfollow', {name: username})} onClose={() => setAsking(false)}>
          {person.is_private && <p>{t('follow.askUnfollowPrivate')}</p>}
          <div class="choices">
            <button type="button" class="button" onClick={() => setAsking(false)}>{t('app.cancel')}</button>
            <button type="button" class="button danger" onClick={unfollow}>{t('follow.unfollow')}</button>
          </div>
        </Dialog>
      )}
    </>
  );
}
