import type { Clock, Logger } from '@paymux/core';
import { TokenBucket } from './token-bucket.js';

/** Anybody may send to any path, so the log hears of it this often and no more. */
const TOLD = { perMinute: 6, burst: 10 };
/** What an account may be called. Anything else in a path may be anything, a secret as well. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Deliveries to paths that end in no account: an address was mistyped, or names an account that is gone. */
export class UnknownAccounts {
  readonly #known: readonly string[];
  readonly #logger: Logger;
  readonly #told: TokenBucket;

  constructor({
    clock,
    known,
    logger,
  }: {
    readonly clock: Clock;
    readonly known: readonly string[];
    readonly logger: Logger;
  }) {
    this.#known = known;
    this.#logger = logger;
    this.#told = new TokenBucket(TOLD, clock);
  }

  /** @param name - Where the path ends, if that can be read. */
  tell(name: string | undefined): void {
    if (this.#told.take() !== undefined) return;
    const account = name !== undefined && NAME.test(name) ? name : undefined;
    this.#logger.warn('webhook.unknown_account', { account, known: this.#known });
  }
}
