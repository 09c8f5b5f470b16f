import type { VerifiedEvent, WebhookRefusalReason } from '@paymux/core';
import type { Paymux } from 'paymux';
import { type CommandHost, misused } from '../command.js';
import { type AccountSettings, accountSettings } from '../config/account-settings.js';
import { loadConfig } from '../config/load-config.js';

/** An account whose webhooks are worked on. */
export interface WebhookAccount {
  readonly paymux: Paymux;
  readonly settings: AccountSettings;
}

/** Connects the accounts, and picks the one whose webhooks are meant. No store is opened. */
export async function withWebhookAccount<Result>(
  host: CommandHost,
  options: { readonly config?: string | undefined; readonly account?: string | undefined },
  work: (account: WebhookAccount) => Promise<Result>,
): Promise<Result> {
  const loaded = await loadConfig(host, options.config);
  const { createPaymux } = await import('paymux');
  const { accounts, defaultAccount, directory } = loaded.config;
  const paymux: Paymux = await createPaymux({ accounts, defaultAccount, directory }, { environment: host.environment });
  try {
    const account = options.account ?? paymux.defaultAccount;
    const settings = (await accountSettings(loaded, host.environment)).find(({ id }) => id === account);
    if (settings === undefined) throw misused(`No account "${account}": there are ${paymux.accounts.join(', ')}.`);
    return await work({ paymux, settings });
  } finally {
    await paymux.close();
  }
}

/** What each reason of refusal comes from, nearly always, and what mends it. */
export const REFUSAL_HINTS: Readonly<Record<WebhookRefusalReason, string>> = {
  body_too_large: 'No provider sends that much: somebody else does.',
  malformed_body: 'The body is not what the provider sends: was it cut, or changed on its way?',
  missing_header: 'A header of the signature is missing: does a proxy drop it?',
  malformed_header: 'The signature header cannot be read: was it changed on its way?',
  missing_field: 'A field that every delivery has is missing.',
  missing_signature:
    'There is no signature: was the body parsed and written again, or does the account expect another scheme?',
  duplicate_signature: 'There is more than one signature: the provider sends one.',
  malformed_signature: 'The signature is none by its form.',
  signature_mismatch:
    'The bytes are not those that were signed, or the key is another: hand over the raw body before anything parses it, and compare the keys.',
  unknown_kid: 'The key id is not among webhookSecrets: add the secret of that kid.',
  invalid_timestamp: 'The time of the signature is none.',
  timestamp_out_of_tolerance: 'The delivery is too old, or the clock of this machine is off.',
  unknown_type: 'The account knows no event of this type.',
  key_not_configured:
    'The key of this kind of event is not configured: payments need the payment key, payouts the payout key.',
};

/** What an event is about, in a line. */
export function describeEvent(event: VerifiedEvent): string {
  const subject =
    event.kind === 'payment'
      ? [event.payment.reference ?? event.payment.providerId, event.payment.status]
      : event.kind === 'payout'
        ? [event.payout.reference ?? event.payout.providerId, event.payout.status]
        : event.kind === 'refund'
          ? [event.refund.reference ?? '', event.refund.status]
          : [];
  return [event.kind, event.type, ...subject].filter((word) => word !== '').join('  ');
}
