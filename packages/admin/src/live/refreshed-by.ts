/** What is shown anew after a change of each kind, by the first part of its query key. */
const REFRESHED_BY: Readonly<Record<string, readonly string[]>> = {
  payout: ['payouts', 'payout', 'figures'],
  payment: ['figures'],
  import: ['imports', 'import'],
  schedule: ['schedules', 'schedule'],
  reconciliation: ['reconciliations', 'findings'],
  alert: ['alerts'],
  webhook: ['webhooks', 'payout', 'figures'],
};

/** The names of queries that a change concerns; `undefined` means all of them. */
export function refreshedBy(data: string): readonly string[] | undefined {
  try {
    const change: unknown = JSON.parse(data);
    if (typeof change !== 'object' || change === null || !('kind' in change)) return undefined;
    return typeof change.kind === 'string' ? REFRESHED_BY[change.kind] : undefined;
  } catch {
    return undefined;
  }
}
