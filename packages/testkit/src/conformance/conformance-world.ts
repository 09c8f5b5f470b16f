import {
  type CreatePaymentRequest,
  type CreatePayoutRequest,
  type CreateRefundRequest,
  type Dependencies,
  type HttpRequest,
  type HttpResponse,
  KyHttpClient,
  type Payment,
  type PaymentProcessor,
  type PaymentProvider,
  type PaymentsError,
  type Payout,
  type PayoutProcessor,
  type RefundProcessor,
  type Telemetry,
  type WebhookRequest,
  type WebhookValidator,
} from '@paymux/core';
import {
  createFakeClock,
  createRecordingLogger,
  createSeededRandom,
  type FakeClock,
  type RecordingLogger,
} from '@paymux/core/testing';
import type { ConformanceGateway, GatewayDelivery } from './conformance-gateway.js';
import type {
  ConformanceConnection,
  ConformanceOperation,
  ConformanceOptions,
  ConformanceSubject,
  WebhookSamples,
} from './conformance-options.js';
import { outcomeOf } from './outcome-of.js';
import { type Requirement, unmetRequirements } from './requirements.js';

/** Nobody listens there; gateways remember what they have sent. */
export const WEBHOOK_URL = 'http://127.0.0.1:1/hook';

/** Answers a request, or sends it on. */
export type HttpInterceptor = (request: HttpRequest, send: () => Promise<HttpResponse>) => Promise<HttpResponse>;

/** What the cases of a conformance run work with. Every account has a gateway of its own. */
export class ConformanceWorld {
  readonly options: ConformanceOptions;
  readonly #toStop: (() => Promise<void>)[] = [];

  constructor(options: ConformanceOptions) {
    this.options = options;
  }

  /** Starts a gateway and connects an account to it. */
  async open(connection: ConformanceConnection = {}, dependencies: Dependencies = {}): Promise<ConformanceAccount> {
    const started = await this.options.start();
    let stopping: Promise<void> | undefined;
    const subject: ConformanceSubject = { ...started, stop: () => (stopping ??= started.stop()) };
    this.#toStop.push(() => subject.stop());
    const account = new ConformanceAccount(this.options, subject, connection, dependencies);
    this.#toStop.push(() => account.close());
    return account;
  }

  /** What the provider lacks. */
  async unmet(): Promise<ReadonlySet<Requirement>> {
    return unmetRequirements((await this.open()).provider, this.options);
  }

  /** Ends everything that was opened. */
  async close(): Promise<void> {
    for (let stop = this.#toStop.pop(); stop !== undefined; stop = this.#toStop.pop()) await stop();
  }
}

/** One account at a gateway of its own, on clocks that stand still. */
export class ConformanceAccount {
  readonly options: ConformanceOptions;
  readonly subject: ConformanceSubject;
  readonly provider: PaymentProvider;
  readonly gateway: ConformanceGateway;
  /** The account's clock. Its waits between attempts take no time. */
  readonly clock: FakeClock;
  readonly logger: RecordingLogger = createRecordingLogger();
  /** Everything the telemetry was told. */
  readonly figures: unknown[] = [];
  readonly #httpClock: FakeClock = createFakeClock();
  readonly #httpClient: KyHttpClient;
  #interceptor: HttpInterceptor = (_request, send) => send();

  constructor(
    options: ConformanceOptions,
    subject: ConformanceSubject,
    connection: ConformanceConnection,
    dependencies: Dependencies,
  ) {
    this.options = options;
    this.subject = subject;
    this.gateway = subject.gateway;
    this.clock = createFakeClock(subject.gateway.now(), { autoAdvance: true });
    this.#httpClient = new KyHttpClient({ clock: this.#httpClock });
    this.provider = this.connect(connection, dependencies);
  }

