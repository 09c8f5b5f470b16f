import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { mayStillHappen } from './api-error.js';
import { type Ask, ask } from './client.js';
import { Intent } from './intent.js';

export interface Write<Body, Answer> {
  /** Resolves with the answer, or with `undefined` where there is an error to show. A second click does nothing. */
  readonly run: (body: Body) => Promise<Answer | undefined>;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly clear: () => void;
}

/**
 * One thing that a person can do on a page. A try after an error carries the same key as long as the first one may
 * still have an effect, so that pressing twice never does it twice.
 */
export function useWrite<Body, Answer>(
  toRequest: (body: Body) => Ask & { readonly path: string },
  /** What is shown anew afterwards, by the first part of its query key. */
  refreshed: readonly string[] = [],
): Write<Body, Answer> {
  const queries = useQueryClient();
  const intent = useRef<Intent>(undefined);
  const isRunning = useRef(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const run = async (body: Body): Promise<Answer | undefined> => {
    if (isRunning.current) return undefined;
    isRunning.current = true;
    setIsBusy(true);
    setError(undefined);
    intent.current ??= new Intent();
    try {
      const { path, ...request } = toRequest(body);
      const key = intent.current.keyFor([path, request.method, request.body, fileName(request)]);
      const answer = await ask<Answer>(path, { method: 'POST', ...request, key });
      intent.current.end();
      return answer;
    } catch (problem) {
      if (!mayStillHappen(problem)) intent.current.end();
      setError(problem);
      return undefined;
    } finally {
      isRunning.current = false;
      setIsBusy(false);
      for (const name of refreshed) void queries.invalidateQueries({ queryKey: [name] });
    }
  };
  return { run, isBusy, error, clear: () => setError(undefined) };
}

function fileName({ file }: Ask): readonly unknown[] | undefined {
  return file?.content instanceof File ? [file.content.name, file.content.size, file.content.lastModified] : undefined;
}
