import type { MoneyMovement } from '../control/books.js';
import type { Fault, FaultPlan } from '../control/fault.js';
import type { RecordedRequest, RequestLog } from '../control/request-log.js';
import type { Delivery, DeliveryReference, Webhook } from '../control/webhook-courier.js';
import type { JsonObject } from '../json/encode-json.js';
import { parseMajor } from './currency.js';
import { confirmIntent, finishPayment } from './intent/confirm-intent.js';
import { intentObject } from './intent/intent-object.js';
import { AUTHENTICATION_FAILED, moveIntent } from './intent/move-intent.js';
import { token, type Molam } from './molam.js';
import type { MolamNextSecret } from './molam-settings.js';
import { approvePayout, movePayout } from './payout/move-payout.js';
import { payoutObject } from './payout/payout-object.js';
import { moveRefund } from './refund/create-refund.js';
import { refundObject } from './refund/refund-object.js';
import {
  endpointSnapshot,
  intentSnapshot,
  payoutSnapshot,
  refundSnapshot,
  type EndpointSnapshot,
  type IntentSnapshot,
  type PayoutSnapshot,
  type RefundSnapshot,
} from './snapshots.js';
import type { Intent, Payout, Refund, WebhookEndpoint } from './state.js';
import { announce, newEvent, webhookTo, type MolamEvent } from './webhook/announce.js';
import { registerEndpoint, revokeSecret, rotateSecret, validVersions } from './webhook/endpoints.js';
import { signatureHeaders, type WebhookSigning } from './webhook/sign.js';

/** How a customer pays. */
export interface MolamPayOptions {
  /** Confirms with this method, whose rule then decides, in place of one that succeeds. */
  readonly paymentMethod?: string | undefined;
  /** What arrives, as decimal text in major units, in place of the whole amount. The status says nothing of it. */
  readonly amount?: string | undefined;
  /** Captures as well where capturing is left to the merchant. @defaultValue `false` */
  readonly capture?: boolean | undefined;
}

/** A webhook that the provider never sent. */
export interface MolamForgedWebhook {
  /** What it pretends to speak of, by id or reference. */
  readonly about: string;
  /** Type of the event. One that fits the object's status by default. */
  readonly type?: string | undefined;
  /** Where it goes. The first endpoint by default. */
  readonly url?: string | undefined;
  /** Members to put into the body or, with `undefined`, to leave out. */
  readonly changes?: JsonObject | undefined;
  /** @defaultValue `standard` */
  readonly signing?: WebhookSigning | undefined;
  /** The secret's name in the header. The endpoint's current one by default. */
  readonly kid?: string | undefined;
  /** The secret to sign with. One that nobody knows by default. */
  readonly secret?: string | undefined;
  /** The time it claims to be signed at. The simulator's by default. */
  readonly signedAt?: Date | string | undefined;
}

/** An endpoint to register without a call. */
export interface MolamEndpointOptions {
  readonly url: string;
  /** Types of events. All of them by default. */
  readonly events?: readonly string[] | undefined;
}

/**
 * Plays everyone but the merchant: customers, banks, the provider's staff, bad luck.
 *
 * Objects are named by their id, by the reference they were created under, or by
 * any text in their metadata; a name that fits several must be an id. Methods that
 * change a status resolve when the first attempt of each webhook about it is over.
 * Unknown names are a `RangeError`.
 */
export interface MolamControl {
  /**
   * Lets a customer pay, actions included: an intent ends as `succeeded`, or as
   * `requires_capture` where capturing is left to the merchant.
   *
   * @throws RangeError for an intent that is over.
   */
  pay(id: string, options?: MolamPayOptions): Promise<IntentSnapshot>;
  /** Lets a customer pass what `next_action` asks for. @throws RangeError if nothing is asked. */
  completeAction(id: string): Promise<IntentSnapshot>;
  /** Lets a customer fail what `next_action` asks for. @throws RangeError if nothing is asked. */
  failAction(id: string): Promise<IntentSnapshot>;
  /** Puts an intent, refund or payout into any status, documented or not. It stays there. */
  settle(id: string, status: string): Promise<void>;
  /** Approves a payout that waits for it. */
  approve(id: string): Promise<PayoutSnapshot>;
  /** Rejects a payout that waits for approval. */
  reject(id: string): Promise<PayoutSnapshot>;
  /** Makes the bank turn the next attempts of payouts away; each is tried again later, seven times at most. */
  failBank(times: number): void;

