import type { MerchantSignPayoutOptions } from '@paymux/merchant-sign';
import type { HeleketPaymentOptions } from './payment/payment-options.js';

declare module '@paymux/core' {
  interface CreatePaymentProviderOptions {
    /** Understood by Heleket alone. */
    readonly heleket?: HeleketPaymentOptions | undefined;
  }

  interface CreatePayoutProviderOptions {
    /** Understood by Heleket alone, and refused in its dialect `api-key`. */
    readonly heleket?: MerchantSignPayoutOptions | undefined;
  }
}
