import { type ReactNode, useId } from 'react';

export function FileField({
  label,
  accept,
  onChange,
  wrong,
}: {
  readonly label: string;
  readonly accept: string;
  readonly onChange: (file: File | undefined) => void;
  readonly wrong?: string | undefined;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept={accept}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `${id}-said`}
        onChange={({ target }) => onChange(target.files?.[0])}
      />
      {wrong !== undefined && (
        <span id={`${id}-said`} role="alert" className="wrong">
          {wrong}
        </span>
      )}
    </div>
  );
}
