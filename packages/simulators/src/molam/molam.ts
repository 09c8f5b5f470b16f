import type { Books, MoneyMovement } from '../control/books.js';
import type { RandomSource } from '../control/identifiers.js';
import type { SimulatedClock } from '../control/simulated-clock.js';
import type { WebhookCourier } from '../control/webhook-courier.js';
import type { JsonObject } from '../json/encode-json.js';
import type { IdempotentAnswers } from './idempotent-answers.js';
import type { MolamSettings } from './molam-settings.js';
import type { RateLimit } from './rate-limit.js';
import type { MolamState } from './state.js';
import type { WebhookSigning } from './webhook/sign.js';

/** One simulated account and everything it works with. A reset replaces what can be replaced. */
export interface Molam {
  readonly settings: MolamSettings;
  readonly clock: SimulatedClock;
  readonly random: RandomSource;
  books: Books;
  courier: WebhookCourier;
  state: MolamState;
  answers: IdempotentAnswers;
  rateLimit: RateLimit | undefined;
  signing: WebhookSigning;
  /** Resolves when held writes may run; `undefined` while none are held. */
  held: Promise<void> | undefined;
  /** Announcements whose webhooks are not all sent once yet. */
  readonly announcing: Set<Promise<void>>;
  /** Where the simulator listens, without a slash at the end. */
  baseUrl: string;
}

/** An account that holds nothing. */
export function emptyState(): MolamState {
  return { intents: [], charges: [], refunds: [], payouts: [], endpoints: [], bankFailures: 0 };
}

/** A new identifier such as `pi_3f0c9a…`. */
export function newId(molam: Molam, prefix: string): string {
  return `${prefix}_${token(molam, 12)}`;
}

/** Invented hexadecimal text. */
export function token(molam: Molam, bytes: number): string {
  return Buffer.from(molam.random.bytes(bytes)).toString('hex');
}

/** An instant as the wire writes it. */
export function isoTime(at: number): string {
  return new Date(at).toISOString();
}

/** Runs `task` later, unless the status has been set anew or the account was reset by then. */
export function unlessMoved(
  molam: Molam,
  subject: { readonly moves: number },
  delayMs: number,
  task: () => void | Promise<void>,
): void {
  const { state } = molam;
  const { moves } = subject;
  molam.clock.after(delayMs, () => {
    if (subject.moves === moves && molam.state === state) return task();
  });
}

/** Writes a movement of money into the books. */
export function recordMoney(molam: Molam, movement: Omit<MoneyMovement, 'at' | 'network'>): void {
  molam.books.record({ ...movement, network: null, at: isoTime(molam.clock.now()) });
}

/** Keys that clients invent when their caller names none. */
const INVENTED_KEY = /^molam-\d+-[0-9a-f]+$/;

/**
 * The merchant's name for an object that is being created: its idempotency key,
 * unless a client invented that, else `metadata.reference` or `metadata.order_id`.
 */
export function referenceOf(metadata: JsonObject, idempotencyKey: string | undefined): string | undefined {
  if (idempotencyKey !== undefined && !INVENTED_KEY.test(idempotencyKey)) return idempotencyKey;
  const named = [metadata['reference'], metadata['order_id']];
  return named.find((value) => typeof value === 'string' && value !== '') as string | undefined;
}
