import type { ReactNode } from 'react';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly kind?: 'main' | 'grave' | 'plain';
  readonly type?: 'button' | 'submit';
  readonly isSmall?: boolean;
  readonly isDisabled?: boolean;
  /** Something is under way because of it: it says so, and cannot be pressed again. */
  readonly isBusy?: boolean;
  readonly describedBy?: string | undefined;
}

export function Button(props: ButtonProps): ReactNode {
  const { children, describedBy, isBusy = false, isDisabled = false, isSmall = false, kind = 'plain', onClick } = props;
  return (
    <button
      type={props.type ?? 'button'}
      className={['button', kind, isSmall ? 'small' : ''].join(' ').trim()}
      disabled={isDisabled}
      // Not `disabled`, which would take the focus away from who pressed it.
      aria-disabled={isBusy ? true : undefined}
      aria-describedby={describedBy}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
      {isBusy && <span aria-hidden="true">…</span>}
    </button>
  );
}
