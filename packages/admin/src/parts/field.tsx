import { type ReactNode, useId } from 'react';

interface FieldBase {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what was typed. */
  readonly wrong?: string | undefined;
  /** What was found to be right with it. */
  readonly right?: string | undefined;
  readonly isRequired?: boolean;
}

export interface TextFieldProps extends FieldBase {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'date' | 'datetime-local' | 'time' | 'number';
  readonly inputMode?: 'decimal' | 'numeric' | 'text';
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
  readonly isExact?: boolean;
  readonly isLong?: boolean;
}

/** A labelled input: what is wrong with it is said beside it, and to those who hear the page. */
export function TextField(props: TextFieldProps): ReactNode {
  const id = useId();
  const { isLong = false, isRequired = false, onChange, suggestions, value, wrong } = props;
  const shared = {
    id,
    value,
    required: isRequired,
    'aria-invalid': wrong !== undefined,
    'aria-describedby': describedBy(id, props),
    autoComplete: props.autoComplete ?? 'off',
    placeholder: props.placeholder,
    onBlur: props.onBlur,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {isLong ? (
        <textarea {...shared} onChange={({ target }) => onChange(target.value)} />
      ) : (
        <input
          {...shared}
          type={props.type ?? 'text'}
          inputMode={props.inputMode}
          className={props.isExact === true ? 'exact' : undefined}
          spellCheck={props.isExact === true ? false : undefined}
          list={suggestions === undefined ? undefined : `${id}-list`}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
      <FieldWords id={id} field={props} />
    </div>
  );
}

export interface SelectFieldProps extends FieldBase {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function SelectField(props: SelectFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        required={props.isRequired}
        aria-invalid={props.wrong !== undefined}
        aria-describedby={describedBy(id, props)}
        onChange={({ target }) => props.onChange(target.value)}
      >
        {props.options.map(({ label, value }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <FieldWords id={id} field={props} />
    </div>
  );
}

export function TickField({
  isTicked,
  label,
  hint,
  onChange,
}: {
  readonly label: ReactNode;
  readonly hint?: string;
  readonly isTicked: boolean;
  readonly onChange: (isTicked: boolean) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="tick">
      <input
        id={id}
        type="checkbox"
        checked={isTicked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ target }) => onChange(target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="small quiet">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

function describedBy(id: string, { hint, right, wrong }: FieldBase): string | undefined {
  const words = [
    hint === undefined ? '' : `${id}-hint`,
    wrong === undefined && right === undefined ? '' : `${id}-said`,
  ];
  const text = words.filter((word) => word !== '').join(' ');
  return text === '' ? undefined : text;
}

function FieldWords({ field, id }: { readonly id: string; readonly field: FieldBase }): ReactNode {
  const { hint, right, wrong } = field;
  return (
    <>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {(wrong ?? right) !== undefined && (
        <span
          id={`${id}-said`}
          role={wrong === undefined ? undefined : 'alert'}
          className={wrong === undefined ? 'right' : 'wrong'}
        >
          {wrong ?? right}
        </span>
      )}
    </>
  );
}
