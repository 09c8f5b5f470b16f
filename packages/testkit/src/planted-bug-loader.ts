import type { LoadHook } from 'node:module';

let sources: Readonly<Record<string, string>> = {};

/** Receives the sources by URL that replace what is on disk. */
export function initialize(data: Readonly<Record<string, string>>): void {
  sources = data;
}

/** Serves a replaced module from memory. */
export const load: LoadHook = (url, context, nextLoad) => {
  const source = sources[url];
  return source === undefined ? nextLoad(url, context) : { format: 'module', source, shortCircuit: true };
};
