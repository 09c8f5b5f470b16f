import type { RandomSource } from '../control/identifiers.js';
import type { ErrorShape } from './refusal.js';
import type { WebhookSigning } from './webhook/sign.js';

/** One version of a webhook secret. */
export interface MolamWebhookSecret {
  /** Its name in the signature header. */
  readonly kid: string;
  /** Opaque text; its UTF-8 bytes are the key. */
  readonly secret: string;
}

/** The secret that a rotation gives an endpoint. */
export interface MolamNextSecret {
  /** The next number by default. */
  readonly kid?: string | undefined;
  /** An invented one by default. */
  readonly secret?: string | undefined;
}

/** Options of `startMolamSimulator`. All of them have defaults. */
export interface MolamSimulatorOptions {
  /** TCP port; 0 takes a free one. @defaultValue `0` */
  readonly port?: number | undefined;
  /** Address to listen on. @defaultValue `127.0.0.1` */
  readonly host?: string | undefined;
  /**
   * Names beside loopback ones, in lower case and without a port, under which the
   * pages and the control interface answer.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * The one API key that is accepted; it starts with `sk_` or `jwt_`, and with
   * `sk_live_` objects are live. Without it every key that starts with `sk_test_`
   * is accepted, all for the same account.
   */
  readonly apiKey?: string | undefined;
  /** The secret that every endpoint starts with. Each gets an invented one by default. */
  readonly webhookSecret?: MolamWebhookSecret | undefined;
  /** Several versions by kid, as if they had been rotated: the last one signs, of numbers the highest. */
  readonly webhookSecrets?: Readonly<Record<string, string>> | undefined;
  /** An endpoint for all events that is registered from the start. */
  readonly webhookUrl?: string | undefined;
  /** `virtual` moves only by `control.advance`. @defaultValue `real` */
  readonly clock?: 'real' | 'virtual' | undefined;
  /** Where a virtual clock starts. @defaultValue `2026-01-01T00:00:00.000Z` */
  readonly startAt?: Date | string | undefined;
  /** Where identifiers come from; a seeded source makes them repeatable. The operating system's by default. */
  readonly random?: RandomSource | undefined;
  /** How much faster than the clock everything scheduled happens. @defaultValue `1` */
  readonly speed?: number | undefined;

  /** @defaultValue `nested` */
  readonly errorShape?: ErrorShape | undefined;
  /** Whether calls need an idempotency key: writes to the treasury, or all writes. @defaultValue `false` */
  readonly strictIdempotency?: boolean | 'all' | undefined;
  /** How long answers are kept under their idempotency key, in milliseconds. @defaultValue 24 hours */
  readonly idempotencyLifetimeMs?: number | undefined;
  /** Requests per minute and API key, half as many more at once. `true` is 60. @defaultValue `false` */
  readonly rateLimit?: boolean | number | undefined;

  /** Refunds stay `pending` for a minute. @defaultValue `false` */
  readonly delayedRefunds?: boolean | undefined;
  /** Time until a delayed refund ends, in milliseconds. @defaultValue `60_000` */
  readonly refundDelayMs?: number | undefined;
  /** Time until a slow payment succeeds, in milliseconds. @defaultValue `60_000` */
  readonly slowPaymentMs?: number | undefined;
  /** Time a customer has for an action, in milliseconds. @defaultValue 15 minutes */
  readonly actionTimeoutMs?: number | undefined;
  /** Time until an authorization lapses, in milliseconds. It never does by default. */
  readonly authorizationExpiryMs?: number | undefined;

  /** Lets payouts move by themselves: processing, sent, settled. @defaultValue `true` */
  readonly autopilot?: boolean | undefined;
  /** Time between two steps of a payout, in milliseconds. @defaultValue `10_000` */
  readonly payoutStepMs?: number | undefined;
  /** Whole major units, in any currency, from which payouts wait for an approval. @defaultValue `10_000` */
  readonly approvalThreshold?: number | undefined;
  /** Takes 1 % of payouts, 0.5 % of agents' and 2 % of wallets' (`ma`), and the bank's fee, decimal text in major units, if one is named. @defaultValue `false` */
  readonly fees?: boolean | { readonly bankFee: string } | undefined;
  /** Whether payouts write amounts as JSON numbers or as text. @defaultValue `number` */
  readonly payoutAmounts?: 'number' | 'text' | undefined;

  /** @defaultValue `standard` */
  readonly webhookSigning?: WebhookSigning | undefined;
  /** Waits before each further attempt of a webhook, in milliseconds. @defaultValue 1, 5 and 15 minutes, 1, 6 and 24 hours */
  readonly webhookRetryDelaysMs?: readonly number[] | undefined;
  /** Real time a receiver of webhooks has to answer, in milliseconds. @defaultValue `10_000` */
  readonly webhookTimeoutMs?: number | undefined;
  /** Time until deliveries to a paused endpoint are tried again, in milliseconds. @defaultValue 6 hours */
  readonly parkingMs?: number | undefined;
  /** Time until a rotated secret is revoked, in milliseconds. @defaultValue 24 hours */
  readonly rotationGraceMs?: number | undefined;
}

