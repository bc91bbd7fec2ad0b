// Form fields with label, hint and error, connected for screen readers.
import {createContext, type ComponentChildren, type JSX} from 'preact';
import {useContext, useId, useRef, useState} from 'preact/hooks';
import {t} from '../i18n';
import {lengthOf} from '../text';

export interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  name: string;
  type?: string;
  hint?: string|undefined;
  error?: string|undefined;
  autocomplete?: string;
  inputmode?: 'numeric'|'text';
  required?: boolean;
  optional?: boolean;
  rows?: number;
  most?: number;
  placeholder?: string;
  spellcheck?: boolean;
  enterkeyhint?: 'next'|'go'|'send'|'done'|'search';
  action?: ComponentChildren;     // stands in the field, at its end
  note?: ComponentChildren;       // stands opposite the hint
}

// The form was sent with something missing.
const Tried = createContext(false);

export function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const {label, value, onInput, hint, rows, most, optional, required, action, note, ...rest} = props;
  const tried = useContext(Tried);
  const missing = required && !value.trim();
  const error = missing && (props.error || tried) ? t('field.required') : props.error;
  const length = most ? lengthOf(value, most) : 0;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const common = {
    ...rest, error: undefined, id, value, required: required ?? false, 'aria-invalid': error ? true : undefined,
    'aria-describedby': describedBy || undefined, dir: 'auto' as const, autocapitalize: (rows ? 'sentences' : 'none') as 'sentences'|'none',
    onInput: (event: JSX.TargetedEvent<HTMLInputElement|HTMLTextAreaElement>) => onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}{optional && <span class="optional"> · {t('app.optional')}</span>}</label>
      {rows ? <textarea rows={rows} {...common} /> : action ? <div class="with-action"><input {...common} />{action}</div> : <input {...common} />}
      {(hint || note || (most && length > most * 0.8)) && (
        <p class="hint"><span id={`${id}-hint`}>{hint}</span>{note}
          {most && length > most * 0.8 && <span class={length > most ? 'over' : ''}>{t('upload.left', {used: length, most})}</span>}</p>
      )}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

export function Toggle({label, hint, checked, onChange}: {label: string; hint?: string; checked: boolean; onChange: (checked: boolean) => void}): JSX.Element {
  const id = useId();
  return (
    <div class="toggle">
      <input type="checkbox" role="switch" id={id} checked={checked} aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)} />
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

// What is required and empty is marked, and nothing is sent; the first field with a fault gets the focus.
export function Form({onSubmit, children, label}: {onSubmit: () => Promise<void>|void; children: ComponentChildren; label?: string}): JSX.Element {
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const firstOf = (selector: string, fits = (_: HTMLInputElement) => true) =>
    [...form.current?.querySelectorAll<HTMLInputElement>(selector) ?? []].find(fits);
  const submit = async (event: Event) => {
    event.preventDefault();
    const empty = firstOf(':is(input, textarea)[required]', ({value}) => !value.trim());
    setTried(empty !== undefined);
    if (empty) return empty.focus();
    await onSubmit();
    // After what the answer has changed is drawn.
    requestAnimationFrame(() => {
      const {activeElement} = document;
      if (activeElement === document.body || form.current?.contains(activeElement)) firstOf('[aria-invalid=true]')?.focus();
    });
  };
  return (
    <form ref={form} noValidate aria-label={label} onSubmit={(event) => void submit(event)}><Tried.Provider value={tried}>{children}</Tried.Provider></form>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  name: string;
  value: T|undefined;             // undefined: nothing is chosen yet
  options: [value: T, label: string, lang?: string][];
  onChange: (value: T) => void;
  error?: string|undefined;
}

export function Choice<T extends string>({legend, value, options, onChange, name, error}: ChoiceProps<T>): JSX.Element {
  const id = useId();
  return (
    <fieldset class="choice" aria-describedby={error ? id : undefined}>
      <legend>{legend}</legend>
      {options.map(([one, label, lang]) => (
        <label key={one} lang={lang}><input type="radio" name={name} value={one} checked={one === value} onChange={() => onChange(one)} /><span>{label}</span></label>
      ))}
      {error && <p class="error" id={id} role="alert">{error}</p>}
    </fieldset>
  );
}

// A button that shows that its action is under way and ignores further presses until then. `idle`: there is nothing to do.
export function Submit({busy, idle = false, children, kind = 'primary'}: {busy: boolean; idle?: boolean; children: ComponentChildren; kind?: string}): JSX.Element {
  return (
    <button type="submit" class={`button ${kind}`} aria-disabled={busy || idle} onClick={(event) => { if (busy) event.preventDefault(); }}>
      {busy && <span class="spinner" aria-hidden="true" />}{children}
    </button>
  );
}
