import type { Endpoint } from '../../merchant/endpoint.js';
import { findInvoice, readNames } from '../../merchant/object-names.js';
import { businessRefusal } from '../../merchant/refusal.js';
import type { AmlLinks } from '../aml-links.js';

/** Questionnaires about locked invoices. An invoice that never was locked has none. */
export function amlRoutes(amlLinks: AmlLinks): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/payment/aml-links',
      key: 'payment',
      handle({ merchant, fields }) {
        const names = readNames(fields, 128);
        fields.check();
        const invoice = findInvoice(merchant, names, 'order_id');
        if (invoice === undefined) throw businessRefusal(merchant.settings.texts.paymentNotFound);
        return amlLinks.list(invoice);
      },
    },
  ];
}
