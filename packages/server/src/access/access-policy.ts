/** How dear it is to try a password: the parameters of scrypt. */
export interface PasswordCost {
  /** A power of two. Memory for one try is `128 * N * r` bytes. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** When failed tries have to wait: after `after` of them `firstMs`, then twice as long each time, up to `mostMs`. */
export interface TryLimit {
  readonly after: number;
  readonly firstMs: number;
  readonly mostMs: number;
}

/** How long things last, and what bounds tries. All times are in milliseconds. */
export interface AccessPolicy {
  /** A session ends when nothing was asked with it for this long. */
  readonly sessionIdleMs: number;
  /** A session ends this long after it began, whatever is done with it. */
  readonly sessionLifeMs: number;
  /** One-time links are good for this long. */
  readonly linkLifeMs: number;
  /** The longest life of an API token. */
  readonly tokenLifeMs: number;
  /** When something was last used is written down at most this often. */
  readonly seenEveryMs: number;
  readonly passwordCost: PasswordCost;
  /** How many passwords are hashed at the same time in one process: each takes a thread and its memory. */
  readonly hashedAtOnce: number;
  /** Failed sign-ins from one address to one e-mail address. */
  readonly triesOfPair: TryLimit;
  /** Failed sign-ins from one address, to whomever. */
  readonly triesFromAddress: TryLimit;
  /**
   * Failed sign-ins to one e-mail address, from wherever. It holds up no address from which the person has signed in
   * before, so that nobody is kept out by strangers.
   */
  readonly triesToEmail: TryLimit;
  /** Failed sign-ins are forgotten this long after the last one. */
  readonly triesForgottenMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What holds where nothing else is said. */
export const ACCESS_POLICY: AccessPolicy = {
  sessionIdleMs: 30 * MINUTE_MS,
  sessionLifeMs: 12 * HOUR_MS,
  linkLifeMs: 24 * HOUR_MS,
  tokenLifeMs: 365 * 24 * HOUR_MS,
  seenEveryMs: MINUTE_MS,
  passwordCost: { N: 32_768, r: 8, p: 1 },
  hashedAtOnce: 2,
  triesOfPair: { after: 5, firstMs: MINUTE_MS / 2, mostMs: 15 * MINUTE_MS },
  triesFromAddress: { after: 20, firstMs: MINUTE_MS / 2, mostMs: 15 * MINUTE_MS },
  triesToEmail: { after: 50, firstMs: MINUTE_MS / 2, mostMs: 5 * MINUTE_MS },
  triesForgottenMs: 24 * HOUR_MS,
};
