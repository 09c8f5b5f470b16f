import type { RandomSource } from '../control/identifiers.js';
import type { JsonObject } from '../json/encode-json.js';
import type { WebhookEncoding } from './sign.js';

/** Texts of refusals that the provider's documentation leaves open. */
export interface MerchantTexts {
  /** @defaultValue `Merchant not found.` */
  readonly unknownMerchant: string;
  /** A payment looked up by an unknown name. @defaultValue `Payment was not found` */
  readonly paymentNotFound: string;
  /** @defaultValue `Payout was not found` */
  readonly payoutNotFound: string;
  /** @defaultValue `Recurrence was not found` */
  readonly recurrenceNotFound: string;
}

/** Options of a simulator that speaks the merchant protocol. */
export interface MerchantSimulatorOptions {
  /** TCP port; 0 takes a free one. @defaultValue `0` */
  readonly port?: number | undefined;
  /** Address to listen on. @defaultValue `127.0.0.1` */
  readonly host?: string | undefined;
  /**
   * Names beside loopback ones, in lower case and without a port, under which the
   * pages and the control interface answer.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Expected in the header `merchant`. A fixed invented UUID by default. */
  readonly merchantId?: string | undefined;
  /** Signs payment calls and payment and wallet webhooks. A fixed invented key by default. */
  readonly paymentKey?: string | undefined;
  /** Signs payout calls and payout webhooks. A fixed invented key by default. */
  readonly payoutKey?: string | undefined;
  /** `virtual` moves only by `control.advance`. @defaultValue `real` */
  readonly clock?: 'real' | 'virtual' | undefined;
  /** Where a virtual clock starts. @defaultValue `2026-01-01T00:00:00.000Z` */
  readonly startAt?: Date | string | undefined;
  /** Where identifiers come from; a seeded source makes them repeatable. The operating system's by default. */
  readonly random?: RandomSource | undefined;
  /** The merchant's balances at the start, by currency. Generous ones by default. */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  /** Dollars for one unit of a currency, in place of the built-in table. */
  readonly rates?: Readonly<Record<string, string>> | undefined;
  /** Lets payouts, refunds and accepted transfers finish by themselves. @defaultValue `false` */
  readonly autopilot?: boolean | undefined;
  /** Time between two steps of the autopilot, in milliseconds. @defaultValue `2_000` */
  readonly autopilotStepMs?: number | undefined;
  /**
   * What the `url` of invoices, static wallets and recurring payments starts with,
   * such as `https://pay.example.com`. The simulator's own pages by default.
   */
  readonly payerPagesUrl?: string | undefined;
  /** Time until an accepted mark-as-paid takes effect, in milliseconds. @defaultValue `5_000` */
  readonly markAsPaidDelayMs?: number | undefined;
  /** Currency that incoming money is converted to at once. Not converted by default. */
  readonly autoConvertTo?: string | undefined;
  /** @defaultValue `unescaped` */
  readonly webhookEncoding?: WebhookEncoding | undefined;
  /** Where a webhook carries its signature: in its body, or in a header. @defaultValue `body-md5` */
  readonly webhookSignature?: 'body-md5' | 'hmac-sha256' | undefined;
  /** Header of `hmac-sha256` signatures. @defaultValue `x-signature` */
  readonly webhookSignatureHeader?: string | undefined;
  /** Stands before the digits of `hmac-sha256` signatures, such as `sha256=`. Nothing by default. */
  readonly webhookSignaturePrefix?: string | undefined;
  /** Secret of `hmac-sha256` signatures. The key that would sign the body by default. */
  readonly webhookSecret?: string | undefined;
  /** Waits before each further attempt of a webhook, in milliseconds. @defaultValue 1, 5, 15 and 60 minutes, 6 hours */
  readonly webhookRetryDelaysMs?: readonly number[] | undefined;
  /** Real time a receiver of webhooks has to answer, in milliseconds. @defaultValue `10_000` */
  readonly webhookTimeoutMs?: number | undefined;
  /** HTTP status for a wrong signature or an unknown merchant. @defaultValue `401` */
  readonly unauthorizedStatus?: number | undefined;
  /** Whether public calls that are signed all the same have their signature checked. @defaultValue `ignored` */
  readonly publicCallSignatures?: 'ignored' | 'verified' | undefined;
  /** Texts that the documentation leaves open. */
  readonly texts?: Partial<MerchantTexts> | undefined;
  /**
   * The 422 for an `order_id` taken by another kind of object.
   *
   * @defaultValue `{ state: 1, errors: { order_id: ['validation.unique'] } }`
   */
  readonly orderIdClash?: JsonObject | undefined;
  /** Whether payment objects carry `payment_amount_usd`, `commission` and others that only captures show. */
  readonly observedMembers?: boolean | undefined;
  /** Whether payouts write `balance` and `payer_amount` as text, as JSON numbers or not at all. @defaultValue `text` */
  readonly payoutNumbers?: 'text' | 'number' | 'null' | undefined;
  /** Whether amounts sent as JSON numbers are accepted. The documentation wants text. @defaultValue `refused` */
  readonly numericAmounts?: 'refused' | 'accepted' | undefined;
  /** Longest `order_id` that the payout look-up takes. @defaultValue `100` */
  readonly payoutLookupOrderIdLength?: number | undefined;
  /** Zone of `date_from` and `date_to`, in minutes east of UTC. @defaultValue `180` */
  readonly listZoneMinutes?: number | undefined;
}

