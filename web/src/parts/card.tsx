// A photo in the feed with its buttons.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Image} from '../api/client';
import {ago, count, moment, t} from '../i18n';
import {go} from '../router';
import {clock} from '../state/clock';
import {setBookmark, setLike, useImage} from '../state/images';
import {me} from '../state/session';
import {Store, useStore} from '../state/store';
import {Photos} from './carousel';
import {Icon} from './icons';
import {Avatar, Name, profileAddress} from './people';
import {Picture, type PictureProps} from './picture';
import {ShareButton} from './share';
import {Words} from './words';

export function photoAddress(id: string): string {
  return `/p/${id}`;
}

export function Time({at}: {at: string}): JSX.Element {
  useStore(clock);
  return <time dateTime={at} title={moment(at)}>{ago(at)}</time>;
}

// Long captions are cut after a few lines; "more" shows the rest.
export function Caption({image, whole}: {image: Image; whole?: boolean}): JSX.Element|null {
  const [open, setOpen] = useState(whole ?? false);
  if (!image.caption) return null;
  const long = image.caption.length > 180 || image.caption.split('\n').length > 4;
  return (
    <div class="caption">
      <p class={long && !open ? 'clamped' : undefined}>
        <strong aria-hidden="true"><bdi>{image.author.username}</bdi></strong> <span class="text" dir="auto"><Words text={image.caption} entities={image.entities} /></span>
      </p>
      {long && !open && <button type="button" class="link" onClick={() => setOpen(true)}>{t('photo.more')}</button>}
    </div>
  );
}

export function LikeButton({image}: {image: Image}): JSX.Element {
  const liked = image.my_reaction === 'like';
  const [pressed, setPressed] = useState(false);
  const press = () => {
    setPressed(true);
    setLike(image.id, !liked);
  };
  return (
    <button type="button" class={`icon-button like${liked ? ' on' : ''}${pressed ? ' pressed' : ''}`} aria-pressed={liked}
      aria-label={t(liked ? 'photo.unlike' : 'photo.like')} onClick={press}>
      <Icon name="heart" filled={liked} size={26} />
    </button>
  );
}

function BookmarkButton({image}: {image: Image}): JSX.Element {
  return (
    <button type="button" class={image.bookmarked ? 'icon-button bookmark on' : 'icon-button bookmark'} aria-pressed={image.bookmarked}
      aria-label={t(image.bookmarked ? 'photo.unbookmark' : 'photo.bookmark')} onClick={() => setBookmark(image.id, !image.bookmarked)}>
      <Icon name="bookmark" filled={image.bookmarked} size={26} />
    </button>
  );
}

const doubleTapWithin = 320;

// A double tap likes the photo. It never removes a like.
export function Likeable({image, children}: {image: Image; children: JSX.Element}): JSX.Element {
  const lastTap = useRef(0);
  const [beat, setBeat] = useState(0);
  const tap = (event: MouseEvent) => {
    const now = event.timeStamp;
    const double = now - lastTap.current < doubleTapWithin;
    lastTap.current = double ? 0 : now;
    if (!double) return;
    event.preventDefault();
    setBeat((n) => n + 1);
    setLike(image.id, true);
  };
  return (
    <div class="likeable" onClick={tap}>
      {children}
      {beat > 0 && <span class="beat" key={beat} aria-hidden="true"><Icon name="heart" filled size={96} /></span>}
    </div>
  );
}

// Of oneself it is known who sees the photo.
function sharedBy({author}: Image): {author?: string; isPrivate?: boolean} {
  const mine = me();
  return author.id === mine.id ? {isPrivate: mine.is_private} : {author: author.username};
}

// `onComment`: on the photo's own page, where the field to write a comment is.
export function PhotoBar({image, onComment}: {image: Image; onComment?: () => void}): JSX.Element {
  const comment = (event: MouseEvent) => {
    if (!onComment) return;
    event.preventDefault();
    onComment();
  };
  const address = photoAddress(image.id);
  return (
    <div class="photo-bar">
      <LikeButton image={image} />
      <a class="icon-button" href={`${address}?comment`} onClick={comment} aria-label={`${t('photo.comment')}, ${t('photo.comments', {count: image.comment_count})}`}><Icon name="comment" size={26} /></a>
      {!image.archived && <ShareButton path={address} title={t('photo.title', {name: image.author.username})} {...sharedBy(image)} />}
      <div class="photo-counts">
        <a class="quiet-link" href={`${address}/likes`}>{t('photo.likes', {count: image.like_count})}</a>
        {image.comment_count > 0 && <a class="quiet-link" href={address} aria-hidden="true" tabIndex={-1}>{t('photo.comments', {count: image.comment_count})}</a>}
      </div>
      <BookmarkButton image={image} />
    </div>
  );
}

function LatestComment({image}: {image: Image}): JSX.Element|null {
  const comment = image.latest_comment;
  if (!comment) return null;
  return (
    <p class="latest-comment">
      <a class="name" href={profileAddress(comment.username)}><bdi>{comment.username}</bdi></a> <span class="text" dir="auto">{comment.text}</span>
      {image.comment_count > 1 && <a class="quiet-link" href={photoAddress(image.id)}>{t('photo.allComments', {count: image.comment_count})}</a>}
    </p>
  );
}

interface CardProps {
  id: string;
  before: Store<boolean>|undefined;   // whether the reader has come to the card before this one; undefined: there is none
  onNear: () => void;       // called once, when the reader sees the card or soon will
}

const never = new Store(false);

export function PhotoCard({id, before, onNear}: CardProps): JSX.Element|null {
  const soon = useStore(before ?? never);
  const image = useImage(id);
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!card.current) return;
    const watcher = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watcher.disconnect();
      onNear();
    }, {rootMargin: '200px 0px'});
    watcher.observe(card.current);
    return () => watcher.disconnect();
  }, []);
  if (!image) return null;
  const address = photoAddress(id);
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'l' || event.key === 'L') setLike(id, image.my_reaction !== 'like');
    if (event.key === 'Enter') go(address);
  };
  return (
    <article ref={card} class="card photo" data-id={id} tabIndex={0} aria-label={t('photo.by', {name: image.author.username})} onKeyDown={press}>
      <header class="card-head">
        <a href={profileAddress(image.author.username)} tabIndex={-1} aria-hidden="true"><Avatar of={image.author} size={38} /></a>
        <div><Name of={image.author} /><a class="when" href={address}><Time at={image.created_at} /></a></div>
      </header>
      <Photos image={image} where="feed" load={!before ? 'first' : soon ? 'soon' : 'near'} />
      <div class="card-body">
        <PhotoBar image={image} />
        <Caption image={image} />
        <LatestComment image={image} />
      </div>
    </article>
  );
}

export function Tile({image, load, named}: {image: Image; load: PictureProps['load']; named?: boolean | undefined}): JSX.Element {
  return (
    <a class="tile" href={photoAddress(image.id)}>
      {named && <span class="unseen">{t('photo.by', {name: image.author.username})} </span>}
      <Picture image={image} where="grid" load={load} />
      {image.photos.length > 1 && <span class="several" role="img" aria-label={t('photos.count', {count: image.photos.length})}><Icon name="several" size={20} /></span>}
      {image.pinned && <span class="pinned" role="img" aria-label={t('photo.isPinned')}><Icon name="pin" filled size={18} /></span>}
      <span class="tile-counts" aria-hidden="true"><Icon name="heart" filled size={18} />{count(image.like_count)} <Icon name="comment" filled size={18} />{count(image.comment_count)}</span>
    </a>
  );
}
