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
  'settings.indexedHint': 'Your profile and photos are open to everybody who has the link, while your account is public. Only with this may search engines list them.',
  'settings.indexedPrivate': 'Has no effect while your account is private.',
  'about.public': 'Public pages',
  'about.publicText': 'Profiles and photos of public accounts can be opened by anybody who has the link, without an account. Search engines may list them only if the person allows it in the privacy settings.',
};
