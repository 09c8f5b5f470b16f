import type { Endpoint } from '../../merchant/endpoint.js';
import { moveInvoice } from '../../merchant/invoice/take-payment.js';
import { businessRefusal } from '../../merchant/refusal.js';
import { findInvoice, readNames } from '../../merchant/object-names.js';

const MARKABLE_STATUSES: ReadonlySet<string> = new Set(['wrong_amount_waiting', 'wrong_amount']);

/** Declares an underpaid invoice paid. The status changes later; its webhook has no `txid`. */
export function markAsPaidRoutes(): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/payment/mark-as-paid',
      key: 'payment',
      handle({ merchant, fields }) {
        const names = readNames(fields, 128);
        fields.check();
        const invoice = findInvoice(merchant, names, 'order_id');
        if (invoice === undefined || !MARKABLE_STATUSES.has(invoice.status)) {
          throw businessRefusal('Payment not found.');
        }
        merchant.clock.after(merchant.settings.markAsPaidDelayMs, async () => {
          if (!MARKABLE_STATUSES.has(invoice.status)) return;
          invoice.txid = undefined;
          await moveInvoice(merchant, invoice, 'paid');
        });
        return { success: true, message: 'The payment will be marked as paid' };
      },
    },
  ];
}
