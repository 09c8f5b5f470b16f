import { Secret } from '@paymux/core';
import { createCryptomus, paymentKey, payoutKey } from '../src/index.js';

const merchantId = 'merchant-1';

createCryptomus({ merchantId, paymentApiKey: paymentKey('a'), payoutApiKey: payoutKey('b') });
createCryptomus({ merchantId, paymentApiKey: 'a', payoutApiKey: new Secret('b') });

// @ts-expect-error A payout key does not sign payments.
createCryptomus({ merchantId, paymentApiKey: payoutKey('b') });

// @ts-expect-error A payment key does not sign payouts.
createCryptomus({ merchantId, payoutApiKey: paymentKey('a') });

// @ts-expect-error Nor do its predecessors.
createCryptomus({ merchantId, paymentApiKey: 'a', retiringPayoutApiKeys: [paymentKey('a')] });
