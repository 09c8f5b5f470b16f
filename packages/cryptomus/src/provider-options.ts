import type { MerchantSignPaymentOptions, MerchantSignPayoutOptions } from '@paymux/merchant-sign';

declare module '@paymux/core' {
  interface CreatePaymentProviderOptions {
    /** Understood by Cryptomus alone. */
    readonly cryptomus?: MerchantSignPaymentOptions | undefined;
  }

  interface CreatePayoutProviderOptions {
    /** Understood by Cryptomus alone. */
    readonly cryptomus?: MerchantSignPayoutOptions | undefined;
  }
}