  /** Makes something go wrong. @throws RangeError for a fault that does not exist. */
  fault(fault: Fault): void;
  /** Takes back every fault that has not struck. */
  clearFaults(): void;
  /** Keeps writes running, with nothing done yet, until {@link release}. */
  hold(): void;
  /** Lets held writes go on. */
  release(): void;

  /** Registers an endpoint. */
  registerEndpoint(endpoint: MolamEndpointOptions): EndpointSnapshot;
  /** Pauses, disables or activates an endpoint, named by id or URL. Deliveries are parked meanwhile. */
  setEndpoint(endpoint: string, status: 'active' | 'paused' | 'disabled'): EndpointSnapshot;
  /** Gives an endpoint a new secret. The first endpoint when none is named. */
  rotate(endpoint?: string, secret?: MolamNextSecret): EndpointSnapshot;
  /** Ends a version of an endpoint's secret. The first endpoint when none is named. */
  revoke(kid: string, endpoint?: string): EndpointSnapshot;
  /** Signs every webhook from now on in another way. */
  signWebhooks(signing: WebhookSigning): void;
  /** Sends `webhook.test` to an endpoint. The first one when none is named. */
  testWebhook(endpoint?: string): Promise<Delivery>;
  /** Sends a webhook of the right shape with a wrong signature. */
  forgeWebhook(webhook: MolamForgedWebhook): Promise<Delivery>;
  /** Sends the event of an earlier delivery again as a new one, signed afresh: that of `deliveries()`, or its number. */
  redeliver(delivery: DeliveryReference): Promise<Delivery>;
  /** Deliveries whose every attempt was in vain. */
  deadLetters(): readonly Delivery[];
  /** Starts a dead letter over: the same delivery, the whole schedule. */
  requeue(delivery: DeliveryReference): Promise<Delivery>;

  /** Moves a virtual clock; everything that falls due on the way happens, in order. */
  advance(ms: number): Promise<void>;
  /** What the simulator's clock shows. */
  now(): Date;
  /** Resolves when no webhook is being sent. */
  idle(): Promise<void>;
  /** Makes the account what it was at the start, as if nothing had happened. The clock goes on. */
  reset(): Promise<void>;

  intents(): readonly IntentSnapshot[];
  refunds(): readonly RefundSnapshot[];
  payouts(): readonly PayoutSnapshot[];
  endpoints(): readonly EndpointSnapshot[];
  /** Every webhook and what became of it, oldest first. */
  deliveries(): readonly Delivery[];
  /** The books: every movement of money that really happened, oldest first. */
  transfers(): readonly MoneyMovement[];
  /** Every request to the provider's interface, oldest first. */
  requests(): readonly RecordedRequest[];
}

/** What the control of an account works with. */
export interface MolamControlDependencies {
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  /** Makes the account what it was at the start. */
  readonly restart: () => Promise<void>;
}

