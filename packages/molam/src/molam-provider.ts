import {
  type ApiClient,
  defineProvider,
  type Dependencies,
  findByScan,
  type OperationBinder,
  parseMoney,
  webhookValidator,
} from '@paymux/core';

import { molamCapabilities } from './molam-capabilities.js';
import type { MolamProvider, MolamWith } from './molam.js';
import { type MolamOptions, molamOptionsSchema } from './molam-options.js';
import { molamWire } from './molam-wire.js';
import { cancelPayment, capturePayment, confirmPayment } from './payment/change-payment.js';
import { createPayment } from './payment/create-payment.js';
import { findPayment } from './payment/find-payment.js';
import { listMatchingPayments, listPayments } from './payment/list-payments.js';
import { cancelPayout } from './payout/cancel-payout.js';
import { createPayout, type PayoutOrigin } from './payout/create-payout.js';
import { findPayout } from './payout/find-payout.js';
import { listMatchingPayouts, listPayouts } from './payout/list-payouts.js';
import { createRefund } from './refund/create-refund.js';
import { findRefund } from './refund/find-refund.js';
import { listRefunds } from './refund/list-refunds.js';
import { refundByPayment, type RefundHost } from './refund/refund-by-payment.js';
import { molamWebhookScheme } from './webhook/molam-webhook-scheme.js';
import { toMolamEvents } from './webhook/to-events.js';
import {
  deleteEndpoint,
  listEndpoints,
  registerEndpoint,
  revokeSecret,
  rotateSecret,
} from './webhook-endpoint/webhook-endpoints.js';

const MOLAM = 'molam';

const connectAccount = defineProvider({
  id: MOLAM,
  options: molamOptionsSchema,
  capabilities: molamCapabilities,

  connect(settings, host) {
    const { deadlineMs, defaultCurrency, originEntityId, originModule, webhookSecrets, webhookToleranceMs } = settings;
    const { operations } = host;
    const api = host.client(molamWire({ ...settings, otherSecrets: webhookSecrets?.known ?? [] }));

    return {
      payments: paymentMethods(operations, api, settings),
      refunds: refundMethods({ ...host, deadlineMs }, api),
      payouts:
        originEntityId === undefined ? undefined : payoutMethods(operations, api, { originEntityId, originModule }),
      webhooks:
        webhookSecrets &&
        webhookValidator(
          {
            scheme: molamWebhookScheme({
              secretFor: webhookSecrets.secretFor,
              toleranceMs: webhookToleranceMs,
              clock: host.clock,
            }),
            needsConfirmation: false,
            toEvents: toMolamEvents,
          },
          host,
        ),
      webhookEndpoints: operations(api, {
        registerEndpoint,
        listEndpoints,
        deleteEndpoint,
        rotateSecret,
        revokeSecret,
      }),
      toAmount: (amount: string, currency: string = defaultCurrency) => parseMoney({ amount, currency }),
    };
  },
});

function paymentMethods(operations: OperationBinder, api: ApiClient, settings: { readonly defaultLocale: string }) {
  const methods = operations(api, {
    createPayment: createPayment(settings),
    findPayment,
    listPayments,
    listMatchingPayments,
    confirmPayment,
    capturePayment,
    cancelPayment,
  });
  return Object.freeze({ ...methods, findPayment: findByScan(methods.findPayment, methods.listPayments) });
}

function refundMethods(host: RefundHost, api: ApiClient) {
  const methods = host.operations(api, { createRefund, findRefund, listRefunds });
  return Object.freeze({
    ...methods,
    createRefund: refundByPayment(host, api),
    findRefund: findByScan(methods.findRefund, methods.listRefunds),
  });
}

function payoutMethods(operations: OperationBinder, api: ApiClient, origin: PayoutOrigin) {
  const methods = operations(api, {
    createPayout: createPayout(origin),
    findPayout,
    listPayouts,
    listMatchingPayouts,
    cancelPayout,
  });
  return Object.freeze({ ...methods, findPayout: findByScan(methods.findPayout, methods.listPayouts) });
}

/**
 * Connects to one Molam account. Sends nothing until the first call.
 *
 * @throws {@link MisconfiguredError} Names every option that is missing or malformed.
 * @example
 * ```ts
 * const molam = createMolam({ apiKey });
 * const payment = await molam.payments.createPayment({
 *   reference: 'order-42',
 *   amount: { amount: '25.00', currency: 'USD' },
 * });
 * ```
 */
export function createMolam<const Options extends MolamOptions>(
  options: Options,
  dependencies?: Dependencies,
): MolamWith<Options> {
  const provider: MolamProvider = { ...connectAccount(options, dependencies), id: MOLAM };
  // Which parts are present follows from the options, as the type says.
  return Object.freeze(provider) as MolamWith<Options>;
}
