// Two-step log-in: switching it on by the authenticator app, keeping its recovery codes, switching it off.
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {offerTotp, switchTotpOff, switchTotpOn, type TotpOffer} from '../api/account';
import {toApiError} from '../api/errors';
import {t} from '../i18n';
import {lookAgain, me, setMe, useMyself} from '../state/session';
import {useStepFocus} from '../state/steps';
import {useTask} from '../state/task';
import {complain, say} from '../state/toasts';
import {CodeField} from './code';
import {Problem} from './entrance';
import {Form, Submit, Toggle} from './field';
import {PasswordField} from './password';

const beside = ['wrong_code', 'wrong_password', 'invalid_fields'];   // said at the fields
const states = ['second_factor_on', 'second_factor_off'];            // another window was faster

// Closes the form where it cannot go on; what went wrong otherwise is for the form to show.
async function orElsewhere(work: () => Promise<void>, close: () => void): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = toApiError(thrown);
    if (![...states, 'not_offered'].includes(error.code)) throw error;
    complain(error);
    close();
    if (states.includes(error.code)) await lookAgain();
  }
}

function Username(): JSX.Element {
  return <input class="unseen" type="text" name="username" autocomplete="username" value={me().username} readOnly tabIndex={-1} aria-hidden="true" />;
}

function Cancel({onClick}: {onClick: () => void}): JSX.Element {
  return <button type="button" class="button" onClick={onClick}>{t('app.cancel')}</button>;
}

function AskPassword({onOffer, onClose}: {onOffer: (offer: TotpOffer) => void; onClose: () => void}): JSX.Element {
  const [password, setPassword] = useState('');
  const task = useTask();
  const ask = () => task.run(() => orElsewhere(async () => onOffer(await offerTotp(password)), onClose));
  return (
    <Form onSubmit={async () => void await ask()} label={t('factor.switchOn')}>
      <Username />
      <PasswordField label={t('factor.password')} name="password" value={password} onInput={setPassword} required
        error={task.error?.code === 'wrong_password' ? t('problem.wrong_password') : task.field('password')} />
      <Problem error={task.error} except={beside} />
      <div class="choices"><Submit busy={task.busy}>{t('factor.next')}</Submit><Cancel onClick={onClose} /></div>
    </Form>
  );
}

function QrCode({text}: {text: string}): JSX.Element {
  const [rows, setRows] = useState<boolean[][]>([]);
  useEffect(() => {
    // Nobody else loads it. Where it does not come, there is the key to type.
    import('uqr').then(({encode}) => setRows(encode(text, {border: 4}).data), () => {});
  }, [text]);
  const path = rows.flatMap((row, y) => row.map((dark, x) => dark ? `M${x} ${y}h1v1h-1z` : '')).join('');
  return <svg class="qr" role="img" aria-label={t('factor.qr')} viewBox={`0 0 ${rows.length} ${rows.length}`} shape-rendering="crispEdges"><path d={path} /></svg>;
}

function Offer({offer, onCodes, onClose}: {offer: TotpOffer; onCodes: (codes: string[]) => void; onClose: () => void}): JSX.Element {
  const [code, setCode] = useState('');
  const task = useTask();
  const switchOn = () => task.run(() => orElsewhere(async () => {
    onCodes(await switchTotpOn(code));
    setMe({...me(), second_factor: true});
  }, onClose));
  return (
    <Form onSubmit={async () => void await switchOn()} label={t('factor.switchOn')}>
      <p>{t('factor.scan')}</p>
      <QrCode text={offer.url} />
      <p class="on-phone"><a href={offer.url}>{t('factor.open')}</a></p>
      <p>{t('factor.secret')}</p>
      <p><code class="secret" translate={false}>{offer.secret.match(/.{1,4}/g)?.join(' ')}</code></p>
      <CodeField value={code} onInput={setCode} task={task} hint={t('factor.codeHint')} appOnly />
      <Problem error={task.error} except={beside} />
      <div class="choices"><Submit busy={task.busy}>{t('factor.switchOn')}</Submit><Cancel onClick={onClose} /></div>
    </Form>
  );
}

