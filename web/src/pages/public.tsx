// A public profile or photo, for whoever is not logged in. Its links are loaded anew, because each page brings its own content.
import type {ComponentChildren, JSX} from 'preact';
import type {Image} from '../api/client';
import {t, tx} from '../i18n';
import {Caption, Tile, Time} from '../parts/card';
import {LanguageChoice} from '../parts/entrance';
import {Mark} from '../parts/icons';
import {Page} from '../parts/page';
import {Avatar, Name, profileAddress} from '../parts/people';
import {Counted, Website} from '../parts/profile';
import {Picture} from '../parts/picture';
import {ShareButton} from '../parts/share';
import {photosOf} from '../parts/sources';
import {Empty} from '../parts/states';
import type {Public, PublicPerson} from '../state/public';

function Frame({children}: {children: ComponentChildren}): JSX.Element {
  const here = location.pathname;
  return (
    <div class="public">
      <header class="public-head">
        <a class="brand" href="/"><Mark /><span>FotoGal</span></a>
        <a class="button small" href={`${here}?login`} data-stay>{t('login.title')}</a>
        <a class="button small primary" href={`${here}?signup`} data-stay>{t('signup.title')}</a>
      </header>
      {children}
      <footer class="public-foot"><p class="soft">{t('app.pitch')}</p><LanguageChoice /><a href="/about">{t('nav.about')}</a></footer>
    </div>
  );
}

function Join({name}: {name: string}): JSX.Element {
  const link = <a href={`${location.pathname}?signup`} data-stay>{t('public.joinLink')}</a>;
  return <p class="public-join">{tx('public.join', {link, name: <bdi>{name}</bdi>})}</p>;
}

function Person({user, images}: PublicPerson): JSX.Element {
  const {username, counts} = user;
  return (
    <Page title={username} heading={<bdi>{username}</bdi>}>
      <section class="profile-head">
        <Avatar of={user} size={96} />
        <div class="profile-line">
          <p class="full-name"><bdi>{user.full_name}</bdi></p>
          {user.is_professional_account && <p class="soft" title={t('profile.selfDeclared')}>{t('profile.professional')}</p>}
          {counts && (
            <ul class="counts">
              <li><Counted text={t('profile.photos', {count: counts.images})} /></li>
              <li><Counted text={t('profile.followers', {count: counts.followers})} /></li>
              <li><Counted text={t('profile.following', {count: counts.following})} /></li>
            </ul>
          )}
        </div>
        <div class="profile-who">
          {user.bio && <p class="text" dir="auto">{user.bio}</p>}
          {user.website && <p class="website"><Website url={user.website} /></p>}
          <div class="profile-actions"><ShareButton path={profileAddress(username)} title={username} words isPrivate={false} /></div>
        </div>
      </section>
      {images.length === 0
        ? <Empty icon="photo" title={t('profile.empty')} />
        : <ul class="grid">{images.map((image, index) => <li key={image.id}><Tile image={image} load={index === 0 ? 'first' : 'near'} /></li>)}</ul>}
      <Join name={username} />
    </Page>
  );
}

function Photo({image}: {image: Image}): JSX.Element {
  const title = t('photo.title', {name: image.author.username});
  return (
    <Page title={title} heading={title} hidden>
      <article class="card photo public-photo" aria-label={t('photo.by', {name: image.author.username})}>
        <header class="card-head">
          <a href={profileAddress(image.author.username)} tabIndex={-1} aria-hidden="true"><Avatar of={image.author} size={38} /></a>
          <div><Name of={image.author} /><span class="when"><Time at={image.created_at} /></span></div>
          <ShareButton path={`/p/${image.id}`} title={title} isPrivate={false} />
        </header>
        {photosOf(image).map((photo, place) => <Picture key={place} image={photo} where="page" load={place === 0 ? 'first' : 'near'} />)}
        <div class="card-body">
          <p class="soft">{t('photo.likes', {count: image.like_count})} · {t('photo.comments', {count: image.comment_count})}</p>
          <Caption image={image} whole />
        </div>
      </article>
      <Join name={image.author.username} />
    </Page>
  );
}

export function PublicPage({of}: {of: Public}): JSX.Element {
  return <Frame>{'image' in of ? <Photo image={of.image} /> : <Person {...of} />}</Frame>;
}
