// A field for a code of the authenticator app. Phones show digits for it, so a recovery code, which has letters, has its own.
import type {JSX} from 'preact';
import {useLayoutEffect, useRef, useState} from 'preact/hooks';
import {t} from '../i18n';
import type {Task} from '../state/task';
import {Field} from './field';

interface CodeProps {
  value: string;
  onInput: (value: string) => void;
  task: Task;               // what the code is sent by
  hint?: string;
  arrives?: boolean;        // it takes the focus when it appears
  appOnly?: boolean;        // there are no recovery codes yet
}

export function CodeField({value, onInput, task, hint, arrives, appOnly}: CodeProps): JSX.Element {
  const [recovery, setRecovery] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const take = () => around.current?.querySelector('input')?.focus();
  useLayoutEffect(() => {
    if (arrives) take();
  }, []);
  const swap = () => {
    onInput('');
    setRecovery(!recovery);
    take();
  };
  const error = task.error?.code === 'wrong_code' ? t('problem.wrong_code') : task.field('code');
  const common = {name: 'code', value, onInput, required: true, spellcheck: false, error};
  return (
    <div class="code-field" ref={around}>
      {recovery
        ? <Field {...common} label={t('code.recovery')} hint={t('code.recoveryHint')} autocomplete="off" inputmode="text" />
        : <Field {...common} label={t('code.label')} hint={hint ?? t('code.hint')} autocomplete="one-time-code" inputmode="numeric" />}
      {!appOnly && <button type="button" class="link" onClick={swap}>{t(recovery ? 'code.useApp' : 'code.useRecovery')}</button>}
    </div>
  );
}
