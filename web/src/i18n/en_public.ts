// What everybody sees, and passing it on.
export const open = {
  'public.join': '{link} to follow {name}, to like and to comment.',
  'public.joinLink': 'Sign up',
  'share.title': 'Share',
  'share.address': 'Address',
  'share.copy': 'Copy link',
  'share.copied': 'Link copied.',
  'share.more': 'More ways…',
  'share.private': 'This account is private: only its followers can open the link.',
  'settings.indexed': 'Search engines may list my pages',
  'settings.indexedHint': 'While your account is public, anyone with a link can open your profile and photos. Turn this on to let search engines list them, too.',
  'settings.indexedPrivate': 'Has no effect while your account is private.',
  'about.public': 'Public pages',
  'about.publicText': 'Anyone with a link can open the profile and photos of a public account, without logging in. Search engines may list them only if the person allows it in the privacy settings.',
};
