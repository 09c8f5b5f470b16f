import { useCallback, useState } from 'react';
import { DraftShelf } from './draft-shelf.js';

const shelf = new DraftShelf(window.sessionStorage);

/** Drops what was typed into any form and not sent. */
export function dropDrafts(): void {
  shelf.dropAll();
}

/**
 * The state of a form that survives errors, the end of a session, a reload, and going elsewhere and back.
 * For texts and ticks alone: no password and no token goes in here.
 */
export function useDraft<Draft extends object>(
  form: string,
  start: Draft,
): readonly [draft: Draft, change: (changes: Partial<Draft>) => void, drop: () => void] {
  const [draft, setDraft] = useState<Draft>(() => shelf.read(form, start));
  const change = useCallback(
    (changes: Partial<Draft>) =>
      setDraft((before) => {
        const after = { ...before, ...changes };
        shelf.keep(form, after);
        return after;
      }),
    [form],
  );
  const drop = useCallback(() => {
    shelf.drop(form);
    setDraft(start);
  }, [form, start]);
  return [draft, change, drop];
}
