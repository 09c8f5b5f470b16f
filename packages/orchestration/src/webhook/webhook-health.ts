import type { ProviderRegistry } from '@paymux/core';

/** An account that takes no webhooks, because nothing to verify them with is configured. */
export interface WebhookProblem {
  readonly account: string;
  readonly problem: 'no_webhook_secret';
}

/** Whether every account can take webhooks. */
export interface WebhookHealth {
  readonly ok: boolean;
  /** Accounts that cannot, by name. Which of them should is for the application to know. */
  readonly problems: readonly WebhookProblem[];
}

/** Looks at what is configured. Asks no provider, and no source of secrets. */
export function webhookHealth(providers: ProviderRegistry): WebhookHealth {
  const problems = providers.ids
    .filter((account) => providers.get(account).webhooks === undefined)
    .map((account) => ({ account, problem: 'no_webhook_secret' as const }));
  return { ok: problems.length === 0, problems };
}
