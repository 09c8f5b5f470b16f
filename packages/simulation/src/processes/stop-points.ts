import type { HttpClient } from '@paymux/core';
import type { Change, DurableStore, StoreTransaction } from '@paymux/orchestration';

/**
 * Where a process can be stopped: around a commit, the one before money is sent, the one that takes a webhook in, a
 * claim, or a request to the provider. `within` is inside the open transaction.
 */
export type StopPlace = 'commit' | 'sending' | 'intake' | 'claim' | 'request';

export type StopMoment = 'before' | 'within' | 'after';

/** The instant at which a process stops itself, and how. */
export interface StopPoint {
  readonly place: StopPlace;
  readonly moment: StopMoment;
  /** The how manieth time, from 1. */
  readonly time: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** Stops the process it runs in when it comes to one point. */
export class StopSwitch {
  readonly #point: StopPoint | undefined;
  #passed = 0;

  constructor(point: StopPoint | undefined) {
    this.#point = point;
  }

  /** Comes to a moment. Does not come back from it if it is the point. */
  pass(place: StopPlace, moment: StopMoment): void {
    const point = this.#point;
    if (point?.place !== place || point.moment !== moment) return;
    this.#passed += 1;
    if (this.#passed === point.time) process.kill(process.pid, point.signal);
  }

  awaits(place: StopPlace, moment: StopMoment): boolean {
    return this.#point?.place === place && this.#point.moment === moment && this.#passed < this.#point.time;
  }
}

/** The store of a process that can be stopped around everything it writes. */
export function stoppingStore(store: DurableStore, stop: StopSwitch): DurableStore {
  const commit: DurableStore['commit'] = async (changes, effect) => {
    const places = placesOf(changes);
    for (const place of places) stop.pass(place, 'before');
    const result = await store.commit(
      changes,
      places.some((place) => stop.awaits(place, 'within')) ? stopping : effect,
    );
    if (result.committed) for (const place of places) stop.pass(place, 'after');
    return result;

    async function stopping(transaction: StoreTransaction): Promise<void> {
      await effect?.(transaction);
      for (const place of places) stop.pass(place, 'within');
    }
  };
  const claim: DurableStore['claim'] = async (kind, options) => {
    stop.pass('claim', 'before');
    const claimed = await store.claim(kind, options);
    if (claimed.length > 0) stop.pass('claim', 'after');
    return claimed;
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'commit') return commit;
      if (name === 'claim') return claim;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** The client of a process that can be stopped before a request leaves, and after the provider has accepted it. */
export function stoppingClient(client: HttpClient, stop: StopSwitch): HttpClient {
  return {
    async send(request) {
      const isCreating = request.method === 'POST' && /\/payouts?$/.test(request.url);
      if (isCreating) stop.pass('request', 'before');
      const response = await client.send(request);
      if (isCreating) stop.pass('request', 'after');
      return response;
    },
  };
}

function placesOf(changes: readonly Change[]): readonly StopPlace[] {
  const places: StopPlace[] = ['commit'];
  if (changes.some((change) => change.change === 'payout_update' && change.payout.state === 'submitting')) {
    places.push('sending');
  }
  if (changes.some(({ change }) => change === 'inbox_insert')) places.push('intake');
  return places;
}
