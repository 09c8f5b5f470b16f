import { type ReactNode, useEffect } from 'react';

/** The title of a page, also of its window, and what can be done on it. */
export function PageHead({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = `${title} – Paymux`;
  }, [title]);
  return (
    <div className="page-head">
      <h1 tabIndex={-1}>{title}</h1>
      {children !== undefined && <div className="row">{children}</div>}
    </div>
  );
}
