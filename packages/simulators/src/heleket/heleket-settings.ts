import { parseFixed } from '../money/fixed.js';
import type { MerchantSimulatorOptions } from '../merchant/merchant-settings.js';

/**
 * Options of {@link startHeleketSimulator}. All of them have defaults.
 *
 * The signed protocol and the api-key interface are always served side by side,
 * on one set of balances and books; their paths differ.
 */
export interface HeleketSimulatorOptions extends MerchantSimulatorOptions {
  /** Expected in the header `X-API-Key` of the api-key interface. A fixed invented key by default. */
  readonly apiKey?: string | undefined;
  /** Where webhooks about payouts of the api-key interface go. None are sent by default. */
  readonly webhookUrl?: string | undefined;
  /**
   * Secret of webhooks about payouts of the api-key interface, and of all others
   * where `webhookSignature` is `hmac-sha256`. A fixed invented secret by default.
   */
  readonly webhookSecret?: string | undefined;
  /** Header of HMAC signatures. @defaultValue `x-heleket-signature` */
  readonly webhookSignatureHeader?: string | undefined;
  /**
   * How long an `X-Idempotency-Key` is remembered, in milliseconds by the
   * simulator's clock; 0 for not at all.
   *
   * @defaultValue `86_400_000`
   */
  readonly idempotencyLifetimeMs?: number | undefined;
  /** The member that tells of an error of the api-key interface. @defaultValue `message` */
  readonly apiErrorMember?: 'message' | 'error' | undefined;
  /**
   * Whether JSON or HTML pages tell of errors of the api-key interface. Faults keep
   * to JSON; `not-json` is the one for a page.
   *
   * @defaultValue `json`
   */
  readonly apiErrorContent?: 'json' | 'html' | undefined;
  /**
   * The result of a refund: the empty list of the documentation, or an object with
   * `commission`, `amount` and `address`, which the official Go client reads.
   *
   * @defaultValue `list`
   */
  readonly refundAnswer?: 'list' | 'object' | undefined;
  /** TRX that the first top-up of a static wallet on TRON costs, as decimal text. @defaultValue `2` */
  readonly walletActivationFee?: string | undefined;
  /** Time to answer the questionnaire about a locked payment, in milliseconds. @defaultValue 3 days */
  readonly amlLinkLifetimeMs?: number | undefined;
}

/** What Heleket's options add to the protocol's, with defaults. */
export interface HeleketSettings {
  readonly apiKey: string;
  readonly webhookUrl: string | undefined;
  readonly webhookSecret: string;
  readonly webhookSignatureHeader: string;
  readonly idempotencyLifetimeMs: number;
  readonly apiErrorMember: 'message' | 'error';
  readonly apiErrorContent: 'json' | 'html';
  readonly refundAnswer: 'list' | 'object';
  readonly walletActivationFee: string;
  readonly amlLinkLifetimeMs: number;
}

const DAY_MS = 86_400_000;

/** @throws RangeError for an option that cannot be meant. */
export function heleketSettings(options: HeleketSimulatorOptions): HeleketSettings {
  const settings: HeleketSettings = {
    apiKey: options.apiKey ?? 'simulated-api-key-7Tb5Xc1Nf4Wq',
    webhookUrl: options.webhookUrl,
    webhookSecret: options.webhookSecret ?? 'simulated-webhook-secret-2Rg8Ve6Mj3Dk',
    webhookSignatureHeader: options.webhookSignatureHeader ?? 'x-heleket-signature',
    idempotencyLifetimeMs: options.idempotencyLifetimeMs ?? DAY_MS,
    apiErrorMember: options.apiErrorMember ?? 'message',
    apiErrorContent: options.apiErrorContent ?? 'json',
    refundAnswer: options.refundAnswer ?? 'list',
    walletActivationFee: options.walletActivationFee ?? '2',
    amlLinkLifetimeMs: options.amlLinkLifetimeMs ?? 3 * DAY_MS,
  };
  for (const name of ['apiKey', 'webhookSecret'] as const) {
    if (settings[name] === '') throw new RangeError(`The option "${name}" is empty.`);
  }
  const fee = parseFixed(settings.walletActivationFee);
  if (fee === undefined || fee < 0n) {
    throw new RangeError('The option "walletActivationFee" is decimal text, zero or more, such as "2".');
  }
  if (settings.webhookUrl !== undefined) checkWebhookUrl(settings.webhookUrl);
  return settings;
}

/** @throws RangeError for anything but an http or https URL. */
export function checkWebhookUrl(url: string): void {
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    throw new RangeError('A webhook URL starts with http:// or https://.');
}
