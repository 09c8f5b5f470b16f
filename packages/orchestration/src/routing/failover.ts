import { type ErrorOutcome, PaymentsError } from '@paymux/core';
import type { KeptRoute, Leaving } from './route.js';

/** What of a record decides whether another account may have it. */
export interface Routed {
  readonly route?: KeptRoute | undefined;
  readonly everUnknown?: boolean | undefined;
  readonly sends: number;
  readonly openSends: readonly number[];
}

/** What one sending came to, with what is known of the account. */
export interface LostSending {
  readonly error: unknown;
  readonly outcome: Exclude<ErrorOutcome, 'unknown'>;
  /** Whether there is nothing more to be tried at this account. */
  readonly isOver: boolean;
  /** Whether the account is left alone, as it fails too often. */
  readonly isDown: boolean;
}

/**
 * Why a record is to be taken to the next account, or `undefined`. Never once the outcome of any sending was unknown: it
 * may have had its effect, whatever was said since.
 *
 * @see docs/decisions/2026-11-21-failover-never-after-unknown.md
 */
export function leavingFor(
  { everUnknown, openSends, route, sends }: Routed,
  { error, isDown, isOver, outcome }: LostSending,
): Leaving | undefined {
  const isBound = everUnknown === true || openSends.length > 0;
  if (route === undefined || route.fallback.length === 0 || isBound) return undefined;
  if (outcome === 'rejected') {
    const refusal = refusalOf(error);
    const isListed = refusal !== undefined && route.failoverOn.some((listed) => plain(listed) === plain(refusal.said));
    return isListed ? { reason: `refused with the ${refusal.kind} ${refusal.said}`, isOver: true } : undefined;
  }
  if (isOver) return { reason: `never sent: ${codeOf(error)}`, isOver: true };
  if (isDown) return { reason: 'the account fails too often and is left alone', isOver: false };
  if (sends < route.failoverAfter) return undefined;
  return { reason: `provably not sent, ${String(sends)} times`, isOver: false };
}

/** What a sending says about the health of its account; `undefined` where the request itself was at fault. */
export function healthOutcomeOf(error: unknown): ErrorOutcome | undefined {
  if (!PaymentsError.isInstance(error)) return 'unknown';
  const isOwnFault = ['invalid_request', 'unsupported_operation', 'reference_conflict'].includes(error.code);
  return isOwnFault ? undefined : error.outcome;
}

/** What a refusal is known by: the provider's code, or its words where it has no codes. */
function refusalOf(error: unknown): { readonly kind: 'code' | 'words'; readonly said: string } | undefined {
  if (!PaymentsError.isInstance(error)) return undefined;
  if ('providerCode' in error && typeof error.providerCode === 'string')
    return { kind: 'code', said: error.providerCode };
  if (!('providerMessage' in error) || typeof error.providerMessage !== 'string') return undefined;
  return { kind: 'words', said: error.providerMessage };
}

function plain(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, '');
}

function codeOf(error: unknown): string {
  return PaymentsError.isInstance(error) ? error.code : 'an error without a name';
}
