import type { Money, Payout, PayoutDestination, PayoutStatus } from '@paymux/core';
import type { Chance } from './chance.js';
import type { Scheduler } from './scheduler.js';

/** What a repeat under the same reference comes to: the first object, an error, or a second object. */
export type Deduplication = 'replay' | 'refuse' | 'none';

/** How a provider behaves. */
export interface ProviderBehaviour {
  readonly deduplication: Deduplication;
  /** How long after the first request a repeat is recognised, in milliseconds. */
  readonly deduplicatesForMs: number;
  /** Whether an object can be found by the reference it was sent with. */
  readonly findsByReference: boolean;
  /** A new object is not found for up to this long. */
  readonly findsAfterMs: number;
}

/** A request as it arrives. */
export interface ArrivingPayout {
  readonly reference: string;
  readonly amount: Money;
  readonly destination: PayoutDestination;
}

/** A payout as the provider knows it: the truth. */
export interface ProviderPayout extends ArrivingPayout {
  readonly id: string;
  status: PayoutStatus;
  /** Whether it will change no more. */
  isOver: boolean;
  readonly arrivedAt: number;
  readonly findableAt: number;
}

/** What a request came to at the provider. */
export type Arrival =
  | { readonly kind: 'opened' | 'replayed'; readonly payout: ProviderPayout }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'rejected'; readonly code?: string | undefined };

/** What the whole run is judged by: who was really paid. */
export class ProviderModel {
  readonly behaviour: ProviderBehaviour;
  readonly payouts: ProviderPayout[] = [];
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #rejected: number;
  readonly #otherTerms: number;
  readonly #changed: (payout: ProviderPayout) => void;
  readonly #codes: readonly string[];
  /** The codes of refusals, by reference. */
  readonly refusals = new Map<string, string[]>();
  /** Sendings of which their sender was not told what came of them, by reference. */
  readonly untold = new Map<string, number>();
  /** How many requests arrived, by reference. */
  readonly arrivals = new Map<string, number>();

  constructor(parts: {
    readonly behaviour: ProviderBehaviour;
    readonly scheduler: Scheduler;
    readonly chance: Chance;
    readonly rejected: number;
    readonly otherTerms: number;
    /** The codes that refusals have. @defaultValue none */
    readonly codes?: readonly string[] | undefined;
    readonly changed: (payout: ProviderPayout) => void;
  }) {
    this.behaviour = parts.behaviour;
    this.#scheduler = parts.scheduler;
    this.#chance = parts.chance;
    this.#rejected = parts.rejected;
    this.#otherTerms = parts.otherTerms;
    this.#changed = parts.changed;
    this.#codes = parts.codes ?? [];
  }

  /** A request arrives. */
  arrive(request: ArrivingPayout): Arrival {
    const { deduplicatesForMs, deduplication, findsAfterMs } = this.behaviour;
    const now = this.#scheduler.now;
    this.arrivals.set(request.reference, (this.arrivals.get(request.reference) ?? 0) + 1);
    const known = this.payouts.find(
      ({ arrivedAt, reference }) => reference === request.reference && now - arrivedAt < deduplicatesForMs,
    );
    if (known !== undefined && deduplication === 'replay') return { kind: 'replayed', payout: known };
    if (known !== undefined && deduplication === 'refuse') return { kind: 'duplicate' };
    if (this.#chance.happens(this.#rejected)) return this.#refuse(request.reference);
    const amount = this.#chance.happens(this.#otherTerms) ? { ...request.amount, amount: '999.99' } : request.amount;
    const payout: ProviderPayout = {
      ...request,
      amount,
      id: `gw-${String(this.payouts.length + 1)}`,
      status: 'pending',
      isOver: false,
      arrivedAt: now,
      findableAt: now + this.#chance.between(0, findsAfterMs),
    };
    this.payouts.push(payout);
    this.#live(payout);
    return { kind: 'opened', payout };
  }

  /** Somebody sends a request, and is told later what came of it, or never. */
  sent(reference: string, howMany: 1 | -1): void {
    this.untold.set(reference, (this.untold.get(reference) ?? 0) + howMany);
  }

  #refuse(reference: string): Arrival {
    if (this.#codes.length === 0) return { kind: 'rejected' };
    const code = this.#chance.pick(this.#codes);
    this.refusals.set(reference, [...(this.refusals.get(reference) ?? []), code]);
    return { kind: 'rejected', code };
  }

  find(query: {
    readonly reference?: string | undefined;
    readonly providerId?: string | undefined;
  }): ProviderPayout | undefined {
    const found = this.payouts.find(({ id, reference }) =>
      query.providerId === undefined ? reference === query.reference : id === query.providerId,
    );
    return found !== undefined && found.findableAt <= this.#scheduler.now ? found : undefined;
  }

  /** Plans what becomes of a payout. */
  #live(payout: ProviderPayout): void {
    const end = this.#chance.pick<readonly PayoutStatus[]>([
      ['broadcast', 'confirmed'],
      ['broadcast', 'confirmed'],
      ['confirmed'],
      ['failed'],
      ['broadcast', 'failed'],
      ['cancelled'],
      ['broadcast', 'confirmed', 'reversed'],
      ['broadcast', 'reversed'],
    ]);
    let wait = 0;
    for (const [index, status] of end.entries()) {
      wait += this.#chance.between(100, 20 * 60_000);
      this.#scheduler.after(wait, () => {
        payout.status = status;
        payout.isOver = index === end.length - 1;
        this.#changed(payout);
      });
    }
  }
}

/** What the provider tells of a payout. */
export function tell(payout: ProviderPayout): Payout {
  return {
    provider: 'gateway',
    providerId: payout.id,
    reference: payout.reference,
    status: payout.status,
    final: payout.isOver,
    providerStatus: payout.status,
    amount: payout.amount,
    destination: payout.destination,
    ...(payout.status === 'confirmed' || payout.status === 'reversed'
      ? { fee: { amount: '0.1', currency: 'USDT' } }
      : {}),
    ...(payout.status === 'pending' ? {} : { transactionId: `tx-${payout.id}` }),
  };
}
