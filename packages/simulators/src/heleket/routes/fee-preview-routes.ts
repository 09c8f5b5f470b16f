import { formatFixed } from '../../money/fixed.js';
import type { Endpoint } from '../../merchant/endpoint.js';
import { payoutFigures } from '../../merchant/payout/create-payout.js';
import { payoutService, readPayoutTerms } from '../../merchant/payout/payout-terms.js';

/**
 * What a payout would cost. The documentation calls it `calc` and wants an address;
 * the official clients call it `calculate` and send none, and the one for Go leaves
 * out `is_subtract` when it is false.
 */
export function feePreviewRoutes(): readonly Endpoint[] {
  return (['calc', 'calculate'] as const).map((name) => ({
    method: 'POST',
    path: `/v1/payout/${name}`,
    key: 'payout',
    handle({ merchant, fields }) {
      const isDocumented = name === 'calc';
      if (isDocumented) fields.requiredText('address');
      const feeFromBalance = isDocumented
        ? fields.requiredBoolean('is_subtract')
        : (fields.boolean('is_subtract') ?? false);
      const terms = readPayoutTerms(merchant, fields, feeFromBalance);
      fields.check();
      const service = payoutService(merchant, terms);
      const { commission, merchantAmount, sent } = payoutFigures(merchant, { ...terms, service });
      return {
        commission: formatFixed(commission, 8),
        merchant_amount: formatFixed(merchantAmount, 8),
        payout_amount: formatFixed(sent, 8),
      };
    },
  }));
}