/** The options with defaults; everything scheduled is divided by the speed. */
export interface MolamSettings {
  readonly apiKey: string | undefined;
  readonly webhookSecrets: readonly MolamWebhookSecret[];
  readonly webhookUrl: string | undefined;
  readonly errorShape: ErrorShape;
  readonly strictIdempotency: 'off' | 'treasury' | 'all';
  readonly idempotencyLifetimeMs: number;
  readonly requestsPerMinute: number | undefined;
  readonly delayedRefunds: boolean;
  readonly refundDelayMs: number;
  readonly slowPaymentMs: number;
  readonly actionTimeoutMs: number;
  readonly authorizationExpiryMs: number | undefined;
  readonly autopilot: boolean;
  readonly payoutStepMs: number;
  readonly bankRetryDelaysMs: readonly number[];
  readonly approvalThreshold: number;
  readonly fees: { readonly bankFee: string } | undefined;
  readonly payoutAmounts: 'number' | 'text';
  readonly webhookRetryDelaysMs: readonly number[];
  readonly webhookTimeoutMs: number;
  readonly parkingMs: number;
  readonly rotationGraceMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The waits of webhooks, and of treasury before it asks the bank again. */
const RETRY_DELAYS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];

/** @throws RangeError for an option that cannot be meant. */
export function molamSettings(options: MolamSimulatorOptions): MolamSettings {
  const { apiKey, speed = 1, rateLimit = false, strictIdempotency = false, fees = false } = options;
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError('The option "speed" is a number above zero.');
  if (apiKey !== undefined && !/^(sk_|jwt_)[\x21-\x7e]+$/.test(apiKey)) {
    throw new RangeError('The option "apiKey" starts with "sk_" or "jwt_".');
  }
  const scaled = (ms: number): number => {
    if (!(ms >= 0)) throw new RangeError('A time is zero or more milliseconds.');
    return ms / speed;
  };
  return {
    apiKey,
    webhookSecrets: webhookSecrets(options),
    webhookUrl: options.webhookUrl,
    errorShape: options.errorShape ?? 'nested',
    strictIdempotency: strictIdempotency === true ? 'treasury' : strictIdempotency === false ? 'off' : 'all',
    idempotencyLifetimeMs: scaled(options.idempotencyLifetimeMs ?? 24 * HOUR_MS),
    requestsPerMinute: rateLimit === true ? 60 : rateLimit === false ? undefined : rateLimit,
    delayedRefunds: options.delayedRefunds ?? false,
    refundDelayMs: scaled(options.refundDelayMs ?? MINUTE_MS),
    slowPaymentMs: scaled(options.slowPaymentMs ?? MINUTE_MS),
    actionTimeoutMs: scaled(options.actionTimeoutMs ?? 15 * MINUTE_MS),
    authorizationExpiryMs:
      options.authorizationExpiryMs === undefined ? undefined : scaled(options.authorizationExpiryMs),
    autopilot: options.autopilot ?? true,
    payoutStepMs: scaled(options.payoutStepMs ?? 10_000),
    bankRetryDelaysMs: RETRY_DELAYS_MS.map(scaled),
    approvalThreshold: wholeNumber(options.approvalThreshold ?? 10_000, 'approvalThreshold'),
    fees: fees === false ? undefined : { bankFee: decimalText(fees === true ? '0' : fees.bankFee) },
    payoutAmounts: options.payoutAmounts ?? 'number',
    webhookRetryDelaysMs: (options.webhookRetryDelaysMs ?? RETRY_DELAYS_MS).map(scaled),
    webhookTimeoutMs: options.webhookTimeoutMs ?? 10_000,
    parkingMs: scaled(options.parkingMs ?? 6 * HOUR_MS),
    rotationGraceMs: scaled(options.rotationGraceMs ?? 24 * HOUR_MS),
  };
}

function webhookSecrets({ webhookSecret, webhookSecrets }: MolamSimulatorOptions): readonly MolamWebhookSecret[] {
  if (webhookSecret !== undefined && webhookSecrets !== undefined) {
    throw new RangeError('Name either "webhookSecret" or "webhookSecrets".');
  }
  const secrets =
    webhookSecret === undefined
      ? Object.entries(webhookSecrets ?? {}).map(([kid, secret]) => ({ kid, secret }))
      : [webhookSecret];
  for (const secret of secrets) checkWebhookSecret(secret);
  return secrets;
}

/** @throws RangeError for a kid that cannot stand in a header, or an empty secret. */
export function checkWebhookSecret({ kid, secret }: MolamWebhookSecret): void {
  if (!/^[A-Za-z0-9_.-]+$/.test(kid)) throw new RangeError(`"${kid}" is no name for a webhook secret.`);
  if (secret === '') throw new RangeError(`The webhook secret "${kid}" is empty.`);
}

function wholeNumber(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`The option "${name}" is a whole number.`);
  return value;
}

function decimalText(text: string): string {
  if (!/^\d{1,20}(\.\d{1,10})?$/.test(text))
    throw new RangeError('The option "fees.bankFee" is decimal text such as "2.50".');
  return text;
}
