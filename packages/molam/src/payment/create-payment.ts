import { type CreatePaymentRequest, operation, type Problem } from '@paymux/core';
import { minorAmountProblems, toWireUnits } from '../amounts.js';
import { isAbout, metadataProblems, withReference } from '../metadata.js';
import { LOCALE, LOCALE_RULE } from '../molam-options.js';
import { lineProblems, refusedFields, unknownNameProblems } from '../request-limits.js';
import { intentSchema, toPayment, type WireIntent } from './payment-mapping.js';

/** What Molam alone lets one say when a payment is opened. */
export interface MolamPaymentOptions {
  /** The provider's id of the payer, such as `cust_…`. */
  readonly customerId?: string | undefined;
  /** The provider's id of the merchant that is paid, such as `merch_…`. */
  readonly merchantId?: string | undefined;
  /** The language of the payer's page, such as `fr`. @defaultValue the account's `defaultLocale` */
  readonly locale?: string | undefined;
}

const OPTION_NAMES = ['customerId', 'merchantId', 'locale'] satisfies readonly (keyof MolamPaymentOptions)[];

/** Where payment intents live. */
export const INTENTS = '/v1/connect/payment_intents';

/** `POST /v1/connect/payment_intents`. A repeat under one key answers as the first time, for a day. */
export function createPayment({ defaultLocale }: { readonly defaultLocale: string }) {
  return operation({
    path: INTENTS,
    effect: 'write',
    // Endpoints are registered for the whole account.
    ignores: ['webhookUrl'],
    check: paymentProblems,
    build: (request: CreatePaymentRequest) => {
      const options = request.providerOptions?.molam;
      return {
        amount: toWireUnits(request.amount),
        currency: request.amount.currency.toUpperCase(),
        locale: options?.locale ?? defaultLocale,
        capture: request.capture !== 'manual',
        customer_id: options?.customerId,
        merchant_id: options?.merchantId,
        description: request.description,
        metadata: withReference(request.reference, request.metadata),
        return_url: request.returnUrl,
        cancel_url: request.cancelUrl,
      };
    },
    answer: intentSchema,
    parse: toPayment,
    fits: (intent, { reference }) => isAbout(reference, intent.metadata),
    differs: differences,
  });
}

function paymentProblems(request: CreatePaymentRequest): readonly Problem[] {
  const options = request.providerOptions?.molam;
  const at = (name: string): string => `providerOptions.molam.${name}`;
  return [
    ...refusedFields(request, {
      network: 'Molam takes no crypto currencies',
      expiresInSeconds: 'a payment at Molam stays open',
    }),
    ...metadataProblems(request.metadata),
    ...unknownNameProblems(options, 'providerOptions.molam', OPTION_NAMES),
    ...lineProblems(options?.customerId, at('customerId')),
    ...lineProblems(options?.merchantId, at('merchantId')),
    ...(options?.locale === undefined || LOCALE.test(options.locale)
      ? []
      : [{ path: at('locale'), message: LOCALE_RULE }]),
    ...minorAmountProblems(request.amount),
  ];
}

/** What an older intent under the same reference holds otherwise than the request asks. */
function differences(intent: WireIntent, { amount, capture }: CreatePaymentRequest): readonly string[] {
  const differs: string[] = [];
  if (intent.amount !== toWireUnits(amount)) differs.push('amount');
  if (intent.currency !== amount.currency.toUpperCase()) differs.push('currency');
  if (typeof intent.capture === 'boolean' && intent.capture !== (capture !== 'manual')) differs.push('capture');
  return differs;
}
