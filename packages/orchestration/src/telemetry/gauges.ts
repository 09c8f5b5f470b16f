import type { Clock, Logger, Telemetry } from '@paymux/core';
import { FIRING_ALERTS } from '../alerts/alerts.js';
import type { DurableStore } from '../durable/durable-store.js';
import type { AccountHealth, HealthState } from '../routing/account-health.js';

/** What {@link Gauges} work with. */
export interface GaugesDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** How the accounts of this process are doing. @defaultValue none is told */
  readonly health?: (() => readonly AccountHealth[]) | undefined;
  /** Between two looks at the store, in milliseconds. @defaultValue 15,000 */
  readonly everyMs?: number | undefined;
}

const EVERY_MS = 15_000;
/** The longest page there is. */
const LIMIT = 1000;
const HEALTH_STATES: readonly HealthState[] = ['healthy', 'open', 'trial'];

/** Measures how things stand, as the store knows it. */
export class Gauges {
  readonly #dependencies: GaugesDependencies;
  #measuring: Promise<void> | undefined;
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(dependencies: GaugesDependencies) {
    this.#dependencies = dependencies;
  }

  /** Measures, unless that was done a moment ago or nobody wants figures. Never rejects: what cannot be read is logged. */
  async sample(): Promise<void> {
    const { clock, everyMs = EVERY_MS, logger, telemetry } = this.#dependencies;
    const now = clock.now().getTime();
    if (telemetry.measure === undefined || (this.#measuring === undefined && now < this.#dueAt)) return;
    this.#measuring ??= this.#measure()
      .catch((error: unknown) => {
        logger.warn('gauges.not_measured', { error });
      })
      .finally(() => {
        this.#dueAt = now + everyMs;
        this.#measuring = undefined;
      });
    return this.#measuring;
  }

  async #measure(): Promise<void> {
    const { health, store, telemetry } = this.#dependencies;
    const measure: NonNullable<Telemetry['measure']> = (metric, value, labels) => {
      telemetry.measure?.(metric, value, labels);
    };
    const states = ['needs_review'] as const;
    const [payouts, payments, alerts] = await Promise.all([
      store.listPayouts({ states, limit: LIMIT }),
      store.listPayments({ states, limit: LIMIT }),
      store.listDocuments({ ...FIRING_ALERTS, limit: LIMIT }),
    ]);
    measure('paymux.needs_review', payouts.records.length, { subject: 'payout' });
    measure('paymux.needs_review', payments.records.length, { subject: 'payment' });
    measure('paymux.alerts.firing', alerts.records.length, {});
    for (const state of ['waiting', 'dead', 'review'] as const) {
      const messages = await store.listInbox({ states: [state], limit: LIMIT });
      measure('paymux.inbox.backlog', messages.length, { state });
    }
    for (const { account, state } of health?.() ?? []) {
      for (const each of HEALTH_STATES)
        measure('paymux.account.health', each === state ? 1 : 0, { account, state: each });
    }
  }
}
