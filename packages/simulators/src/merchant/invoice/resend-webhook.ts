import type { Merchant } from '../merchant.js';
import { businessRefusal } from '../refusal.js';
import type { Invoice } from '../state.js';

const RESENDABLE_STATUSES: ReadonlySet<string> = new Set(['wrong_amount', 'paid', 'paid_over']);
const MOST_RESENDS = 10;

/**
 * Sends the latest webhook about an invoice once more, the same bytes, in the background.
 *
 * @throws Refusal
 */
export function resendWebhook(merchant: Merchant, invoice: Invoice | undefined): void {
  if (invoice === undefined || !RESENDABLE_STATUSES.has(invoice.status)) throw businessRefusal('Payment not found');
  if (invoice.lastWebhook === undefined) throw businessRefusal('Notification not found');
  if (invoice.resends >= MOST_RESENDS) throw businessRefusal('Too much resend');
  invoice.resends += 1;
  void merchant.courier.send(invoice.lastWebhook);
}
