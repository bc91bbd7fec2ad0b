// The app: without a network, installed, in a new version.
export const app = {
  'app.newVersion': 'There’s a new version.',
  'app.reload': 'Reload',
  'banner.offlineFrom': 'You’re offline · from {time}',
  'banner.downFrom': 'FotoGal isn’t responding · from {time}',
  'install.title': 'FotoGal as an app',
  'install.text': 'Put FotoGal on your home screen: it opens faster, and shows your last photos without a network.',
  'install.do': 'Install',
  'install.later': 'Not now',
};
