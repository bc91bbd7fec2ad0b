// Whether this device shows notifications while no page is open, and when it does not.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {localSubscription, pushSupport, showPush, subscribe, unsubscribe, type QuietHours} from '../api/pushes';
import {toApiError} from '../api/errors';
import {t} from '../i18n';
import {problemText} from '../i18n/problems';
import {Field, Form, Submit, Toggle} from '../parts/field';
import {SettingsPart} from '../parts/settings';
import {Failed, Loading} from '../parts/states';
import {me} from '../state/session';
import {notePushes, takesPushes} from '../state/pushes';
import {useTask} from '../state/task';
import {useThing} from '../state/thing';
import {complain, say} from '../state/toasts';

const usual: QuietHours = {from: '22:00', to: '07:00'};

interface Device {
  key: string;
  on: boolean;
  quiet: QuietHours|null;
}

async function look(signal: AbortSignal): Promise<Device> {
  const [{key, subscription}, there] = await Promise.all([showPush(signal), localSubscription()]);
  const on = subscription !== null && there?.endpoint === subscription.endpoint && Notification.permission === 'granted';
  return {key, on, quiet: subscription?.quiet ?? null};
}

function Quiet({device, onChange}: {device: Device; onChange: (quiet: QuietHours|null) => Promise<void>}): JSX.Element {
  const [times, setTimes] = useState(device.quiet ?? usual);
  const [moved, setMoved] = useState<boolean>();
  const task = useTask();
  const same = times.from === times.to;
  const save = async () => {
    if (same) return;
    if (await task.run(() => onChange(times))) say(t('app.saved'));
  };
  const move = async (on: boolean) => {
    setMoved(on);
    if (await task.run(() => onChange(on ? times : null))) say(t('app.saved'));
    setMoved(undefined);
  };
  const time = (name: keyof QuietHours, label: string) => (
    <Field label={label} name={name} type="time" required value={times[name]} onInput={(value) => setTimes({...times, [name]: value})}
      error={task.field(`quiet.${name}`) ?? (same && name === 'to' ? t('push.sameTimes') : undefined)} />
  );
  return (
    <>
      <Toggle label={t('push.quiet')} hint={t('push.quietHint')} checked={moved ?? device.quiet !== null} onChange={(on) => void move(on)} />
      {device.quiet && (
        <Form onSubmit={save} label={t('push.quiet')}>
          <div class="times">{time('from', t('push.from'))}{time('to', t('push.to'))}</div>
          <Submit busy={task.busy} idle={times.from === device.quiet.from && times.to === device.quiet.to}>{t('app.save')}</Submit>
        </Form>
      )}
      {task.error && <p class="error" role="alert">{problemText(task.error)}</p>}
    </>
  );
}

function Switches({onDenied}: {onDenied: () => void}): JSX.Element {
  const thing = useThing('push', look);
  const [moved, setMoved] = useState<boolean>();
  const {value: device, error} = thing;
  if (error?.code === 'push_not_configured') return <p>{problemText(error)}</p>;
  if (error) return <Failed error={error} onRetry={thing.reload} />;
  if (!device) return <Loading />;
  const store = async (quiet: QuietHours|null) => {
    await subscribe(device.key, quiet, takesPushes(me().id));
    notePushes({owner: me().id, quiet});
    thing.set({...device, on: true, quiet});
  };
  const switchOn = async () => {
    const permission = await Notification.requestPermission();
    if (permission === 'denied') onDenied();
    if (permission === 'granted') await store(device.quiet).then(() => say(t('app.saved')));
  };
  const switchOff = async () => {
    await unsubscribe();
    notePushes(null);
    thing.set({...device, on: false, quiet: null});
    say(t('app.saved'));
  };
  const move = async (on: boolean) => {
    setMoved(on);
    try {
      await (on ? switchOn() : switchOff());
    } catch (thrown) {
      complain(toApiError(thrown));
    }
    setMoved(undefined);
  };
  return (
    <>
      <Toggle label={t('push.on')} hint={t('push.onHint')} checked={moved ?? device.on} onChange={(on) => void move(on)} />
      {device.on && <Quiet device={device} onChange={store} />}
    </>
  );
}

export function NotificationSettingsPage(): JSX.Element {
  const [support, setSupport] = useState(pushSupport);
  return (
    <SettingsPart title={t('settings.notifications')}>
      <section class="settings-section card">
        <h2>{t('push.title')}</h2>
        {support === 'unsupported' && <p>{t('push.unsupported')}</p>}
        {support === 'install' && <p>{t('push.install')}</p>}
        {support === 'denied' && <p>{t('push.denied')}</p>}
        {support === 'ready' && <Switches onDenied={() => setSupport('denied')} />}
      </section>
    </SettingsPart>
  );
}
