import { randomUuid } from '../control/identifiers.js';
import type { Merchant } from '../merchant/merchant.js';
import type { MerchantControl } from '../merchant/merchant-control.js';
import { invoiceSnapshot, type InvoiceSnapshot } from '../merchant/snapshots.js';
import type { Payout } from '../merchant/state.js';
import type { AmlLinks, AmlOutcome } from './aml-links.js';
import { apiWebhook, type ApiAccount } from './api-key/api-account.js';
import { statusOfState } from './api-key/payout-state.js';
import { checkWebhookUrl } from './heleket-settings.js';

/**
 * The control of a Heleket account.
 *
 * Payouts of the api-key interface go by `transaction_id` or by their
 * `X-Idempotency-Key`; `settle` also takes their states, such as `confirmed`.
 */
export interface HeleketControl extends MerchantControl {
  /**
   * Decides the open questionnaire about a locked invoice. `completed` releases the
   * lock: the invoice gets the status that its money makes, and a webhook says so.
   *
   * @throws RangeError if no questionnaire about the invoice is open.
   */
  amlOutcome(id: string, outcome: AmlOutcome): Promise<InvoiceSnapshot>;
  /** Sends webhooks about payouts of the api-key interface there from now on; `undefined` ends them. */
  setWebhookUrl(url: string | undefined): void;
}

export function heleketControl(
  merchant: Merchant,
  control: MerchantControl,
  amlLinks: AmlLinks,
  account: ApiAccount,
): HeleketControl {
  const { invoices, payouts } = merchant.state;
  const findApiPayout = (id: string): Payout | undefined =>
    payouts.find(({ uuid, orderId }) => account.asked.has(uuid) && (uuid === id || orderId === id));

  return {
    ...control,
    async settle(id, status, options) {
      const known = findApiPayout(id) && statusOfState(status);
      await control.settle(id, known?.status ?? status, { ...options, ...(known?.broadcast && { broadcast: true }) });
    },
    async forgeWebhook(webhook) {
      const payout = findApiPayout(webhook.about);
      if (payout === undefined) return control.forgeWebhook(webhook);
      const forged = apiWebhook(account, payout, {
        url: webhook.url,
        secret: webhook.key ?? `forged ${randomUuid(merchant.random)}`,
        members: webhook.changes,
        nature: 'forged',
      });
      if (forged === undefined) throw new RangeError(`Nobody listens for "${webhook.about}"; name a url.`);
      const before = merchant.courier.deliveries().length;
      await merchant.courier.send(forged);
      const delivery = merchant.courier.deliveries()[before];
      if (delivery === undefined) throw new RangeError('The simulator is closed.');
      return delivery;
    },
    async amlOutcome(id, outcome) {
      const invoice =
        invoices.find(({ uuid }) => uuid === id) ??
        invoices.find(({ kind, orderId }) => kind === 'invoice' && orderId === id);
      if (invoice === undefined) throw new RangeError(`There is no invoice "${id}".`);
      await amlLinks.decide(invoice, outcome);
      return invoiceSnapshot(merchant, invoice);
    },
    setWebhookUrl(url) {
      if (url !== undefined) checkWebhookUrl(url);
      account.webhookUrl = url;
    },
  };
}