/** The options with defaults. */
export type MerchantSettings = {
  readonly [Name in Exclude<
    keyof MerchantSimulatorOptions,
    | 'autoConvertTo'
    | 'payerPagesUrl'
    | 'webhookSecret'
    | 'texts'
    | 'clock'
    | 'startAt'
    | 'random'
    | 'port'
    | 'host'
    | 'allowedHosts'
  >]-?: NonNullable<MerchantSimulatorOptions[Name]>;
} & {
  readonly autoConvertTo: string | undefined;
  /** Without a slash at the end. */
  readonly payerPagesUrl: string | undefined;
  readonly webhookSecret: string | undefined;
  readonly texts: MerchantTexts;
};

const MINUTE_MS = 60_000;

/** @throws RangeError for an option that cannot be meant. */
export function merchantSettings(options: MerchantSimulatorOptions, observedMembers: boolean): MerchantSettings {
  const settings: MerchantSettings = {
    merchantId: options.merchantId ?? '7f3c2a10-5b1e-4d68-9a27-c04e8d1f6b35',
    paymentKey: options.paymentKey ?? 'simulated-payment-key-4Qm8Zt2Lx6Vr',
    payoutKey: options.payoutKey ?? 'simulated-payout-key-9Hd3Kw7Pn5Ys',
    balances: options.balances ?? {},
    rates: options.rates ?? {},
    autopilot: options.autopilot ?? false,
    autopilotStepMs: options.autopilotStepMs ?? 2_000,
    payerPagesUrl: options.payerPagesUrl?.replace(/\/+$/, ''),
    markAsPaidDelayMs: options.markAsPaidDelayMs ?? 5_000,
    autoConvertTo: options.autoConvertTo,
    webhookEncoding: options.webhookEncoding ?? 'unescaped',
    webhookSignature: options.webhookSignature ?? 'body-md5',
    webhookSignatureHeader: options.webhookSignatureHeader ?? 'x-signature',
    webhookSignaturePrefix: options.webhookSignaturePrefix ?? '',
    webhookSecret: options.webhookSecret,
    webhookRetryDelaysMs: options.webhookRetryDelaysMs ?? [
      MINUTE_MS,
      5 * MINUTE_MS,
      15 * MINUTE_MS,
      60 * MINUTE_MS,
      360 * MINUTE_MS,
    ],
    webhookTimeoutMs: options.webhookTimeoutMs ?? 10_000,
    unauthorizedStatus: options.unauthorizedStatus ?? 401,
    publicCallSignatures: options.publicCallSignatures ?? 'ignored',
    texts: {
      unknownMerchant: 'Merchant not found.',
      paymentNotFound: 'Payment was not found',
      payoutNotFound: 'Payout was not found',
      recurrenceNotFound: 'Recurrence was not found',
      ...options.texts,
    },
    orderIdClash: options.orderIdClash ?? { state: 1, errors: { order_id: ['validation.unique'] } },
    observedMembers: options.observedMembers ?? observedMembers,
    payoutNumbers: options.payoutNumbers ?? 'text',
    numericAmounts: options.numericAmounts ?? 'refused',
    payoutLookupOrderIdLength: options.payoutLookupOrderIdLength ?? 100,
    listZoneMinutes: options.listZoneMinutes ?? 180,
  };
  for (const name of ['merchantId', 'paymentKey', 'payoutKey'] as const) {
    if (settings[name] === '') throw new RangeError(`The option "${name}" is empty.`);
  }
  if (settings.payerPagesUrl !== undefined && !/^https?:\/\/[^/]/i.test(settings.payerPagesUrl)) {
    throw new RangeError('The option "payerPagesUrl" starts with http:// or https://.');
  }
  return settings;
}
