import { useQuery } from '@tanstack/react-query';
import { ask } from './client.js';

export interface Looked<Answer> {
  readonly data: Answer | undefined;
  readonly error: unknown;
}

/** What the service answers at a path, kept up to date by the first part of the query key; nothing while `path` is absent. */
export function useAnswer<Answer>(name: string, path: string | undefined): Looked<Answer> {
  const { data, error } = useQuery({
    queryKey: [name, path],
    queryFn: ({ signal }) => ask<Answer>(path ?? '', { signal }),
    enabled: path !== undefined,
  });
  return { data, error };
}
