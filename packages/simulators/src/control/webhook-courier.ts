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
  /** The headers made for this attempt, such as a fresh signature; absent where webhooks are signed once. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
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
  /** Id of the registered endpoint behind `url`, at providers where endpoints are registered. */
  readonly endpointId?: string | undefined;
  /** The exact body, signature included. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attempts: readonly DeliveryAttempt[];
  /**
   * - `pending`: an attempt is under way or due.
   * - `delivered`: the receiver answered 2xx.
   * - `failed`: every attempt was in vain.
   * - `refused`: the receiver's answer rules out another attempt.
   * - `parked`: the endpoint takes nothing for now; it is asked again later.
   * - `dropped`: a fault swallowed it, or its endpoint is gone.
   * - `held`: a fault keeps it until the next webhook has been sent.
   */
  readonly state: 'pending' | 'delivered' | 'failed' | 'refused' | 'parked' | 'dropped' | 'held';
  /** `test` for test webhooks, `forged` for those signed with a wrong key. */
  readonly nature: 'real' | 'test' | 'forged';
}

/** An earlier delivery: itself, or its number. */
export type DeliveryReference = number | Pick<Delivery, 'id'>;

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
  /** Headers for one attempt beside the webhook's own. None by default. */
  readonly attemptHeaders?: ((delivery: Delivery) => Readonly<Record<string, string>>) | undefined;
  /** Whether another attempt may follow an answer other than 2xx. `undefined` is no answer. Always by default. */
  readonly mayRetry?: ((status: number | undefined) => boolean) | undefined;
  /**
   * Asked before each attempt: whether to send it, to give it up, or to park it
   * for `parkMs` without counting it. Sent by default.
   */
  readonly gate?: ((delivery: Delivery) => 'send' | 'drop' | { readonly parkMs: number }) | undefined;
}

/** Delivers webhooks over HTTP, tries again on a schedule, and remembers everything. */
export class WebhookCourier {
  readonly #options: WebhookCourierOptions;
  readonly #deliveries: Delivery[] = [];
  readonly #held: number[] = [];
  /** How many attempts a requeued delivery had before. */
  readonly #earlierAttempts = new Map<number, number>();
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
   * @throws RangeError if there is no such delivery.
   */
  async redeliver(delivery: DeliveryReference): Promise<Delivery> {
    const { url, endpointId, type, uuid, orderId, status, body, headers, nature } = this.#get(idOf(delivery));
    const copy = this.#open({ url, endpointId, type, uuid, orderId, status, body, headers, nature }, 'pending');
    await this.#track(this.#attempt(copy));
    return this.#get(copy);
  }

  /**
   * Starts a delivery that failed over: the same delivery, the whole schedule.
   *
   * @throws RangeError if there is no such delivery, or if it has not failed.
   */
  async requeue(delivery: DeliveryReference): Promise<Delivery> {
    const id = idOf(delivery);
    const { state, attempts } = this.#get(id);
    if (state !== 'failed') throw new RangeError(`Delivery ${String(id)} has not failed: it is ${state}.`);
    this.#earlierAttempts.set(id, attempts.length);
    this.#amend(id, { state: 'pending' });
    await this.#track(this.#attempt(id));
    return this.#get(id);
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
    const { gate, attemptHeaders, mayRetry, retryDelaysMs, clock } = this.#options;
    const delivery = this.#get(id);
    const decision = gate?.(delivery) ?? 'send';
    if (decision === 'drop') {
      this.#amend(id, { state: 'dropped' });
      return;
    }
    if (decision !== 'send') {
      this.#amend(id, { state: 'parked' });
      clock.after(decision.parkMs, () => this.#track(this.#attempt(id)));
      return;
    }
    const at = new Date(clock.now()).toISOString();
    const headers = attemptHeaders?.(delivery);
    const outcome = await this.#post(delivery.url, delivery.body, { ...delivery.headers, ...headers });
    const attempts = [...this.#get(id).attempts, { at, ...outcome, ...(headers && { headers }) }];
    const delivered = outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300;
    const waitMs = retryDelaysMs[attempts.length - 1 - (this.#earlierAttempts.get(id) ?? 0)];
    if (delivered) this.#amend(id, { attempts, state: 'delivered' });
    else if (mayRetry?.(outcome.status) === false) this.#amend(id, { attempts, state: 'refused' });
    else if (waitMs === undefined) this.#amend(id, { attempts, state: 'failed' });
    else {
      this.#amend(id, { attempts, state: 'pending' });
      clock.after(waitMs, () => this.#track(this.#attempt(id)));
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

function idOf(delivery: DeliveryReference): number {
  return typeof delivery === 'number' ? delivery : delivery.id;
}
