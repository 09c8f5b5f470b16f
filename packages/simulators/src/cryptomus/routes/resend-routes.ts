import type { Endpoint } from '../../merchant/endpoint.js';
import { orderIdRules } from '../../merchant/field-rules.js';
import { resendWebhook } from '../../merchant/invoice/resend-webhook.js';
import { findInvoice } from '../../merchant/object-names.js';

/** The second version of resending a webhook: an invoice can be named by its transaction as well. */
export function resendRoutes(): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v2/payment/resend',
      key: 'payment',
      handle({ merchant, fields }) {
        fields.requireOneOf(['uuid', 'order_id', 'txid']);
        const uuid = fields.text('uuid', { format: 'uuid' });
        const orderId = fields.text('order_id', orderIdRules(128));
        const txid = fields.text('txid', { min: 1, max: 256 });
        fields.check();
        const invoice =
          uuid === undefined && orderId === undefined
            ? merchant.state.invoices.find((candidate) => candidate.txid === txid)
            : findInvoice(merchant, { uuid, orderId }, 'order_id');
        resendWebhook(merchant, invoice);
        return [];
      },
    },
  ];
}
