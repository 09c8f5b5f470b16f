import { useSyncExternalStore } from 'react';

/** Where the page is: the path, and the query that its filters live in. */
export interface Place {
  readonly path: string;
  readonly query: string;
}

let place: Place = { path: '/', query: '' };
const listeners = new Set<() => void>();

function look(): void {
  const { pathname: path, search: query } = window.location;
  if (path === place.path && query === place.query) return;
  place = { path, query };
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', look);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', look);
  };
}

/** Where the page is, now and whenever that changes. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => {
    look();
    return place;
  });
}

/** Goes to a path with its query. `replace`: going back leads past it. */
export function go(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  if (!replace) window.scrollTo(0, 0);
  look();
}
