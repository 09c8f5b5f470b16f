import {
  type ApiClient,
  defineProvider,
  type Dependencies,
  type OperationBinder,
  type Secret,
  webhookValidator,
} from '@paymux/core';
import {
  createPayment,
  createPayout,
  createRefund,
  createStaticWallet,
  blockStaticWallet,
  findPayment,
  findPayout,
  findPayoutOrScan,
  getBalance,
  getPaymentQrCode,
  getStaticWalletQrCode,
  listDiscounts,
  listExchangeRates,
  listPayments,
  listPayouts,
  listServices,
  MERCHANT_SIGN_REFUSAL_TEXTS,
  merchantSignWebhookScheme,
  merchantSignWire,
  type PaymentKey,
  type PayoutKey,
  refundBlockedWallet,
  resendWebhook as resendWebhookV1,
  sendTestWebhook,
  setDiscount,
  toMerchantSignEvents,
  transfer,
} from '@paymux/merchant-sign';
import { cryptomusCapabilities } from './cryptomus-capabilities.js';
import type { CryptomusProvider, CryptomusWith } from './cryptomus.js';
import { type CryptomusOptions, cryptomusOptionsSchema, type CryptomusSettings } from './cryptomus-options.js';
import { markAsPaid } from './payment/mark-as-paid.js';
import { resendWebhook } from './payment/resend-webhook.js';
import { cancelRecurrence, createRecurrence, findRecurrence, listRecurrences } from './recurrence/recurrences.js';

const CRYPTOMUS = 'cryptomus';

const connectAccount = defineProvider({
  id: CRYPTOMUS,
  options: cryptomusOptionsSchema,
  capabilities: cryptomusCapabilities,

  connect(settings, host) {
    const { baseUrl, merchantId, notFoundMessages, paymentApiKey, payoutApiKey, undecidedMessages } = settings;
    const texts = {
      undecided: [...MERCHANT_SIGN_REFUSAL_TEXTS.undecided, ...undecidedMessages],
      notFound: [...MERCHANT_SIGN_REFUSAL_TEXTS.notFound, ...notFoundMessages],
    };
    const account = { baseUrl, merchantId, texts, otherSecrets: secretsOf(settings) };
    const paymentClient = (key: PaymentKey) => host.client(merchantSignWire({ ...account, key }));
    const payoutClient = (key: PayoutKey) => host.client(merchantSignWire({ ...account, key }));
    const payment = paymentApiKey && paymentClient(paymentApiKey);
    const payout = payoutApiKey && payoutClient(payoutApiKey);
    const refund = settings.refundsSignedWith === 'payment' ? payment : payout;
    const open = host.client(merchantSignWire(account));
    const { operations } = host;

    return {
      payments:
        payment &&
        operations(payment, {
          createPayment: createPayment({
            provider: CRYPTOMUS,
            optionsOf: (request) => request.providerOptions?.cryptomus,
          }),
          findPayment: findPayment(CRYPTOMUS),
          listPayments: listPayments(CRYPTOMUS),
          listServices: listServices('/v1/payment/services'),
          getQrCode: getPaymentQrCode,
          resendWebhook,
          resendWebhookV1,
          markAsPaid,
        }),
      refunds: refund && operations(refund, { createRefund: createRefund({ provider: CRYPTOMUS, partial: false }) }),
      payouts: payout && payoutMethods(operations, payout),
      webhooks: webhookValidator(
        {
          scheme: merchantSignWebhookScheme(settings),
          needsConfirmation: settings.confirmWebhooks,
          toEvents: (payload) => toMerchantSignEvents(CRYPTOMUS, payload),
        },
        host,
      ),
      staticWallets:
        payment &&
        operations(payment, {
          createStaticWallet,
          blockStaticWallet,
          refundBlockedWallet,
          getQrCode: getStaticWalletQrCode,
        }),
      recurrences:
        payment && operations(payment, { createRecurrence, findRecurrence, listRecurrences, cancelRecurrence }),
      discounts: payment && operations(payment, { listDiscounts, setDiscount }),
      account: payment && operations(payment, { getBalance }),
      exchangeRates: operations(open, { listExchangeRates }),
      transfers:
        payout &&
        operations(payout, {
          transferToPersonal: transfer('/v1/transfer/to-personal'),
          transferToBusiness: transfer('/v1/transfer/to-business'),
        }),
      testWebhooks: Object.freeze({
        ...(payment &&
          operations(payment, {
            sendPaymentTestWebhook: sendTestWebhook('payment'),
            sendWalletTestWebhook: sendTestWebhook('wallet'),
          })),
        ...operations(payout ?? payment ?? open, { sendPayoutTestWebhook: sendTestWebhook('payout') }),
      }),
    };
  },
});

/** Every credential of the account: a provider that echoes one on another's call must not get it into a message. */
function secretsOf(settings: CryptomusSettings): readonly Secret[] {
  const { paymentApiKey, payoutApiKey, retiringPaymentApiKeys, retiringPayoutApiKeys, webhookSecret } = settings;
  const current = [paymentApiKey, payoutApiKey, webhookSecret].filter((secret) => secret !== undefined);
  return [...current, ...retiringPaymentApiKeys, ...retiringPayoutApiKeys];
}

/** Payouts whose reference is too long for a look-up are found in the history. */
function payoutMethods(operations: OperationBinder, client: ApiClient) {
  const methods = operations(client, {
    createPayout: createPayout({ provider: CRYPTOMUS, optionsOf: (request) => request.providerOptions?.cryptomus }),
    findPayout: findPayout(CRYPTOMUS),
    listPayouts: listPayouts(CRYPTOMUS),
    listServices: listServices('/v1/payout/services'),
  });
  return Object.freeze({ ...methods, findPayout: findPayoutOrScan(methods) });
}

/**
 * Connects to one Cryptomus merchant account. Sends nothing until the first call.
 *
 * @throws {@link MisconfiguredError} Names every option that is missing or malformed.
 * @example
 * ```ts
 * const cryptomus = createCryptomus({ merchantId, paymentApiKey });
 * const payment = await cryptomus.payments.createPayment({
 *   reference: 'order-42',
 *   amount: { amount: '15.00', currency: 'USD' },
 * });
 * ```
 */
export function createCryptomus<const Options extends CryptomusOptions>(
  options: Options,
  dependencies?: Dependencies,
): CryptomusWith<Options> {
  const provider: CryptomusProvider = { ...connectAccount(options, dependencies), id: CRYPTOMUS };
  // Which parts are present follows from the keys, as the type says.
  return Object.freeze(provider) as CryptomusWith<Options>;
}
