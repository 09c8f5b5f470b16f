import type { Problem, ProviderRegistry } from '@paymux/core';

/** Finds the account that a request's path means. */
export type AccountFinder = (url: string) => string | undefined;

/** Paths of their own for accounts, such as `{ '/payouts/webhook': 'heleket' }`. */
export type WebhookPaths = Readonly<Record<string, string>>;

/** A path of its own decides; otherwise the last segment is the account. */
export function accountFinder(paths: WebhookPaths): AccountFinder {
  const accounts = new Map(Object.entries(paths).map(([path, account]) => [segmentsOf(path).join('/'), account]));
  return (url) => {
    const segments = segmentsOf(new URL(url).pathname);
    return accounts.get(segments.join('/')) ?? decode(segments.at(-1));
  };
}

/** What is wrong with paths that somebody configured. */
export function pathProblems(paths: WebhookPaths, providers: ProviderRegistry): readonly Problem[] {
  return Object.entries(paths).flatMap(([path, account]) => [
    ...(isPath(path) ? [] : [{ path: `paths.${path}`, message: 'must be a path that begins with a slash' }]),
    ...(providers.find(account) === undefined
      ? [{ path: `paths.${path}`, message: `must lead to one of ${providers.ids.join(', ')}` }]
      : []),
  ]);
}

/** Whether a request can have this very path. */
function isPath(path: string): boolean {
  return path.startsWith('/') && !path.startsWith('//') && new URL(path, 'http://localhost').pathname === path;
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
