export { signBody as signCryptomusWebhook } from '@paymux/merchant-sign/testing';
