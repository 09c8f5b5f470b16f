import {
  type Clock,
  hexDigest,
  InvalidRequestError,
  isCurrencyCode,
  type Logger,
  type Problem,
  silentLogger,
  systemClock,
} from '@paymux/core';

/** What a key is made of. */
export interface HeleketIdempotencyKeyParts {
  /** Who is paid, in your own words: any text without a colon. */
  readonly clientId: string;
  /** The asset's code, such as `USDT`, as it is written. */
  readonly asset: string;
  /** When the payout was decided. Text is taken as it is, a `Date` as ISO 8601 in UTC. @defaultValue the clock's time */
  readonly timestamp?: string | number | Date | undefined;
}

/** Where a missing time comes from, and who hears of it. */
export interface HeleketIdempotencyKeyDependencies {
  readonly clock?: Pick<Clock, 'now'> | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * The SHA-256 of `client:asset:timestamp` as 64 hexadecimal digits, which are a legal `reference`.
 *
 * Give it the time at which the payout was decided, and keep that. With the time left to the
 * clock the key is another one on every call, so that a repeat is a second payout: a warning is
 * logged. {@link heleketIdempotencyKeyOf} knows no clock and is the safer choice.
 *
 * @throws {@link InvalidRequestError} A part is missing, malformed, or could be read as two.
 */
export function heleketIdempotencyKey(
  parts: HeleketIdempotencyKeyParts,
  { clock = systemClock, logger = silentLogger }: HeleketIdempotencyKeyDependencies = {},
): string {
  const { asset, clientId, timestamp } = parts;
  refuse([
    ...(typeof clientId === 'string' && /^[^:]+$/.test(clientId)
      ? []
      : [{ path: 'clientId', message: 'must be text without a colon, which separates the parts' }]),
    ...(isCurrencyCode(asset) ? [] : [{ path: 'asset', message: 'must be the code of an asset, such as "USDT"' }]),
    ...(timestamp === undefined || timeText(timestamp) !== undefined
      ? []
      : [{ path: 'timestamp', message: 'must be text, a number or a valid Date' }]),
  ]);
  if (timestamp === undefined) logger.warn('idempotency_key.from_clock', { asset });
  return hexDigest('sha256', [clientId, asset, timeText(timestamp ?? clock.now()) ?? ''].join(':'));
}

/**
 * The SHA-256 of a business fact's name as 64 hexadecimal digits: the same name gives the same key,
 * at any time and on any machine. For names that a `reference` cannot hold, such as `plan 7/2026-05`.
 *
 * @throws {@link InvalidRequestError} The name is empty or no text.
 */
export function heleketIdempotencyKeyOf(fact: string): string {
  refuse(typeof fact === 'string' && fact !== '' ? [] : [{ path: 'fact', message: 'must be text that is not empty' }]);
  return hexDigest('sha256', fact);
}

function timeText(time: unknown): string | undefined {
  if (time instanceof Date) return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
  if (typeof time === 'number') return Number.isFinite(time) ? String(time) : undefined;
  return typeof time === 'string' && time !== '' ? time : undefined;
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0)
    throw new InvalidRequestError(problems, { provider: 'heleket', operation: 'idempotencyKey' });
}
