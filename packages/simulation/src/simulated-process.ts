import type { Clock, RandomSource } from '@paymux/core';
import { StoreUnavailableError } from '@paymux/orchestration';
import type { Chance } from './chance.js';
import type { Faults } from './faults.js';
import type { Scheduler } from './scheduler.js';

/** What can befall one effect of a process. */
export type Mishap = 'none' | 'crash_before' | 'crash_after' | 'reply_lost' | 'unavailable';

/** Decides what befalls the next effect. A plan of exact crashes, or chance. */
export type MishapPlan = (process: SimulatedProcess, effect: string) => Mishap;

/**
 * A process that can die between any two effects. What it was waiting for when it died never comes back to it: it boots
 * anew, with nothing but what the store kept.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #faults: Faults;
  readonly #plan: MishapPlan;
  readonly #boot: (process: SimulatedProcess) => void;
  #epoch = 0;
  #isUp = false;
  #offsetMs = 0;
  #pausedUntil = 0;
  /** How often it died. */
  crashes = 0;

  constructor(
    name: string,
    parts: {
      readonly scheduler: Scheduler;
      readonly chance: Chance;
      readonly faults: Faults;
      readonly plan: MishapPlan;
      readonly boot: (process: SimulatedProcess) => void;
    },
  ) {
    this.name = name;
    this.#scheduler = parts.scheduler;
    this.#chance = parts.chance;
    this.#faults = parts.faults;
    this.#plan = parts.plan;
    this.#boot = parts.boot;
  }

  start(): void {
    this.#isUp = true;
    this.#offsetMs = this.#faults.skewMs === 0 ? 0 : Math.round((this.#chance.next() * 2 - 1) * this.#faults.skewMs);
    this.#boot(this);
  }

  /** Dies, and boots again a while later. */
  crash(): void {
    if (!this.#isUp) return;
    this.crashes += 1;
    this.#epoch += 1;
    this.#isUp = false;
    this.#scheduler.after(this.#chance.between(10, 60_000), () => {
      this.start();
    });
  }

  /** Stands still, as if the machine had stopped it: everything that comes back to it comes late. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#scheduler.now + ms);
  }

  /** Does something outside the process, which may go wrong on the way there or back. */
  effect<Result>(name: string, delayMs: number, apply: () => Result | Promise<Result>): Promise<Result> {
    const epoch = this.#epoch;
    return new Promise((resolve, reject) => {
      const back = (settle: () => void): void => {
        const at = Math.max(delayMs, this.#pausedUntil - this.#scheduler.now);
        this.#scheduler.after(at, () => {
          if (this.#epoch === epoch) settle();
        });
      };
      this.#scheduler.after(delayMs, () => {
        if (this.#epoch !== epoch) return;
        const mishap = this.#plan(this, name);
        if (mishap === 'crash_before') {
          this.crash();
          return;
        }
        if (mishap === 'unavailable') {
          back(() => {
            reject(new StoreUnavailableError('The store could not be reached.'));
          });
          return;
        }
        void Promise.resolve()
          .then(apply)
          .then(
            (result) => {
              if (mishap === 'crash_after') {
                this.crash();
                return;
              }
              back(() => {
                if (mishap === 'reply_lost') reject(new StoreUnavailableError('The answer of the store was lost.'));
                else resolve(result);
              });
            },
            (error: unknown) => {
              back(() => {
                reject(error instanceof Error ? error : new Error(String(error)));
              });
            },
          );
      });
    });
  }

  /** An answer that comes only while who asked for it lives. */
  answer<Result>(answer: Promise<Result>): Promise<Result> {
    const epoch = this.#epoch;
    return new Promise((resolve, reject) => {
      answer.then(
        (result) => {
          if (this.#epoch === epoch) resolve(result);
        },
        (error: unknown) => {
          if (this.#epoch === epoch) reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  /** The process's own clock, which may be wrong. */
  get clock(): Clock {
    return {
      now: () => new Date(Math.round(this.#scheduler.now) + this.#offsetMs),
      sleep: (ms, signal) => {
        const epoch = this.#epoch;
        return new Promise((resolve, reject) => {
          let callOff = (): void => undefined;
          const abort = (): void => {
            callOff();
            const reason: unknown = signal?.reason;
            reject(reason instanceof Error ? reason : new Error('aborted'));
          };
          if (signal?.aborted === true) {
            abort();
            return;
          }
          signal?.addEventListener('abort', abort, { once: true });
          const at = Math.max(ms, this.#pausedUntil - this.#scheduler.now);
          callOff = this.#scheduler.after(at, () => {
            signal?.removeEventListener('abort', abort);
            if (this.#epoch === epoch) resolve();
          });
        });
      },
    };
  }

  get random(): RandomSource {
    return { next: () => this.#chance.next(), bytes: (count) => this.#chance.bytes(count) };
  }
}
