import {
  type AnyOperation,
  type ApiClient,
  type OperationBinder,
  type ProviderHost,
  type Secret,
  webhookValidator,
} from '@paymux/core';
import { getBalance } from '../account/balance.js';
import { listDiscounts, setDiscount } from '../account/discounts.js';
import { listExchangeRates } from '../account/exchange-rates.js';
import { listServices } from '../account/services.js';
import { MERCHANT_SIGN_REFUSAL_TEXTS, merchantSignWire } from '../merchant-sign-wire.js';
import { createPayment, type MerchantSignPaymentOptions, type PaymentBrand } from '../payment/create-payment.js';
import { findPayment } from '../payment/find-payment.js';
import { listPayments } from '../payment/list-payments.js';
import { getPaymentQrCode, getStaticWalletQrCode } from '../payment/payment-extras.js';
import { createPayout, type PayoutBrand } from '../payout/create-payout.js';
import { findPayout, findPayoutOrScan } from '../payout/find-payout.js';
import { listPayouts } from '../payout/list-payouts.js';
import { createRefund } from '../refund/create-refund.js';
import { transfer } from '../transfer/transfers.js';
import { blockStaticWallet, createStaticWallet, refundBlockedWallet } from '../wallet/static-wallets.js';
import { sendTestWebhook } from '../webhook/test-webhooks.js';
import { toMerchantSignEvents } from '../webhook/to-events.js';
import { merchantSignWebhookScheme } from '../webhook/webhook-schemes.js';
import type { MerchantSettings } from './merchant-options.js';

/** Operations of a brand's own, by the names of the methods they become. */
export type OwnOperations = Readonly<Record<string, AnyOperation>>;

/** What sets one brand of the protocol apart from another. */
export interface MerchantBrand<
  Options extends MerchantSignPaymentOptions,
  Payments extends OwnOperations,
  Payouts extends OwnOperations,
> {
  /** The provider's id. */
  readonly provider: string;
  /** Where the options of payments stand in a request, and those that only this brand has. */
  readonly payment: Omit<PaymentBrand<Options>, 'provider' | 'lifetimeSeconds'>;
  /** Where the options of payouts stand in a request. */
  readonly payout: Omit<PayoutBrand, 'provider'>;
  readonly refundsSignedWith: 'payment' | 'payout';
  readonly partialRefunds: boolean;
  /** Further methods of `payments`, signed with the payment key. */
  readonly ownPayments: Payments;
  /** Further methods of `payouts`, signed with the payout key. */
  readonly ownPayouts: Payouts;
}

/** The clients of one account, by the key that signs their calls. */
export interface MerchantClients {
  readonly payment: ApiClient | undefined;
  readonly payout: ApiClient | undefined;
  /** Signs nothing. */
  readonly open: ApiClient;
}

/** Connects an account under each of its keys. Sends nothing. */
export function merchantClients(settings: MerchantSettings, host: ProviderHost): MerchantClients {
  const { baseUrl, merchantId, paymentApiKey, payoutApiKey } = settings;
  const texts = {
    undecided: [...MERCHANT_SIGN_REFUSAL_TEXTS.undecided, ...settings.undecidedMessages],
    notFound: [...MERCHANT_SIGN_REFUSAL_TEXTS.notFound, ...settings.notFoundMessages],
  };
  const account = { baseUrl, merchantId, texts, otherSecrets: secretsOf(settings) };
  const signed = (key: Secret) => host.client(merchantSignWire({ ...account, key }));
  return {
    payment: paymentApiKey && signed(paymentApiKey),
    payout: payoutApiKey && signed(payoutApiKey),
    open: host.client(merchantSignWire(account)),
  };
}

/** Every credential of the account: a provider that echoes one on another's call must not get it into a message. */
function secretsOf(settings: MerchantSettings): readonly Secret[] {
  const { paymentApiKey, payoutApiKey, retiringPaymentApiKeys, retiringPayoutApiKeys, webhookSecret } = settings;
  const current = [paymentApiKey, payoutApiKey, webhookSecret].filter((secret) => secret !== undefined);
  return [...current, ...retiringPaymentApiKeys, ...retiringPayoutApiKeys];
}

/** The parts of an account that every brand has, as far as its keys allow. */
export function merchantParts<
  Options extends MerchantSignPaymentOptions,
  const Payments extends OwnOperations,
  const Payouts extends OwnOperations,
>(
  settings: MerchantSettings,
  host: ProviderHost,
  { open, payment, payout }: MerchantClients,
  brand: MerchantBrand<Options, Payments, Payouts>,
) {
  const { provider } = brand;
  const { operations } = host;
  const refund = brand.refundsSignedWith === 'payment' ? payment : payout;
  return {
    payments:
      payment &&
      Object.freeze({
        ...operations(payment, {
          createPayment: createPayment({
            provider,
            lifetimeSeconds: settings.paymentLifetimeSeconds,
            ...brand.payment,
          }),
          findPayment: findPayment(provider),
          listPayments: listPayments(provider),
          listServices: listServices('/v1/payment/services'),
          getQrCode: getPaymentQrCode,
        }),
        ...operations(payment, brand.ownPayments),
      }),
    refunds: refund && operations(refund, { createRefund: createRefund({ provider, partial: brand.partialRefunds }) }),
    payouts: payout && payoutMethods(operations, payout, brand),
    webhooks: webhookValidator(
      {
        scheme: merchantSignWebhookScheme(settings),
        needsConfirmation: settings.confirmWebhooks,
        toEvents: (payload) => toMerchantSignEvents(provider, payload),
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
}

/** Payouts whose reference is too long for a look-up are found in the history. */
function payoutMethods<const Payouts extends OwnOperations>(
  operations: OperationBinder,
  client: ApiClient,
  brand: Pick<MerchantBrand<never, never, Payouts>, 'provider' | 'payout' | 'ownPayouts'>,
) {
  const { provider } = brand;
  const methods = operations(client, {
    createPayout: createPayout({ provider, ...brand.payout }),
    findPayout: findPayout(provider),
    listPayouts: listPayouts(provider),
    listServices: listServices('/v1/payout/services'),
  });
  const own = operations(client, brand.ownPayouts);
  return Object.freeze({ ...methods, ...own, findPayout: findPayoutOrScan(methods) });
}
