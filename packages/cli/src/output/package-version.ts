import { createRequire } from 'node:module';

/** The version of this package, and of all of ours: they are released together. */
export function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { readonly version: string };
  return manifest.version;
}
