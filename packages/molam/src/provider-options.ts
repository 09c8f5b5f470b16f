import type { MolamPaymentOptions } from './payment/create-payment.js';
import type { MolamPayoutOptions } from './payout/create-payout.js';

declare module '@paymux/core' {
  interface CreatePaymentProviderOptions {
    /** Understood by Molam alone. */
    readonly molam?: MolamPaymentOptions | undefined;
  }

  interface CreatePayoutProviderOptions {
    /** Understood by Molam alone. */
    readonly molam?: MolamPayoutOptions | undefined;
  }
}
