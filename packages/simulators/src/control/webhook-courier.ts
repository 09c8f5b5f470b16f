import type { FaultPlan, WebhookFault } from './fault.js';
import type { SimulatedClock } from './simulated-clock.js';

/** One try to deliver a webhook. */
export interface DeliveryAttempt {
  /** ISO 8601, UTC, by the simulator's clock. */
  readonly at: string;
  /** HTTP status of the receiver; `undefined` if it gave none. */
  readonly status: number | undefined;
  /** Why there was no status: `timeout` or `unreachable`. */
  readonly error: 'timeout' | 'unreachable' | undefined;
}

/** A webhook and what became of it. */
export interface Delivery {
  /** Number of the delivery, from 1. */
  readonly id: number;
  /** `payment`, `wallet`, `payout` … */
  readonly type: string;
  /** The provider's id of what it is about. */
  readonly uuid: string;
  readonly orderId: string | null;
  /** The provider's status in the body. */
  readonly status: string;
  readonly url: string;
  /** The exact body, signature included. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attempts: readonly DeliveryAttempt[];
  /**
   * - `pending`: an attempt is under way or due.
   * - `delivered`: the receiver answered 2xx.
   * - `failed`: every attempt was in vain.
   * - `dropped`: a fault swallowed it; nothing was sent.
   * - `held`: a fault keeps it until the next webhook has been sent.
   */
  readonly state: 'pending' | 'delivered' | 'failed' | 'dropped' | 'held';
  /** `test` for test webhooks, `forged` for those signed with a wrong key. */
  readonly nature: 'real' | 'test' | 'forged';
}

/** A webhook to be sent. */
export type Webhook = Omit<Delivery, 'id' | 'attempts' | 'state'>;

/** How a {@link WebhookCourier} delivers. */
export interface WebhookCourierOptions {
  readonly clock: SimulatedClock;
  readonly faults: FaultPlan;
  /** Waits between the attempts, in milliseconds; one attempt more than there are waits. */
  readonly retryDelaysMs: readonly number[];
  /** Real milliseconds a receiver has to answer. */
  readonly timeoutMs: number;
}

/** Delivers webhooks over HTTP, tries again on a schedule, and remembers everything. */
export class WebhookCourier {
  readonly #options: WebhookCourierOptions;
  readonly #deliveries: Delivery[] = [];
  readonly #held: number[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: WebhookCourierOptions) {
    this.#options = options;
  }

  deliveries(): readonly Delivery[] {
    return [...this.#deliveries];
  }

  /** Sends a webhook; resolves when its first attempt is over, whatever came of it. */
  send(webhook: Webhook): Promise<void> {
    return this.#track(this.#dispatch(webhook));
  }

  /**
   * Sends the body of an earlier delivery once more, as a new delivery.
   *
   * @throws RangeError if there is no delivery of that number.
   */
  async redeliver(id: number): Promise<Delivery> {
    const { url, type, uuid, orderId, status, body, headers, nature } = this.#get(id);
    const copy = this.#open({ url, type, uuid, orderId, status, body, headers, nature }, 'pending');
    await this.#track(this.#attempt(copy));
    return this.#get(copy);
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Cuts what is being sent. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  #track(sending: Promise<void>): Promise<void> {
    const tracked = sending.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    return tracked;
  }

  async #dispatch(webhook: Webhook): Promise<void> {
    const fault = webhook.nature === 'real' ? this.#options.faults.forWebhook(webhook.type) : undefined;
    if (fault?.kind === 'webhook-dropped') {
      this.#open(webhook, 'dropped');
      return;
    }
    if (fault?.kind === 'webhook-reordered') {
      this.#held.push(this.#open(webhook, 'held'));
      return;
    }
    const released = this.#held.splice(0);
    await this.#sendAs(webhook, fault);
    for (const id of released) await this.#attempt(id);
  }

  async #sendAs(webhook: Webhook, fault: WebhookFault | undefined): Promise<void> {
    if (fault?.kind === 'webhook-late') {
      const id = this.#open(webhook, 'pending');
      this.#options.clock.after(fault.delayMs ?? 60_000, () => this.#track(this.#attempt(id)));
      return;
    }
    const copies = fault?.kind === 'webhook-duplicated' ? (fault.copies ?? 2) : 1;
    for (let copy = 0; copy < copies; copy += 1) await this.#attempt(this.#open(webhook, 'pending'));
  }

  async #attempt(id: number): Promise<void> {
    const { url, body, headers } = this.#get(id);
    const at = new Date(this.#options.clock.now()).toISOString();
    const outcome = await this.#post(url, body, headers);
    const attempts = [...this.#get(id).attempts, { at, ...outcome }];
    const delivered = outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300;
    const waitMs = this.#options.retryDelaysMs[attempts.length - 1];
    if (!delivered && waitMs !== undefined) {
      this.#amend(id, { attempts, state: 'pending' });
      this.#options.clock.after(waitMs, () => this.#track(this.#attempt(id)));
    } else {
      this.#amend(id, { attempts, state: delivered ? 'delivered' : 'failed' });
    }
  }

  async #post(
    url: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Pick<DeliveryAttempt, 'status' | 'error'>> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(this.#options.timeoutMs), this.#closing.signal]),
      });
      await answer.body?.cancel();
      return { status: answer.status, error: undefined };
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return { status: undefined, error: timedOut ? 'timeout' : 'unreachable' };
    }
  }

  #open(webhook: Webhook, state: Delivery['state']): number {
    const id = this.#deliveries.length + 1;
    this.#deliveries.push({ id, ...webhook, attempts: [], state });
    return id;
  }

  #get(id: number): Delivery {
    const delivery = this.#deliveries[id - 1];
    if (delivery === undefined) throw new RangeError(`There is no delivery ${String(id)}.`);
    return delivery;
  }

  #amend(id: number, change: Partial<Delivery>): void {
    this.#deliveries[id - 1] = { ...this.#get(id), ...change };
  }
}