  /** Connects to the same gateway once more. */
  connect(connection: ConformanceConnection = {}, dependencies: Dependencies = {}): PaymentProvider {
    const note = (fact: unknown): void => void this.figures.push(fact);
    const telemetry: Telemetry = {
      startCall(call) {
        note(call);
        return { attempt: note, end: note };
      },
      webhook: note,
    };
    const transport = this.subject.httpClient ?? this.#httpClient;
    return this.subject.connect(
      {
        httpClient: { send: (request) => this.#interceptor(request, () => transport.send(request)) },
        clock: this.clock,
        random: createSeededRandom(),
        logger: this.logger,
        telemetry,
        ...dependencies,
      },
      connection,
    );
  }

  get payments(): PaymentProcessor {
    return present(this.provider.payments, 'payments');
  }

  get payouts(): PayoutProcessor {
    return present(this.provider.payouts, 'payouts');
  }

  get refunds(): RefundProcessor {
    return present(this.provider.refunds, 'refunds');
  }

  get webhooks(): WebhookValidator {
    return present(this.provider.webhooks, 'webhooks');
  }

  get webhookSamples(): WebhookSamples {
    return present(this.options.webhooks, 'samples of webhooks');
  }

  paymentRequest(changes: Partial<CreatePaymentRequest> = {}): CreatePaymentRequest {
    return { ...present(this.options.payments, 'samples of payments').request, reference: 'order-1', ...changes };
  }

  payoutRequest(changes: Partial<CreatePayoutRequest> = {}): CreatePayoutRequest {
    return { ...present(this.options.payouts, 'samples of payouts').request, reference: 'payout-1', ...changes };
  }

  refundRequest(paymentId: string, changes: Partial<CreateRefundRequest> = {}): CreateRefundRequest {
    const { request } = present(this.options.refunds, 'samples of refunds');
    return { ...request, reference: 'refund-1', paymentId, ...changes };
  }

  createPayment(changes?: Partial<CreatePaymentRequest>): Promise<Payment> {
    return this.payments.createPayment(this.paymentRequest(changes));
  }

  createPayout(changes?: Partial<CreatePayoutRequest>): Promise<Payout> {
    return this.payouts.createPayout(this.payoutRequest(changes));
  }

  /** Opens a payment, or a payout where there are no payments. */
  openFirst({ payments, payouts }: PaymentProvider = this.provider): Promise<Payment | Payout> {
    return payments === undefined
      ? present(payouts, 'payouts').createPayout(this.payoutRequest())
      : payments.createPayment(this.paymentRequest());
  }

  /** A payment whose money has come. */
  async paidPayment(changes: Partial<CreatePaymentRequest> = {}): Promise<Payment> {
    const payment = await this.createPayment({ webhookUrl: WEBHOOK_URL, ...changes });
    await this.gateway.pay(payment.providerId);
    return payment;
  }

  /** A payment as the provider sees it now. */
  async payment(providerId: string): Promise<Payment> {
    return present(await this.payments.findPayment({ providerId }), 'payment of that id');
  }

  /** A payout as the provider sees it now. */
  async payout(query: Pick<Payout, 'providerId'>): Promise<Payout> {
    return present(await this.payouts.findPayout({ providerId: query.providerId }), 'payout of that id');
  }

  /** How often money has moved, when everything that was accepted is carried out. */
  async moved(kind: 'payment' | 'payout' | 'refund'): Promise<number> {
    return (await this.movements(kind)).length;
  }

  /** What has moved, when everything that was accepted is carried out. */
  async movements(kind: 'payment' | 'payout' | 'refund') {
    await this.gateway.finish();
    return this.gateway.transfers().filter((transfer) => transfer.kind === kind);
  }

  /** How many requests an operation has sent. */
  sent(operation: ConformanceOperation): number {
    const { method, path } = this.callOf(operation);
    const wanted = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
    return this.gateway.requests().filter((request) => request.method === method && wanted.test(request.path)).length;
  }

  callOf(operation: ConformanceOperation): { readonly method: string; readonly path: string } {
    const [method = 'POST', path = ''] = present(this.options.calls[operation], `call for ${operation}`).split(' ');
    return { method, path };
  }

  /** See {@link outcomeOf}. */
  outcomeOf(call: () => Promise<unknown>): Promise<PaymentsError | undefined> {
    return outcomeOf(call, { clock: this.#httpClock, stalls: () => this.#stalls() });
  }

  /** What a call that must fail fails with. */
  async failureOf(call: () => Promise<unknown>): Promise<PaymentsError> {
    return present(await this.outcomeOf(call), 'failure, although one was due');
  }

  /** What the gateway has delivered so far, as a receiver gets it. */
  async deliveries(): Promise<readonly WebhookRequest[]> {
    await this.gateway.idle();
    return this.gateway.deliveries().map(toWebhookRequest);
  }

  /** A genuine delivery about a payment that was paid. */
  async paymentDelivery(): Promise<WebhookRequest> {
    await this.paidPayment();
    return present((await this.deliveries()).at(-1), 'delivery about a payment');
  }

  /** A genuine delivery about a payout that was carried out. */
  async payoutDelivery(): Promise<WebhookRequest> {
    await this.createPayout({ webhookUrl: WEBHOOK_URL });
    await this.gateway.finish();
    return present((await this.deliveries()).at(-1), 'delivery about a payout');
  }

  /** A genuine delivery about a payment, or a payout where there are no payments. */
  delivery(): Promise<WebhookRequest> {
    return this.provider.payments === undefined ? this.payoutDelivery() : this.paymentDelivery();
  }

  /** Puts something between the account and the gateway, from the next request on. */
  intercept(interceptor: HttpInterceptor): void {
    this.#interceptor = interceptor;
  }

  /** Closes the transport that cases share. */
  async close(): Promise<void> {
    await this.provider.close();
    await this.#httpClient.close();
  }

  #stalls(): number {
    return this.gateway.requests().filter(({ fault }) => fault === 'stalled-body' || fault === 'latency').length;
  }
}

function toWebhookRequest({ body, headers }: GatewayDelivery): WebhookRequest {
  return { headers: new Headers({ ...headers }), body: new TextEncoder().encode(body) };
}

/** The value, which a case's requirements say is there. */
export function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
}
