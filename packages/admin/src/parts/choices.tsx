import type { ReactNode } from 'react';

/** A few values that can each be on or off, as buttons. */
export function Choices({
  label,
  options,
  chosen,
  onChange,
  isSingle = false,
}: {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** Only one of them at a time, and always one. */
  readonly isSingle?: boolean;
}): ReactNode {
  const toggled = (value: string): readonly string[] => {
    if (isSingle) return [value];
    return chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
  };
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      {options.map(({ label: name, value }) => (
        <button
          key={value}
          type="button"
          className="choice"
          aria-pressed={chosen.includes(value)}
          onClick={() => onChange(toggled(value))}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
