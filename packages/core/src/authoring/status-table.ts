/**
 * A provider's status words and what each means here. Reads a word that is not in
 * it as `unrecognised`: never as success, failure or pending.
 *
 * @see docs/decisions/2026-11-21-unknown-statuses-are-not-guessed.md
 */
export interface StatusTable<Reading extends { readonly status: string }> {
  /** Every word of the table, as the provider spells it. */
  readonly words: readonly string[];
  /** The meaning of a word, matched exactly. */
  read(word: string): Reading | { readonly status: 'unrecognised'; readonly exception?: undefined };
}

/** Builds a {@link StatusTable} from the provider's words. */
export function statusTable<const Reading extends { readonly status: string }>(
  readings: Readonly<Record<string, Reading>>,
): StatusTable<Reading> {
  const byWord = new Map(Object.entries(readings));
  return {
    words: [...byWord.keys()],
    read: (word) => byWord.get(word) ?? { status: 'unrecognised' },
  };
}
