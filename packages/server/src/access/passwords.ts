import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { equalInConstantTime, type Problem, type RandomSource } from '@paymux/core';
import { RequestRefusedError } from '../api/problem.js';
import type { PasswordCost } from './access-policy.js';

/** Derives a key from a password: scrypt of `node:crypto`, or what a test counts it with. */
export type DeriveKey = (
  password: string,
  salt: Uint8Array,
  length: number,
  options: PasswordCost & { readonly maxmem: number },
) => Promise<Uint8Array>;

/** Whether a password was right, and whether its hash should be made anew with today's parameters. */
export interface PasswordVerdict {
  readonly isRight: boolean;
  readonly isOutdated: boolean;
}

/** What {@link Passwords} works with. */
export interface PasswordDependencies {
  readonly random: RandomSource;
  readonly cost: PasswordCost;
  readonly hashedAtOnce: number;
  readonly deriveKey?: DeriveKey | undefined;
}

const SHORTEST = 12;
const LONGEST = 200;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Whoever comes later is turned away, so that a flood of sign-ins ends in refusals and not in a queue without end. */
const MOST_WAITING = 64;
const HASH = /^scrypt\$N=(\d{1,7}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

const deriveWithScrypt: DeriveKey = promisify(
  scrypt as (
    password: string,
    salt: Uint8Array,
    length: number,
    options: PasswordCost & { readonly maxmem: number },
    done: (error: Error | null, key: Uint8Array) => void,
  ) => void,
);

/** What is wrong with a new password. There are no rules of composition: length is what counts. */
export function passwordProblems(password: string, email: string): readonly Problem[] {
  const length = Array.from(password.normalize('NFKC')).length;
  if (length < SHORTEST || length > LONGEST) {
    return [{ path: 'password', message: `must be ${String(SHORTEST)} to ${String(LONGEST)} characters long` }];
  }
  return password.normalize('NFKC').toLowerCase() === email
    ? [{ path: 'password', message: 'must not be the e-mail address' }]
    : [];
}

/**
 * Hashes passwords and compares them with their hashes, a few at a time. A hash is text that holds its own parameters:
 * `scrypt$N=32768,r=8,p=1$<salt>$<key>`.
 */
export class Passwords {
  readonly #dependencies: PasswordDependencies;
  readonly #deriveKey: DeriveKey;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(dependencies: PasswordDependencies) {
    this.#dependencies = dependencies;
    this.#deriveKey = dependencies.deriveKey ?? deriveWithScrypt;
  }

  /** @throws {@link RequestRefusedError} Too many passwords are being hashed already. */
  async hash(password: string): Promise<string> {
    const { cost, random } = this.#dependencies;
    const salt = random.bytes(SALT_BYTES);
    const key = await this.#derive(password, salt, cost);
    return `scrypt$${textOf(cost)}$${toText(salt)}$${toText(key)}`;
  }

  /**
   * Compares a password with a hash. Without one it takes as long as with one, and the answer is no.
   *
   * @throws {@link RequestRefusedError} Too many passwords are being hashed already.
   */
  async verify(password: string, hash: string | undefined): Promise<PasswordVerdict> {
    const { cost, random } = this.#dependencies;
    const [, N, r, p, salt, key] = (hash === undefined ? null : HASH.exec(hash)) ?? [];
    const kept = { N: Number(N), r: Number(r), p: Number(p) };
    if (salt === undefined || key === undefined) {
      await this.#derive(password, random.bytes(SALT_BYTES), cost);
      return { isRight: false, isOutdated: false };
    }
    const derived = await this.#derive(password, Buffer.from(salt, 'base64url'), kept);
    return {
      isRight: equalInConstantTime(derived, Buffer.from(key, 'base64url')),
      isOutdated: textOf(kept) !== textOf(cost),
    };
  }

  async #derive(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Uint8Array> {
    await this.#takeTurn();
    try {
      // A little more than the 128 * N * r bytes that the work itself takes.
      const maxmem = 256 * cost.N * cost.r;
      return await this.#deriveKey(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #takeTurn(): Promise<void> {
    if (this.#running < this.#dependencies.hashedAtOnce) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING) {
      throw new RequestRefusedError('too_many_requests', 'Too many people sign in at the moment. Try again shortly.', {
        retryAfterMs: 5000,
      });
    }
    await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }
}

function textOf({ N, p, r }: PasswordCost): string {
  return `N=${String(N)},r=${String(r)},p=${String(p)}`;
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