function Codes({codes, onClose}: {codes: string[]; onClose: () => void}): JSX.Element {
  const [kept, setKept] = useState(false);
  const [refused, setRefused] = useState(false);
  const copy = () => navigator.clipboard.writeText(codes.join('\n')).then(() => say(t('factor.copied')));
  const file = `${t('factor.file', {name: me().username})}\n\n${codes.join('\n')}\n`;
  return (
    <Form onSubmit={() => { if (kept) onClose(); else setRefused(true); }} label={t('factor.codes')}>
      <p>{t('factor.recovery')}</p>
      <ul class="recovery-codes" aria-label={t('factor.codes')}>{codes.map((code) => <li key={code}><code translate={false}>{code}</code></li>)}</ul>
      <div class="choices">
        {/* Where scripts may not copy, there is no clipboard, or it refuses. */}
        <button type="button" class="button" onClick={() => { Promise.resolve().then(copy).catch(() => say(t('factor.notCopied'), true)); }}>{t('factor.copy')}</button>
        <a class="button" download="fotogal-recovery-codes.txt" href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}>{t('factor.download')}</a>
      </div>
      <Toggle label={t('factor.kept')} checked={kept} onChange={setKept} />
      {refused && !kept && <p class="error" role="alert">{t('factor.keepFirst')}</p>}
      <Submit busy={false} idle={!kept}>{t('factor.done')}</Submit>
    </Form>
  );
}

function SwitchOff({onClose}: {onClose: () => void}): JSX.Element {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const task = useTask();
  const switchOff = () => task.run(() => orElsewhere(async () => {
    await switchTotpOff(password, code);
    onClose();
    setMe({...me(), second_factor: false});
    say(t('factor.nowOff'));
  }, onClose));
  return (
    <Form onSubmit={async () => void await switchOff()} label={t('factor.switchOff')}>
      <Username />
      <PasswordField label={t('factor.password')} name="password" value={password} onInput={setPassword} required
        error={task.error?.code === 'wrong_password' ? t('problem.wrong_password') : task.field('password')} />
      <CodeField value={code} onInput={setCode} task={task} />
      <Problem error={task.error} except={beside} />
      <div class="choices"><Submit busy={task.busy}>{t('factor.switchOff')}</Submit><Cancel onClick={onClose} /></div>
    </Form>
  );
}

type Step = {at: 'rest'|'password'|'off'}|{at: 'offer'; offer: TotpOffer}|{at: 'codes'; codes: string[]};

function Body({step, go}: {step: Step; go: (step: Step) => void}): JSX.Element {
  const on = useMyself().second_factor;
  const rest = () => go({at: 'rest'});
  switch (step.at) {
    case 'password': return <AskPassword onOffer={(offer) => go({at: 'offer', offer})} onClose={rest} />;
    case 'offer': return <Offer offer={step.offer} onCodes={(codes) => go({at: 'codes', codes})} onClose={rest} />;
    case 'codes': return <Codes codes={step.codes} onClose={rest} />;
    case 'off': return <SwitchOff onClose={rest} />;
    case 'rest': break;
  }
  return (
    <>
      <p>{t(on ? 'factor.on' : 'factor.off')}</p>
      <button type="button" class="button" onClick={() => go({at: on ? 'off' : 'password'})}>{t(on ? 'factor.switchOff' : 'factor.switchOn')}</button>
    </>
  );
}

export function SecondFactor(): JSX.Element {
  const [step, setStep] = useState<Step>({at: 'rest'});
  const top = useStepFocus(step.at);
  return (
    <section class="card form-card">
      <h2 ref={top} tabIndex={-1}>{t(step.at === 'codes' ? 'factor.isOn' : 'factor.title')}</h2>
      <Body step={step} go={setStep} />
    </section>
  );
}