/** The control of one account. */
export function molamControl(molam: Molam, { faults, log, restart }: MolamControlDependencies): MolamControl {
  const { clock } = molam;
  let letGo: (() => void) | undefined;
  let requestsBeforeReset = 0;
  const release = (): void => {
    letGo?.();
    letGo = undefined;
    molam.held = undefined;
  };
  const getIntent = (id: string): Intent => getNamed([molam.state.intents], 'payment intent', id);
  const getPayout = (id: string): Payout => getNamed([molam.state.payouts], 'payout', id);
  const getEndpoint = (name: string | undefined): WebhookEndpoint => {
    const { endpoints } = molam.state;
    const endpoint = name === undefined ? endpoints[0] : endpoints.find(({ id, url }) => id === name || url === name);
    if (endpoint === undefined)
      throw new RangeError(`There is no webhook endpoint${name === undefined ? '' : ` "${name}"`}.`);
    return endpoint;
  };
  const lastDelivery = (body: string): Delivery => {
    const delivery = molam.courier.deliveries().findLast((candidate) => candidate.body === body);
    if (delivery === undefined) throw new RangeError('The webhook was not sent.');
    return delivery;
  };
  const idle = async (): Promise<void> => {
    while (molam.announcing.size > 0) await Promise.all(molam.announcing);
    await molam.courier.idle();
  };
  const endAction = async (id: string, end: (intent: Intent) => readonly MolamEvent[]): Promise<IntentSnapshot> => {
    const intent = getIntent(id);
    if (intent.status !== 'requires_action') {
      throw new RangeError(`Payment intent ${intent.id} asks for no action: it is ${intent.status}.`);
    }
    await announce(molam, end(intent));
    return intentSnapshot(intent);
  };
  const decide = async (id: string, approved: boolean): Promise<PayoutSnapshot> => {
    const payout = getPayout(id);
    await announce(molam, approvePayout(molam, payout, approved));
    return payoutSnapshot(payout);
  };

  return {
    async pay(id, options = {}) {
      const intent = getIntent(id);
      await announce(molam, customerPays(molam, intent, options));
      return intentSnapshot(intent);
    },
    completeAction: (id) => endAction(id, (intent) => finishPayment(molam, intent)),
    failAction: (id) =>
      endAction(id, (intent) => moveIntent(molam, intent, 'failed', { error: AUTHENTICATION_FAILED })),
    async settle(id, status) {
      const { intents, refunds, payouts } = molam.state;
      const object = getNamed<Intent | Refund | Payout>([intents, refunds, payouts], 'intent, refund or payout', id);
      await announce(molam, move(molam, object, status));
    },
    approve: (id) => decide(id, true),
    reject: (id) => decide(id, false),
    failBank(times) {
      if (!Number.isInteger(times) || times < 0) throw new RangeError('The bank fails a whole number of times.');
      molam.state.bankFailures = times;
    },

    fault: (fault) => {
      faults.add(fault);
    },
    clearFaults: () => {
      faults.clear();
    },
    hold() {
      molam.held ??= new Promise((resolve) => {
        letGo = resolve;
      });
    },
    release,

    registerEndpoint: ({ url, events = ['*'] }) =>
      endpointSnapshot(registerEndpoint(molam, wholeEndpoint(url, events))),
    setEndpoint(name, status) {
      const endpoint = getEndpoint(name);
      endpoint.status = status;
      return endpointSnapshot(endpoint);
    },
    rotate(name, secret) {
      const endpoint = getEndpoint(name);
      rotateSecret(molam, endpoint, secret);
      return endpointSnapshot(endpoint);
    },
    revoke(kid, name) {
      const endpoint = getEndpoint(name);
      revokeSecret(endpoint, kid);
      return endpointSnapshot(endpoint);
    },
    signWebhooks: (signing) => {
      molam.signing = signing;
    },
    async testWebhook(name) {
      const endpoint = getEndpoint(name);
      const event = newEvent(
        molam,
        'webhook.test',
        { note: 'ping' },
        { id: endpoint.id, status: 'test', livemode: false },
      );
      const webhook = webhookTo(endpoint, event, 'test');
      await molam.courier.send(webhook);
      return lastDelivery(webhook.body);
    },
    async forgeWebhook(forged) {
      const { intents, refunds, payouts } = molam.state;
      const object = getNamed<Intent | Refund | Payout>(
        [intents, refunds, payouts],
        'intent, refund or payout',
        forged.about,
      );
      const webhook = forgedWebhook(molam, forged, object, forged.url ?? getEndpoint(undefined).url);
      await molam.courier.send(webhook);
      return lastDelivery(webhook.body);
    },
    redeliver: (delivery) => molam.courier.redeliver(delivery),
    deadLetters: () => molam.courier.deliveries().filter(({ state }) => state === 'failed'),
    requeue: (delivery) => molam.courier.requeue(delivery),

    async advance(ms) {
      await idle();
      await clock.advance(ms);
      await idle();
    },
    now: () => new Date(clock.now()),
    idle,
    async reset() {
      release();
      faults.clear();
      requestsBeforeReset = log.requests().length;
      await restart();
    },

    intents: () => molam.state.intents.map((intent) => intentSnapshot(intent)),
    refunds: () => molam.state.refunds.map((refund) => refundSnapshot(refund)),
    payouts: () => molam.state.payouts.map((payout) => payoutSnapshot(payout)),
    endpoints: () => molam.state.endpoints.map((endpoint) => endpointSnapshot(endpoint)),
    deliveries: () => molam.courier.deliveries(),
    transfers: () => molam.books.movements(),
    requests: () => log.requests().slice(requestsBeforeReset),
  };
}

