import { isReference, type Problem } from '@paymux/core';

/** Where the caller's reference travels: the wire has no field of its own for it. */
const REFERENCE_KEY = 'paymux_reference';
/** One entry is taken by the reference. */
const MAX_KEYS = 49;
const MAX_VALUE_LENGTH = 500;

type WireMetadata = Readonly<Record<string, unknown>> | null | undefined;

/** Refuses metadata that the wire would not keep, or that would stand in for the reference. */
export function metadataProblems(metadata: Readonly<Record<string, string>> | undefined): readonly Problem[] {
  const entries = Object.entries(metadata ?? {});
  const problems: Problem[] = [];
  const refuse = (message: string): void => void problems.push({ path: 'metadata', message });
  if (entries.length > MAX_KEYS) refuse(`must have at most ${MAX_KEYS} entries`);
  if (entries.some(([, value]) => value.length > MAX_VALUE_LENGTH)) {
    refuse(`must have values of at most ${MAX_VALUE_LENGTH} characters`);
  }
  if (entries.some(([name]) => name === REFERENCE_KEY)) refuse(`must not use the name "${REFERENCE_KEY}"`);
  return problems;
}

/** The metadata as it is sent: the caller's, and the reference. */
export function withReference(
  reference: string,
  metadata: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  return { ...metadata, [REFERENCE_KEY]: reference };
}

/** The reference that an object carries, if it is one of ours. */
export function referenceIn(metadata: WireMetadata): string | undefined {
  const reference = metadata?.[REFERENCE_KEY];
  return isReference(reference) ? reference : undefined;
}

/** The caller's metadata: the texts, without the reference. `undefined` when nothing is left. */
export function callersMetadata(metadata: WireMetadata): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(metadata ?? {}).filter(
    (entry): entry is [string, string] => entry[0] !== REFERENCE_KEY && typeof entry[1] === 'string',
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Whether an answer can be about this reference: an object without one says nothing about it. */
export function isAbout(reference: string, metadata: WireMetadata): boolean {
  return (referenceIn(metadata) ?? reference) === reference;
}
