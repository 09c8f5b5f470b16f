import * as z from 'zod';
import { connectionFields, type ConnectionOptions, type ConnectionSettings } from '../authoring/connection-options.js';
import { defineProvider } from '../authoring/define-provider.js';
import { webhookValidator } from '../authoring/webhook-scheme.js';
import type { HttpClient, HttpRequest } from '../http/http-client.js';
import { parseOptions } from '../options/parse-options.js';
import { Secret } from '../options/secret.js';
import { secretSchema } from '../options/secret-schema.js';
import type { PaymentProcessor } from '../payment/payment-processor.js';
import type { PayoutProcessor } from '../payout/payout-processor.js';
import type { Capabilities } from '../provider/capabilities.js';
import type { Dependencies } from '../provider/dependencies.js';
import type { PaymentProvider } from '../provider/payment-provider.js';
import type { RefundProcessor } from '../refund/refund-processor.js';
import { createFakeClock } from '../time/fake-clock.js';
import { createSeededRandom } from '../time/seeded-random.js';
import type { WebhookValidator } from '../webhook/webhook-validator.js';
import { FakeBooks } from './fake-books.js';
import { createFakeControl, type FakeControl } from './fake-control.js';
import { FakeCourier } from './fake-courier.js';
import { FakeFaults } from './fake-faults.js';
import { FakeGateway } from './fake-gateway.js';
import { FAKE_PAYMENT_OPERATIONS } from './fake-payments.js';
import { FAKE_PAYOUT_OPERATIONS } from './fake-payouts.js';
import { FAKE_REFUND_OPERATIONS } from './fake-refunds.js';
import { fakeWebhookScheme, toFakeEvents } from './fake-webhook-scheme.js';
import { FAKE_BASE_URL, fakeWire } from './fake-wire.js';

/** Options of {@link createFakeProvider}: how long to wait and how often to repeat, as at every provider. */
export interface FakeProviderOptions
  extends Omit<ConnectionOptions, 'baseUrl' | 'allowPrivateNetwork' | 'allowInsecureHttp'> {
  /** What webhooks are signed with. @defaultValue a text that is the same for all fakes */
  readonly webhookSecret?: string | Secret | undefined;
}

/** What the fake works with. */
export interface FakeProviderDependencies extends Dependencies {
  /**
   * Reaches the gateway of another fake, whose `control` then is the other side of this one as well.
   * @defaultValue a gateway of the fake's own
   */
  readonly httpClient?: Dependencies['httpClient'];
  /** @defaultValue a fake clock on which every wait takes no time */
  readonly clock?: Dependencies['clock'];
  /** @defaultValue a seeded source: the same in every run */
  readonly random?: Dependencies['random'];
}

/** A {@link PaymentProvider} with every part there is, and the other side of it. */
export interface FakeProvider extends PaymentProvider {
  readonly payments: Required<PaymentProcessor>;
  readonly payouts: Required<PayoutProcessor>;
  readonly refunds: Required<RefundProcessor>;
  readonly webhooks: WebhookValidator;
  readonly control: FakeControl;
  /** Reaches the gateway behind this fake: given to another one, both are connected to the same. */
  readonly gateway: HttpClient;
}

interface FakeSettings extends ConnectionSettings {
  readonly webhookSecret: Secret;
}

const fakeOptionsSchema: z.ZodType<FakeSettings, FakeProviderOptions> = z.strictObject({
  ...connectionFields(FAKE_BASE_URL),
  webhookSecret: secretSchema.default(Secret.of('the webhook secret of the fake')),
});

const ALWAYS = Number.MAX_SAFE_INTEGER;

const FAKE_CAPABILITIES: Capabilities = {
  operations: {
    createPayment: { lookup: 'reference', deduplicatesForMs: ALWAYS },
    confirmPayment: { lookup: 'id', deduplicatesForMs: ALWAYS },
    capturePayment: { lookup: 'id', deduplicatesForMs: ALWAYS },
    cancelPayment: { lookup: 'id', deduplicatesForMs: ALWAYS },
    createPayout: { lookup: 'reference', deduplicatesForMs: ALWAYS },
    cancelPayout: { lookup: 'id', deduplicatesForMs: ALWAYS },
    createRefund: { lookup: 'reference', deduplicatesForMs: ALWAYS },
  },
  webhooks: { scheme: 'hmac-sha256', needsConfirmation: false },
  partialRefunds: true,
  payoutMemo: true,
};

const connectFake = defineProvider({
  id: 'fake',
  options: fakeOptionsSchema,
  capabilities: () => FAKE_CAPABILITIES,
  connect({ webhookSecret }, host) {
    const api = host.client(fakeWire([webhookSecret]));
    return {
      payments: host.operations(api, FAKE_PAYMENT_OPERATIONS),
      payouts: host.operations(api, FAKE_PAYOUT_OPERATIONS),
      refunds: host.operations(api, FAKE_REFUND_OPERATIONS),
      webhooks: webhookValidator(
        { scheme: fakeWebhookScheme(webhookSecret), needsConfirmation: false, toEvents: toFakeEvents },
        host,
      ),
    };
  },
});

/**
 * A payment provider for tests, whole and in this process: it keeps payments, payouts and refunds, signs
 * webhooks, and opens no connection.
 *
 * It is an adapter like any other in front of a gateway in memory. Checks, repeats, outcomes, conflicts
 * and signatures are therefore the real ones, and only money and network are not. Ids count up from
 * `fake-payment-1`; waits take no time; two runs are alike.
 *
 * @throws {@link MisconfiguredError} Names every option that cannot be used.
 * @example
 * ```ts
 * const fake = createFakeProvider();
 * const paymux = await createPaymux({ accounts: [{ id: 'main', provider: fake }] });
 * await checkout(paymux, 'order-42');
 * await fake.control.pay('order-42');
 * expect((await paymux.payments.findPayment({ reference: 'order-42' }))?.status).toBe('succeeded');
 * ```
 */
export function createFakeProvider(
  options: FakeProviderOptions = {},
  dependencies: FakeProviderDependencies = {},
): FakeProvider {
  const { clock = createFakeClock(undefined, { autoAdvance: true }), random = createSeededRandom() } = dependencies;
  const { webhookSecret } = parseOptions('fake', fakeOptionsSchema, options);
  const books = new FakeBooks(clock);
  const faults = new FakeFaults();
  const courier = new FakeCourier(clock, webhookSecret);
  const gateway = new FakeGateway({ books, courier, faults, clock });
  const { httpClient = gateway } = dependencies;
  const provider = connectFake(options, { ...dependencies, clock, random, httpClient });
  return Object.freeze({
    ...provider,
    gateway: reach(gateway),
    control: createFakeControl({ books, courier, faults, gateway }),
  });
}

/** The gateway as others may reach it, without its insides. */
function reach(gateway: FakeGateway): HttpClient {
  return Object.freeze({ send: (request: HttpRequest) => gateway.send(request) });
}
