import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.js';

/** An instant in the reader's own time; a dash where there is none. */
export function When({
  at,
  isExact = false,
}: {
  readonly at: string | undefined;
  readonly isExact?: boolean;
}): ReactNode {
  const { exactTime, time } = useLanguage();
  if (at === undefined) return <>–</>;
  return <time dateTime={at}>{isExact ? exactTime(at) : time(at)}</time>;
}
