const DAY_MS = 86_400_000;

/** The days that figures can be asked for. */
export const PERIODS = [7, 30, 90] as const;

/** So many days up to the end of today, in the reader's own calendar. */
export function periodOf(days: number, now: Date): { readonly from: string; readonly before: string } {
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return { from: new Date(before.getTime() - days * DAY_MS).toISOString(), before: before.toISOString() };
}

export function periodFrom(query: URLSearchParams): number {
  const days = Number(query.get('days'));
  return PERIODS.find((period) => period === days) ?? 30;
}
