import { type Clock, OutcomeUnknownError, PaymentsError, type RandomSource, type Telemetry } from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import { fingerprint } from '../durable/fingerprint.js';
import { isRecognised } from '../durable/sending.js';
import { lookAgainMs } from '../durable/look-again.js';
import { fromRecordText, toRecordText } from '../durable/record-text.js';
import { IdempotencyConflictError } from '../payout/payout-errors.js';
import type { KeptAnswer } from './kept-answer.js';

/** What a key belongs to, and what is asked under it. */
export interface KeyedRequest {
  /** Tenant, route and account: the same key under another scope is another key. */
  readonly scope: string;
  readonly key: string;
  /** Everything that makes two requests the same. */
  readonly request: unknown;
  /**
   * For how long after the work was first begun the provider recognises a repeat, in milliseconds: 0 never. Only then is
   * it done again when its outcome is unknown, and early enough that both may arrive an hour late. Afterwards the outcome
   * stays unknown until somebody looks.
   */
  readonly deduplicatesForMs: number;
}

/** What an {@link Idempotency} works with. All times are in milliseconds. */
export interface IdempotencyDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** How long answers are kept. @defaultValue 7 days */
  readonly keepMs?: number | undefined;
  /** Longer than the work can take: after it, the process that did it is taken for dead. @defaultValue 3 minutes */
  readonly leaseMs?: number | undefined;
  /** Is told of repeats. Throws nothing. @defaultValue nobody is told */
  readonly telemetry?: Pick<Telemetry, 'measure'> | undefined;
}

/** How late a request may arrive after its sender gave it up. See `SendingPolicy`. */
const LATE_BY_MS = 3_600_000;

/**
 * Does work once for each key, and gives everybody who asks the same the same answer: at the same time, from another
 * process, and after a restart.
 */
export class Idempotency {
  readonly #dependencies: IdempotencyDependencies;

  constructor(dependencies: IdempotencyDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Answers with what `work` resolves to: plain data with instants. Work that provably had no effect is not remembered,
   * so that the same request can be made again.
   *
   * @throws {@link IdempotencyConflictError} Another request was made under this key. Names both fingerprints.
   * @throws {@link OutcomeUnknownError} It was begun and has no known end, and may not be repeated.
   * @throws Whatever `work` throws.
   */
  async run<Answer>(keyed: KeyedRequest, work: () => Promise<Answer>): Promise<Answer> {
    const { clock, keepMs = 604_800_000, leaseMs = 180_000, random, store, telemetry } = this.#dependencies;
    const { key, scope } = keyed;
    const ours = fingerprint(keyed.request);
    const run = Buffer.from(random.bytes(12)).toString('hex');
    let looks = 0;
    for (;;) {
      const now = clock.now();
      const held = await store.answer(scope, key);
      const begun: KeptAnswer = {
        scope,
        key,
        fingerprint: ours,
        state: 'running',
        run,
        runningUntil: new Date(now.getTime() + leaseMs),
        // What may have had an effect counts from its first beginning; what had none begins anew.
        createdAt: held?.state === 'running' ? held.createdAt : now,
        expiresAt: new Date(now.getTime() + keepMs),
      };
      if (held === undefined) {
        const result = await store.commit([{ change: 'answer_insert', answer: begun }]);
        if (result.committed) return this.#work(begun, work, false);
        continue;
      }
      const isRunning = held.state === 'running' && held.runningUntil > now;
      // What has expired is as good as pruned.
      if (isRunning || held.expiresAt > now) {
        if (held.fingerprint !== ours) throw new IdempotencyConflictError(key, held.fingerprint, ours);
        if (held.state === 'done') {
          telemetry?.measure?.('paymux.idempotency.replays', 1, { operation: 'keyed_request' });
          return fromRecordText<{ readonly answer: Answer }>(held.answer ?? '{}').answer;
        }
        if (isRunning) {
          await clock.sleep(lookAgainMs(looks));
          looks += 1;
          continue;
        }
      }
      const isOpen = held.state === 'running';
      if (isOpen && !isRecognised(held.createdAt, now, keyed.deduplicatesForMs, leaseMs + LATE_BY_MS)) {
        throw new OutcomeUnknownError(key);
      }
      const taken = await store.commit([{ change: 'answer_update', answer: begun, heldBy: held.run }]);
      if (taken.committed) return this.#work(begun, work, isOpen);
    }
  }

  /** @param isOpen - Whether an earlier run of it may have had an effect: then a refusal of this one says nothing of that. */
  async #work<Answer>(begun: KeptAnswer, work: () => Promise<Answer>, isOpen: boolean): Promise<Answer> {
    const { clock, store } = this.#dependencies;
    let answer: Answer;
    try {
      answer = await work();
    } catch (error) {
      // Given back at once, so that the next one need not wait for the lease. What it may have done stays unknown.
      const isWithoutEffect = !isOpen && PaymentsError.isInstance(error) && error.outcome !== 'unknown';
      const free: KeptAnswer = { ...begun, state: isWithoutEffect ? 'free' : 'running', runningUntil: clock.now() };
      await store.commit([{ change: 'answer_update', answer: free, heldBy: begun.run }]).catch(() => undefined);
      throw error;
    }
    const done: KeptAnswer = { ...begun, state: 'done', answer: toRecordText({ answer }) };
    await store.commit([{ change: 'answer_update', answer: done, heldBy: begun.run }]);
    return answer;
  }
}
