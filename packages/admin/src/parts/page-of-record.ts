const PAGES: readonly (readonly [pattern: RegExp, page: (id: string) => string])[] = [
  [/^\/v1\/payouts\/([^/?]+)/, (id) => `/payouts/${id}`],
  [/^\/v1\/imports\/([^/?]+)/, (id) => `/imports/${id}`],
  [/^\/v1\/schedules\/([^/?]+)/, (id) => `/schedules/${id}`],
  [/^\/v1\/reconciliations\/([^/?]+)/, () => '/reconciliation'],
];

/** The page that shows what an address of the API is about. */
export function pageOfRecord(path: string): string | undefined {
  for (const [pattern, page] of PAGES) {
    const id = pattern.exec(path)?.[1];
    if (id !== undefined) return page(id);
  }
  return undefined;
}
