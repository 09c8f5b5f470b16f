import type { ReactNode } from 'react';

/** Something to know before going on. What is `bad` is announced. */
export function Note({
  tone = 'plain',
  title,
  children,
}: {
  readonly tone?: 'good' | 'wait' | 'bad' | 'calm' | 'plain';
  readonly title?: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  );
}
