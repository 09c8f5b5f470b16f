import type { JsonObject } from '../../json/encode-json.js';
import { formatFixed } from '../../money/fixed.js';
import type { Service } from '../assets.js';
import type { Endpoint } from '../endpoint.js';
import type { Merchant } from '../merchant.js';

/** Which currencies can be paid and paid out on which networks, and at what cost. */
export function serviceRoutes(): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/payment/services',
      key: 'payment',
      handle: ({ merchant }) =>
        merchant.assets.services.map((service) =>
          serviceItem(merchant, service, { fee_amount: '0.00', percent: formatFixed(service.paymentPercent, 2) }),
        ),
    },
    {
      method: 'POST',
      path: '/v1/payout/services',
      key: 'payout',
      handle: ({ merchant }) =>
        merchant.assets.services.map((service) =>
          serviceItem(merchant, service, { fee_amount: formatFixed(service.payoutFee, 8), percent: '0.00' }),
        ),
    },
  ];
}

function serviceItem(merchant: Merchant, service: Service, commission: JsonObject): JsonObject {
  return {
    // Upper case here and lower case everywhere else, as in the documentation.
    network: service.network.toUpperCase(),
    currency: service.currency,
    is_available: true,
    is_enabled: merchant.brand.serviceSwitches ? true : undefined,
    limit: { min_amount: formatFixed(service.minimum, 8), max_amount: formatFixed(service.maximum, 8) },
    commission,
  };
}
