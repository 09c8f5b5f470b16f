import { useMemo } from 'react';
import { go, usePlace } from './place.js';

/** The query of the address, and what changes some of its members: `undefined` or nothing takes one out. */
export function useAddressQuery(): readonly [
  URLSearchParams,
  (changes: Readonly<Record<string, string | readonly string[] | undefined>>) => void,
] {
  const { path, query } = usePlace();
  const parameters = useMemo(() => new URLSearchParams(query), [query]);
  return [parameters, (changes) => go(withChanges(path, parameters, changes), { replace: true })];
}

export function withChanges(
  path: string,
  before: URLSearchParams,
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    after.delete(name);
    for (const each of typeof value === 'string' ? [value] : (value ?? [])) {
      if (each !== '') after.append(name, each);
    }
  }
  const text = after.toString();
  return text === '' ? path : `${path}?${text}`;
}
