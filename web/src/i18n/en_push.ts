// Notifications on this device.
export const push = {
  'settings.notifications': 'Notifications',
  'push.title': 'Notifications on this device',
  'push.on': 'Notify me on this device',
  'push.onHint': 'Of comments, replies, mentions and follow requests, also while FotoGal is closed',
  'push.unsupported': 'This browser can’t show notifications of websites.',
  'push.install': 'On iPhone and iPad, add FotoGal to the Home Screen first (Share, then Add to Home Screen). Then open it from there and come back here.',
  'push.denied': 'Notifications from FotoGal are blocked in this browser. Allow them in its settings for this site, then come back here.',
  'push.quiet': 'Quiet hours',
  'push.quietHint': 'Nothing is sent to this device in these hours. What happens then waits in your notifications.',
  'push.from': 'From',
  'push.to': 'To',
  'push.sameTimes': 'Choose two different times.',
  'problem.push_failed': 'The browser couldn’t sign up for notifications. Try again later.',
  'problem.push_not_configured': 'This service doesn’t send notifications to devices.',
};
