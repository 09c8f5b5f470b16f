import { hexDigest } from '@paymux/core';

/** Where a history stands: how many entries, and the digest of the last. */
export interface History {
  readonly length: number;
  readonly digest: string;
}

/** A history without entries. */
export const NO_HISTORY: History = { length: 0, digest: '' };

/**
 * The digest of an entry that follows `previous`: plain members, and instants among them. It covers the digest before
 * it, so that no entry can be changed, removed or put between two others without the ones after it giving it away.
 */
export function entryDigest(previous: string, entry: object): string {
  const told = Object.entries(entry)
    .filter(([name, value]) => name !== 'digest' && value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]: [string, unknown]) => [name, value instanceof Date ? value.toISOString() : value]);
  return hexDigest('sha256', previous + JSON.stringify(told));
}
