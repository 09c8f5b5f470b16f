/** Of every account that names no keys of its own. */
export const KEYS = {
  merchantId: '8b03432e-385b-4670-8d06-064591096795',
  paymentKey: 'payment-key-of-the-account',
  payoutKey: 'payout-key-of-the-account',
  apiKey: 'api-key-of-the-account',
  webhookSecret: 'webhook-secret-of-the-account',
};

/** What a program finds in its environment. */
export const ENVIRONMENT = {
  ...Object.fromEntries(
    ['CRYPTOMUS', 'HELEKET'].flatMap((name) => [
      [`${name}_MERCHANT_ID`, KEYS.merchantId],
      [`${name}_PAYMENT_API_KEY`, KEYS.paymentKey],
      [`${name}_PAYOUT_API_KEY`, KEYS.payoutKey],
    ]),
  ),
  MERCHANT_ID: KEYS.merchantId,
  PAYMENT_KEY: KEYS.paymentKey,
  OLD_PAYMENT_KEY: 'payment-key-on-its-way-out',
  MOLAM_API_KEY: 'sk_test_of_the_account',
  MOLAM_WEBHOOK_SECRET: '1=whsec_of_the_account',
  MOLAM_ORIGIN_ENTITY_ID: 'merch_1',
  STRIPE_SECRET_KEY: 'sk_test_of_the_account',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_the_account',
  METRICS_TOKEN: 'metrics-token-of-a-scraper-0123456789',
  ALERT_SECRET: `whsec_${Buffer.from('a secret of thirty-two bytes, 32').toString('base64')}`,
  CHAT_WEBHOOK_URL: 'https://chat.example/hooks/payments',
  SMTP_PASSWORD: 'password-of-the-mailbox',
  ACME_KEY: 'key-of-acme',
};
