/**
 * Options that one provider alone understands, by the provider's id. Adapters add
 * their own by declaration merging; a provider ignores what is meant for others,
 * so that one request can be sent to any of several.
 */
export interface CreatePaymentProviderOptions {}

/** See {@link CreatePaymentProviderOptions}. */
export interface CreatePayoutProviderOptions {}

/** See {@link CreatePaymentProviderOptions}. */
export interface CreateRefundProviderOptions {}
