import type { ReactNode } from 'react';

const EMPHASISED = 6;

/** A whole address; its last characters stand out, because they are what people compare. */
export function Address({ of }: { readonly of: string }): ReactNode {
  return (
    <span className="exact address">
      {of.slice(0, -EMPHASISED)}
      <span className="end">{of.slice(-EMPHASISED)}</span>
    </span>
  );
}

/** An identifier or address so short that it fits into a table; the whole of it is in its title. */
export function Short({ of }: { readonly of: string }): ReactNode {
  if (of.length <= 20) return <span className="exact">{of}</span>;
  return (
    <span className="exact" title={of}>
      {of.slice(0, 8)}…{of.slice(-EMPHASISED)}
    </span>
  );
}
