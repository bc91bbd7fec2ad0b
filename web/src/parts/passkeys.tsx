// The person's passkeys: the list, adding one, removing one.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {knowsPasskeys, listPasskeys, makePasskey, offerPasskey, removePasskey, type Passkey} from '../api/passkeys';
import {ago, moment, t} from '../i18n';
import {me} from '../state/session';
import {useStepFocus} from '../state/steps';
import {useTask} from '../state/task';
import {useThing, type Thing} from '../state/thing';
import {say} from '../state/toasts';
import {Problem} from './entrance';
import {Field, Form, Submit} from './field';
import {PasswordField} from './password';
import {Failed, RowSkeletons} from './states';

const most = 20;
const beside = ['wrong_password', 'invalid_fields'];   // said at the fields

// The browser and the system that made it, in English, unless the person has named it.
function nameOf({name}: Passkey): string {
  const [, browser, system] = /^(.+) on (.+)$/.exec(name) ?? [];
  return browser && system ? t('sessions.device', {browser, system}) : name || t('passkeys.unnamed');
}

interface PasswordFormProps {
  title: string;
  kind?: string;
  field?: JSX.Element;
  work: (password: string) => Promise<void>;
  onClose: () => void;
}

// What asks for the password first.
function PasswordForm({title, kind, field, work, onClose}: PasswordFormProps): JSX.Element {
  const [password, setPassword] = useState('');
  const task = useTask();
  return (
    <Form onSubmit={async () => void await task.run(() => work(password))} label={title}>
      <input class="unseen" type="text" name="username" autocomplete="username" value={me().username} readOnly tabIndex={-1} aria-hidden="true" />
      {field}
      <PasswordField label={t('factor.password')} name="password" value={password} onInput={setPassword} required
        error={task.error?.code === 'wrong_password' ? t('problem.wrong_password') : task.field('password')} />
      {task.field('name') && <p class="error" role="alert">{task.field('name')}</p>}
      <Problem error={task.error} except={beside} />
      <div class="choices">
        <Submit busy={task.busy} {...(kind ? {kind} : {})}>{title}</Submit>
        <button type="button" class="button" onClick={onClose}>{t('app.cancel')}</button>
      </div>
    </Form>
  );
}

type Step = {at: 'rest'|'add'}|{at: 'remove'; passkey: Passkey};
interface StepProps {
  thing: Thing<Passkey[]>;
  go: (step: Step) => void;
}

function Add({thing, go}: StepProps): JSX.Element {
  const [name, setName] = useState('');
  const add = async (password: string) => {
    const made = await makePasskey(await offerPasskey(password), name.trim());
    thing.set([...(thing.value ?? []).filter(({id}) => id !== made.id), made]);
    say(t('passkeys.added'));
    go({at: 'rest'});
  };
  return (
    <PasswordForm title={t('passkeys.add')} work={add} onClose={() => go({at: 'rest'})}
      field={<Field label={t('passkeys.name')} name="passkey" value={name} onInput={setName} optional hint={t('passkeys.nameHint')} most={50} autocomplete="off" />} />
  );
}

function Remove({thing, go, passkey}: StepProps&{passkey: Passkey}): JSX.Element {
  const remove = async (password: string) => {
    await removePasskey(passkey.id, password);
    thing.set((thing.value ?? []).filter(({id}) => id !== passkey.id));
    say(t('passkeys.removed'));
    go({at: 'rest'});
  };
  return (
    <>
      <p>{t('passkeys.removeNote', {name: nameOf(passkey)})}</p>
      <PasswordForm title={t('passkeys.remove')} kind="danger" work={remove} onClose={() => go({at: 'rest'})} />
    </>
  );
}

function List({thing, go}: StepProps): JSX.Element {
  const full = (thing.value?.length ?? 0) >= most;
  return (
    <>
      <p>{t('passkeys.about')}</p>
      {thing.error && <Failed error={thing.error} onRetry={thing.reload} />}
      {!thing.value && !thing.error && <RowSkeletons />}
      {thing.value && thing.value.length > 0 && (
        <ul class="passkeys" aria-label={t('passkeys.title')}>
          {thing.value.map((passkey) => (
            <li key={passkey.id}>
              <div>
                <p class="strong" dir="auto">{nameOf(passkey)}</p>
                <p class="soft">{t('passkeys.made', {when: moment(passkey.created_at)})}</p>
                <p class="soft">{passkey.last_used_at ? t('sessions.used', {when: ago(passkey.last_used_at)}) : t('passkeys.unused')}</p>
              </div>
              <button type="button" class="button small" aria-label={t('passkeys.removeOne', {name: nameOf(passkey)})}
                onClick={() => go({at: 'remove', passkey})}>{t('passkeys.remove')}</button>
            </li>
          ))}
        </ul>
      )}
      {!knowsPasskeys() && <p class="soft">{t('passkeys.unsupported')}</p>}
      {full && <p class="soft">{t('problem.too_many_passkeys')}</p>}
      {knowsPasskeys() && thing.value && !full && <button type="button" class="button" onClick={() => go({at: 'add'})}>{t('passkeys.add')}</button>}
    </>
  );
}

export function Passkeys(): JSX.Element {
  const thing = useThing('passkeys', listPasskeys);
  const [step, setStep] = useState<Step>({at: 'rest'});
  const top = useStepFocus(step.at);
  const parts = {thing, go: setStep};
  return (
    <section class="card form-card">
      <h2 ref={top} tabIndex={-1}>{t('passkeys.title')}</h2>
      {step.at === 'rest' && <List {...parts} />}
      {step.at === 'add' && <Add {...parts} />}
      {step.at === 'remove' && <Remove {...parts} passkey={step.passkey} />}
    </section>
  );
}
