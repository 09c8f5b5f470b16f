import * as z from 'zod';
import { checkBaseUrl } from '../http/base-url.js';
import type { OperationName } from '../provider/capabilities.js';

/** How to reach a provider and how long to wait: options that every adapter has. */
export interface ConnectionOptions {
  /** Where the provider answers. `https:`, or `http:` towards loopback. A trailing slash makes no difference. */
  readonly baseUrl?: string | undefined;
  /** Time for one attempt, in milliseconds. @defaultValue `30_000` */
  readonly timeoutMs?: number | undefined;
  /** Time for one call with its repeats, in milliseconds. @defaultValue `120_000` */
  readonly deadlineMs?: number | undefined;
  /** Repeats after the first attempt, where a repeat is safe. @defaultValue `3` */
  readonly maxRetries?: number | undefined;
  /** The wait before the first repeat, in milliseconds; each further one doubles it. @defaultValue `1_000` */
  readonly retryDelayMs?: number | undefined;
  /** The longest wait of our own choice, in milliseconds. @defaultValue `20_000` */
  readonly maxRetryDelayMs?: number | undefined;
  /** `full` takes a random part of each wait; `none` waits exactly 1, 2, 4 … times `retryDelayMs`. @defaultValue `full` */
  readonly retryJitter?: 'full' | 'none' | undefined;
  /**
   * Repeats that each call adds to what the account may make, 0 to 20. While a provider fails every call, it is asked
   * about this much more often than it was before, however many repeats each call may make. @defaultValue `0.05`
   */
  readonly retryBudgetPerCall?: number | undefined;
  /**
   * Repeats that the account may make before any is added, and the most that are saved up. An account with few calls
   * gets one of them back every ten seconds. @defaultValue `20`
   */
  readonly retryBudgetReserve?: number | undefined;
  /**
   * For how long a repeat under the same reference is safe, by operation, in milliseconds,
   * where the account differs from what the adapter knows. 0 means never.
   */
  readonly deduplicatesForMs?: Readonly<Partial<Record<OperationName, number>>> | undefined;
  /** Accepts a base URL on a private network. @defaultValue `false` */
  readonly allowPrivateNetwork?: boolean | undefined;
  /** Accepts `http:` towards hosts other than loopback: credentials then travel unprotected. @defaultValue `false` */
  readonly allowInsecureHttp?: boolean | undefined;
}

/** {@link ConnectionOptions}, checked and with defaults. */
export interface ConnectionSettings {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly maxRetries: number;
  readonly retryDelayMs: number;
  readonly maxRetryDelayMs: number;
  readonly retryJitter: 'full' | 'none';
  readonly retryBudgetPerCall: number;
  readonly retryBudgetReserve: number;
  readonly deduplicatesForMs: Readonly<Partial<Record<OperationName, number>>>;
  readonly allowPrivateNetwork: boolean;
  readonly allowInsecureHttp: boolean;
}

/** The longest time a timer of Node.js can hold, nearly 25 days. */
const LONGEST_MS = 2 ** 31 - 1;

const waiting = (least: number) => {
  const rule = `must be a whole number of milliseconds, ${String(least)} to ${String(LONGEST_MS)}`;
  return z.int(rule).min(least, rule).max(LONGEST_MS, rule);
};

const RETRIES_RULE = 'must be a whole number from 0 to 20';
const BUDGET_RULE = 'must be a number from 0 to 20';
const RESERVE_RULE = 'must be a whole number from 0 to 1000000';
const WINDOW_RULE = 'must be a whole number of milliseconds, 0 or more';
const window = z.int(WINDOW_RULE).min(0, WINDOW_RULE);

/** What {@link connectionFields} gives: one zod schema per field of {@link ConnectionOptions}. */
export type ConnectionFields = {
  readonly [Name in keyof ConnectionSettings]: z.ZodType<ConnectionSettings[Name], ConnectionOptions[Name]>;
};

/** The fields of {@link ConnectionOptions}, to be spread into an adapter's own options schema. */
export function connectionFields(defaultBaseUrl: string): ConnectionFields {
  return {
    baseUrl: z
      .string('must be a URL as text')
      .default(defaultBaseUrl)
      .transform((url) => url.replace(/\/$/, '')),
    timeoutMs: waiting(1).default(30_000),
    deadlineMs: waiting(1).default(120_000),
    maxRetries: z.int(RETRIES_RULE).min(0, RETRIES_RULE).max(20, RETRIES_RULE).default(3),
    retryDelayMs: waiting(0).default(1_000),
    maxRetryDelayMs: waiting(0).default(20_000),
    retryJitter: z.enum(['full', 'none'], 'must be "full" or "none"').default('full'),
    retryBudgetPerCall: z.number(BUDGET_RULE).min(0, BUDGET_RULE).max(20, BUDGET_RULE).default(0.05),
    retryBudgetReserve: z.int(RESERVE_RULE).min(0, RESERVE_RULE).max(1_000_000, RESERVE_RULE).default(20),
    deduplicatesForMs: z.record(z.string(), window).default({}),
    allowPrivateNetwork: z.boolean().default(false),
    allowInsecureHttp: z.boolean().default(false),
  };
}

/** What is wrong with the base URL of some settings, as a problem for a schema's `superRefine`. */
export function baseUrlProblem(
  settings: Pick<ConnectionSettings, 'baseUrl' | 'allowPrivateNetwork' | 'allowInsecureHttp'>,
): string | undefined {
  return checkBaseUrl(settings.baseUrl, settings);
}
