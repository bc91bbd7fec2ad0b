// A field for a password: a button shows what was typed, and of a new one it is said how hard it is to guess.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {t, type Key} from '../i18n';
import {strengthOf} from '../strength';
import {Field, type FieldProps} from './field';

interface PasswordProps extends Omit<FieldProps, 'type'|'action'|'note'|'autocomplete'> {
  fresh?: boolean;          // a new one
  known?: string[];         // what others know of the person, and a password must not be
}

const words: Key[] = ['strength.weak', 'strength.fair', 'strength.good', 'strength.strong'];

function Strength({value, known}: {value: string; known: string[]}): JSX.Element {
  const strength = strengthOf(value, known);
  // It is there from the beginning, so that screen readers hear of changes; they are told when the word changes.
  return (
    <span class="strength" role="status">
      {value && <><span class={`bars of${strength}`} aria-hidden="true" /><span class="unseen">{t('strength.label')} </span>{t(words[strength]!)}</>}
    </span>
  );
}

export function PasswordField({fresh, known = [], ...props}: PasswordProps): JSX.Element {
  const [shown, setShown] = useState(false);
  // The words of the button are text, so that the label of the field is its own alone.
  const show = (
    <button type="button" class="link" onClick={() => setShown(!shown)}>{t(shown ? 'password.hide' : 'password.show')}<span class="unseen"> · {props.label}</span></button>
  );
  return (
    <Field {...props} type={shown ? 'text' : 'password'} autocomplete={fresh ? 'new-password' : 'current-password'} spellcheck={false} action={show}
      {...(fresh ? {hint: t('signup.passwordHint'), note: <Strength value={props.value} known={known} />} : {})} />
  );
}