/** An endpoint of the merchant's own, for these events. */
export function wholeEndpoint(url: string, events: readonly string[]): Parameters<typeof registerEndpoint>[1] {
  return {
    url,
    events,
    tenantType: 'merchant',
    tenantId: 'merch_simulated',
    description: undefined,
    region: undefined,
    apiVersion: '2025-01',
  };
}

const OVER: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled', 'requires_capture']);

function customerPays(molam: Molam, intent: Intent, options: MolamPayOptions): readonly MolamEvent[] {
  const { paymentMethod, amount, capture = false } = options;
  if (OVER.has(intent.status))
    throw new RangeError(`Payment intent ${intent.id} cannot be paid: it is ${intent.status}.`);
  if (paymentMethod !== undefined) {
    if (intent.status !== 'requires_payment_method' && intent.status !== 'requires_confirmation') {
      throw new RangeError(`Payment intent ${intent.id} has been confirmed already: it is ${intent.status}.`);
    }
    return confirmIntent(molam, intent, paymentMethod).events;
  }
  const received = amount === undefined ? undefined : parseMajor(amount, intent.currency);
  if (amount !== undefined && (received === undefined || received <= 0n)) {
    throw new RangeError(`"${amount}" is no amount in ${intent.currency}.`);
  }
  const events = finishPayment(molam, intent, received);
  // Where the merchant captures, a customer's money is only kept for it.
  return capture && !intent.capture ? [...events, ...moveIntent(molam, intent, 'succeeded', { received })] : events;
}

function move(molam: Molam, object: Intent | Refund | Payout, status: string): readonly MolamEvent[] {
  switch (object.kind) {
    case 'payment_intent':
      return moveIntent(molam, object, status);
    case 'refund':
      return moveRefund(molam, object, status);
    case 'payout':
      return movePayout(molam, object, status);
  }
}

function wireObject(molam: Molam, object: Intent | Refund | Payout): JsonObject {
  switch (object.kind) {
    case 'payment_intent':
      return intentObject(molam, object);
    case 'refund':
      return refundObject(object);
    case 'payout':
      return payoutObject(molam, object);
  }
}

function forgedWebhook(
  molam: Molam,
  forged: MolamForgedWebhook,
  object: Intent | Refund | Payout,
  url: string,
): Webhook {
  const type = forged.type ?? `${object.kind}.${object.status}`;
  const event = newEvent(molam, type, wireObject(molam, object), object);
  const endpoint = molam.state.endpoints.find((candidate) => candidate.url === url);
  const webhook = webhookTo(
    { id: endpoint?.id ?? '', url },
    { ...event, body: { ...event.body, ...forged.changes } },
    'forged',
  );
  const sentAt = forged.signedAt === undefined ? molam.clock.now() : new Date(forged.signedAt).getTime();
  const secret = forged.secret ?? `whsec_forged_${token(molam, 16)}`;
  const kid = forged.kid ?? (endpoint && validVersions(endpoint).at(-1)?.kid) ?? '1';
  const signature = signatureHeaders(forged.signing ?? 'standard', {
    body: webhook.body,
    type: event.type,
    queuedAt: molam.clock.now(),
    sentAt,
    versions: [{ kid, secret }],
  });
  return { ...webhook, headers: { ...webhook.headers, ...signature } };
}

/** The one object of that name. @throws RangeError if there is none, or if several have it. */
function getNamed<Item extends Intent | Refund | Payout>(
  lists: readonly (readonly Item[])[],
  kind: string,
  name: string,
): Item {
  const items = lists.flat();
  const byId = items.find(({ id }) => id === name);
  if (byId !== undefined) return byId;
  const named = items.filter(({ reference, metadata }) => reference === name || Object.values(metadata).includes(name));
  const [only] = named;
  if (only === undefined) throw new RangeError(`There is no ${kind} "${name}".`);
  if (named.length > 1) throw new RangeError(`"${name}" names ${String(named.length)} objects. Use an id.`);
  return only;
}
