import type { Endpoint } from '../endpoint.js';
import { businessRefusal } from '../refusal.js';

/** The account's own discounts and surcharges, by currency and network. */
export function discountRoutes(): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/payment/discount/list',
      key: 'payment',
      handle: ({ merchant: { assets, state } }) =>
        assets.services.map(({ currency, network }) => ({
          currency,
          network,
          discount: state.discounts.get(`${currency} ${network}`) ?? 0,
        })),
    },
    {
      method: 'POST',
      path: '/v1/payment/discount/set',
      key: 'payment',
      handle({ merchant: { assets, state }, fields }) {
        const currency = fields.requiredText('currency');
        const network = fields.requiredText('network');
        const discount = fields.requiredInteger('discount_percent', { min: -99, max: 100 });
        fields.check();
        const service = assets.service(currency, network);
        if (service === undefined) throw businessRefusal(`The service ${currency} ${network} was not found`);
        state.discounts.set(`${service.currency} ${service.network}`, discount);
        return { currency: service.currency, network: service.network, discount: String(discount) };
      },
    },
  ];
}
