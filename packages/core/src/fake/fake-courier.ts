import type { Secret } from '../options/secret.js';
import { HmacSha256SignatureGenerator } from '../signature/hmac-sha256-signature-generator.js';
import type { Clock } from '../time/clock.js';
import type { FakeObject } from './fake-books.js';
import { FAKE_SIGNATURE_HEADER } from './fake-webhook-scheme.js';

/** Where webhooks go: a fetch-standard handler, such as the one Paymux makes, or `fetch` itself. */
export type FakeWebhookHandler = (request: Request) => Promise<Response>;

/** One try to deliver a webhook. */
export interface FakeDeliveryAttempt {
  readonly at: Date;
  /** The handler's answer; `undefined` when it threw. */
  readonly status: number | undefined;
  /** What the handler threw. */
  readonly error?: unknown;
}

/** A webhook of the fake. */
export interface FakeDelivery {
  /** 1 for the first. */
  readonly id: number;
  readonly url: string;
  /** Such as `payment.paid`. */
  readonly type: string;
  /** The fake's id of the payment, payout or refund it speaks of. */
  readonly objectId: string;
  /** Whether the gateway sent it of its own accord. */
  readonly genuine: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** None as long as no handler was named. */
  readonly attempts: readonly FakeDeliveryAttempt[];
}

/** The kind of an object, as its webhooks call it. */
export type FakeObjectKind = 'payment' | 'payout' | 'refund';

/** Tells the merchant of changes: signs webhooks and hands them to the handler, never to a network. */
export class FakeCourier {
  readonly #clock: Clock;
  readonly #signer: HmacSha256SignatureGenerator;
  readonly #deliveries: FakeDelivery[] = [];
  #handler: FakeWebhookHandler | undefined;
  #defaultUrl: string | undefined;

  constructor(clock: Clock, secret: Secret) {
    this.#clock = clock;
    this.#signer = new HmacSha256SignatureGenerator(secret);
  }

  deliverTo(handler: FakeWebhookHandler, url?: string): void {
    this.#handler = handler;
    this.#defaultUrl = url;
  }

  get deliveries(): readonly FakeDelivery[] {
    return [...this.#deliveries];
  }

  /** Tells of an object as it is now. Where nobody is to be told, nothing happens. */
  async announce(kind: FakeObjectKind, object: FakeObject): Promise<void> {
    const url = object.webhookUrl ?? this.#defaultUrl;
    if (url !== undefined) await this.#send(kind, object, url, this.#signer, true);
  }

  /** Sends a webhook of somebody else's making, signed with a key of theirs. */
  forge(kind: FakeObjectKind, object: FakeObject, secret: string): Promise<FakeDelivery> {
    const url = object.webhookUrl ?? this.#defaultUrl;
    if (url === undefined) throw new Error(`${object.id} has no webhookUrl, and deliverTo() named none.`);
    return this.#send(kind, object, url, new HmacSha256SignatureGenerator(secret), false);
  }

  /** Hands the same bytes to the handler once more. */
  async redeliver(given: number | Pick<FakeDelivery, 'id'>): Promise<FakeDelivery> {
    const id = typeof given === 'number' ? given : given.id;
    const delivery = this.#deliveries[id - 1];
    if (delivery === undefined) throw new Error(`There is no delivery ${String(id)}.`);
    const attempt = await this.#attempt(delivery);
    // Read anew: what happened meanwhile stays recorded.
    const { attempts } = this.#deliveries[id - 1] ?? delivery;
    const attempted = { ...delivery, attempts: attempt === undefined ? attempts : [...attempts, attempt] };
    this.#deliveries[id - 1] = attempted;
    return attempted;
  }

  #send(
    kind: FakeObjectKind,
    object: FakeObject,
    url: string,
    signer: HmacSha256SignatureGenerator,
    genuine: boolean,
  ): Promise<FakeDelivery> {
    const id = this.#deliveries.length + 1;
    const type = `${kind}.${object.state}`;
    const occurredAt = this.#clock.now().toISOString();
    const body = JSON.stringify({ id: `fake-event-${String(id)}`, type, kind, occurredAt, data: object });
    const headers = { 'content-type': 'application/json', [FAKE_SIGNATURE_HEADER]: signer.sign(body) };
    this.#deliveries.push({ id, url, type, objectId: object.id, genuine, headers, body, attempts: [] });
    return this.redeliver(id);
  }

  async #attempt({ body, headers, url }: FakeDelivery): Promise<FakeDeliveryAttempt | undefined> {
    if (this.#handler === undefined) return undefined;
    const at = this.#clock.now();
    try {
      const { status } = await this.#handler(new Request(url, { method: 'POST', headers, body }));
      return { at, status };
    } catch (error) {
      return { at, status: undefined, error };
    }
  }
}
