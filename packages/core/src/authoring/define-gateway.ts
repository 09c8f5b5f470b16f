import * as z from 'zod';
import type { ApiClient } from '../api/api-client.js';
import type { Wire } from '../api/wire.js';
import { equalMoney } from '../money/money-arithmetic.js';
import type { Money } from '../money/money.js';
import type { Schema } from '../options/schema.js';
import { Secret } from '../options/secret.js';
import type { CreatePaymentRequest } from '../payment/create-payment-request.js';
import type {
  CapturePaymentRequest,
  ChangePaymentRequest,
  ConfirmPaymentRequest,
  PaymentProcessor,
} from '../payment/payment-processor.js';
import type { Payment } from '../payment/payment.js';
import type { CreatePayoutRequest } from '../payout/create-payout-request.js';
import type { CancelPayoutRequest, PayoutProcessor } from '../payout/payout-processor.js';
import type { Payout, PayoutDestination } from '../payout/payout.js';
import type { Capabilities } from '../provider/capabilities.js';
import type { Dependencies } from '../provider/dependencies.js';
import type { PaymentProvider } from '../provider/payment-provider.js';
import type { CreateRefundRequest, RefundProcessor } from '../refund/refund-processor.js';
import type { Refund } from '../refund/refund.js';
import { systemClock } from '../time/clock.js';
import { systemRandom } from '../time/random.js';
import type { EventContent } from '../webhook/verified-events.js';
import type { WebhookValidator } from '../webhook/webhook-validator.js';
import { type BareAmountHost, withSameCurrency } from './bare-amount.js';
import { connectionFields, type ConnectionOptions, type ConnectionSettings } from './connection-options.js';
import { defineProvider, type ProviderHost, type ProviderParts } from './define-provider.js';
import { findByScan, type Find, type List } from './find-by-scan.js';
import {
  type GatewayChange,
  type GatewaySection,
  type SectionContract,
  sectionOperations,
  type SectionOperations,
} from './gateway-section.js';
import type { AnyOperation, MethodsOf } from './operations.js';
import type { DeclaredWebhookScheme } from './signed-webhook.js';
import { webhookValidator } from './webhook-scheme.js';

/** What a wire or a webhook scheme may be lent. */
export type GatewayHost = Pick<ProviderHost, 'clock' | 'random'>;

/** The options of a gateway's own: one zod schema per name. */
export type GatewayOptions = Readonly<Record<string, z.ZodType>>;

/** What the options of a gateway become, checked and with defaults. */
export type GatewaySettings<Options extends GatewayOptions> = ConnectionSettings & z.output<z.ZodObject<Options>>;

/** A payout request whose destination is of the one type that the provider pays to. */
export type PayoutRequestTo<Type extends PayoutDestination['type']> = Omit<CreatePayoutRequest, 'destination'> & {
  readonly destination: Extract<PayoutDestination, { readonly type: Type }>;
};

/** How a gateway's payments are made. */
export interface GatewayPayments<Answer> extends GatewaySection<Answer, CreatePaymentRequest, Payment> {
  readonly changes?:
    | {
        readonly confirmPayment?: GatewayChange<ConfirmPaymentRequest> | undefined;
        readonly capturePayment?: GatewayChange<CapturePaymentRequest> | undefined;
        readonly cancelPayment?: GatewayChange<ChangePaymentRequest> | undefined;
      }
    | undefined;
}

/** How a gateway's refunds are made. */
export interface GatewayRefunds<Answer> extends GatewaySection<Answer, CreateRefundRequest, Refund> {
  /**
   * The call names an amount without its currency, so the provider would take any number for one in that of
   * the payment. The payment is looked up first, and another currency is refused before anything changes.
   *
   * @defaultValue `false`
   */
  readonly bareAmount?: boolean | undefined;
}

/** How a gateway's payouts are made. */
export interface GatewayPayouts<Answer, Type extends PayoutDestination['type']>
  extends GatewaySection<Answer, PayoutRequestTo<Type>, Payout> {
  /** Where money can be sent. Another destination is refused before anything is sent. */
  readonly paysTo: Type | readonly Type[];
  readonly changes?: { readonly cancelPayout?: GatewayChange<CancelPayoutRequest> | undefined } | undefined;
}

/** What a verified payload tells. */
export interface GatewayEvent extends Pick<EventContent, 'type' | 'mode' | 'occurredAt'> {
  /** The provider's word for what the event is about, see {@link GatewayWebhooks.kinds}. */
  readonly about?: string | undefined;
  /** The object as the provider's answers write it: it is read like those. */
  readonly object?: unknown;
}

/** How a gateway's webhooks are verified and read. */
export interface GatewayWebhooks<Settings, Event> {
  /** The scheme of an account; `undefined` for one that has no webhooks. */
  scheme(settings: Settings, host: GatewayHost): DeclaredWebhookScheme | undefined;
  /** See {@link VerifiedEvent.needsConfirmation}. @defaultValue what the scheme is worth */
  readonly needsConfirmation?: boolean | undefined;
  /** The provider's words for the kinds of its objects. An event about another word is kept and shown, never acted on. */
  readonly kinds: Readonly<Record<string, 'payment' | 'refund' | 'payout'>>;
  /** The fields of a payload that are read. */
  readonly answer: Schema<Event>;
  parse(event: Event): GatewayEvent;
}

/** A provider with one wire, described by what its objects are and how they are read. */
export interface GatewayDefinition<
  Options extends GatewayOptions,
  Paid,
  Refunded,
  Sent,
  Event,
  Type extends PayoutDestination['type'],
> {
  /** Lower-case letters, digits and `-`. */
  readonly id: string;
  /** Where the provider answers, unless an account says otherwise. */
  readonly baseUrl: string;
  /** The account's options beside those of every connection. */
  readonly options: Options;
  wire(settings: GatewaySettings<Options>, host: GatewayHost): Wire;
  /**
   * For how long after the first sending a repeat under the same key is safe, in milliseconds, by the provider's
   * own word: 0 never, `Number.MAX_SAFE_INTEGER` always. A window that does not exist costs money.
   */
  readonly deduplicatesForMs: number;
  readonly payments?: GatewayPayments<Paid> | undefined;
  readonly refunds?: GatewayRefunds<Refunded> | undefined;
  readonly payouts?: GatewayPayouts<Sent, Type> | undefined;
  readonly webhooks?: GatewayWebhooks<GatewaySettings<Options>, Event> | undefined;
}

/** The parts of a gateway: those that its description has. */
export type GatewayParts<Definition> = GatewayPart<Definition, 'payments', PaymentProcessor> &
  GatewayPart<Definition, 'refunds', RefundProcessor> &
  GatewayPart<Definition, 'payouts', PayoutProcessor> &
  (Definition extends { readonly webhooks: object } ? { readonly webhooks?: WebhookValidator | undefined } : unknown);

/** One part of a gateway, with its list and its further methods where the section has them. */
export type GatewayPart<Definition, Name extends string, Processor> =
  Definition extends Readonly<Record<Name, infer Section extends object>>
    ? Readonly<
        Record<
          Name,
          Processor &
            (Section extends { readonly changes: infer Changes extends object }
              ? Required<Pick<Processor, keyof Processor & keyof Changes>>
              : unknown) &
            (Section extends { readonly list: object }
              ? Required<Pick<Processor, keyof Processor & `list${string}`>>
              : unknown) &
            (Section extends { readonly more: infer More extends Readonly<Record<string, AnyOperation>> }
              ? MethodsOf<More>
              : unknown)
        >
      >
    : unknown;

/** The options of a gateway's accounts, as people write them. */
export type GatewayAccountOptions<Options extends GatewayOptions> = ConnectionOptions & z.input<z.ZodObject<Options>>;

/**
 * Turns the description of a provider with one wire into the function that connects one account.
 *
 * Its operations and `capabilities` follow from the description: a look-up by reference from `find.byReference`,
 * else by reading `list`; partial refunds and memos from what the sections `take`. An answer about another
 * reference, or about other contents under the same one, is never believed. Several wires, parts of one's
 * own and unlike operations need {@link defineProvider}.
 *
 * The function throws {@link MisconfiguredError} as that of `defineProvider` does.
 */
export function defineGateway<
  const Options extends GatewayOptions,
  Paid,
  Refunded,
  Sent,
  Event,
  const Type extends PayoutDestination['type'],
  Definition extends GatewayDefinition<Options, Paid, Refunded, Sent, Event, Type>,
>(
  definition: Definition & GatewayDefinition<Options, Paid, Refunded, Sent, Event, Type>,
): (
  options: GatewayAccountOptions<Options>,
  dependencies?: Dependencies,
) => PaymentProvider & GatewayParts<Definition> {
  const { deduplicatesForMs, id, payments, payouts, refunds, webhooks } = definition;
  const sections = {
    payments: payments && sectionOperations(id, payments, PAYMENTS, deduplicatesForMs),
    refunds: refunds && sectionOperations(id, refunds, REFUNDS, deduplicatesForMs),
    payouts: payouts && sectionOperations(id, withDestinations(payouts), PAYOUTS, deduplicatesForMs),
  };
  const schemaOf = z.strictObject({ ...connectionFields(definition.baseUrl), ...definition.options });

  return defineProvider({
    id,
    options: schemaOf as unknown as Schema<GatewaySettings<Options>, GatewayAccountOptions<Options>>,
    capabilities: (settings): Capabilities => {
      const scheme = webhooks?.scheme(settings, { clock: systemClock, random: systemRandom });
      return {
        operations: Object.assign(
          {},
          ...Object.values(sections).map((section) => section?.capabilities),
        ) as Capabilities['operations'],
        webhooks: scheme && {
          scheme: scheme.name,
          needsConfirmation: webhooks?.needsConfirmation ?? scheme.needsConfirmation,
        },
        partialRefunds: refunds?.takes?.includes('amount') ?? false,
        payoutMemo: payouts?.takes?.includes('memo') ?? false,
      };
    },
    connect(settings, host) {
      const client = host.client(withSecretsOf(settings, definition.wire(settings, host)));
      const methodsOf = (section: SectionOperations | undefined, find: string, list: string) =>
        section && withScan(host.operations(client, section.operations), section, find, list);
      const scheme = webhooks?.scheme(settings, host);
      const bare = bareMethods(definition, sections, client, {
        ...host,
        deadlineMs: settings.deadlineMs,
        // Every section of payments that has bare amounts beside it finds payments by id.
        findPayment: (query, options) =>
          (paymentMethods as { readonly findPayment: Find<Payment> }).findPayment(query, options),
      });
      const paymentMethods = methodsOf(sections.payments, 'findPayment', 'listPayments');
      const refundMethods = methodsOf(sections.refunds, 'findRefund', 'listRefunds');
      const parts = {
        payments: paymentMethods && Object.freeze({ ...paymentMethods, ...bare.payments }),
        refunds: refundMethods && Object.freeze({ ...refundMethods, ...bare.refunds }),
        payouts: methodsOf(sections.payouts, 'findPayout', 'listPayouts'),
        webhooks:
          webhooks &&
          scheme &&
          webhookValidator(
            {
              scheme,
              needsConfirmation: webhooks.needsConfirmation ?? scheme.needsConfirmation,
              toEvents: (payload) => toEvents(payload, webhooks, sections),
            },
            host,
          ),
      };
      // The names and results of the operations are those of the contract, section by section.
      return parts as ProviderParts & GatewayParts<Definition>;
    },
  });
}

/** What of a description says that amounts travel without their currency. */
interface BareDefinition {
  readonly payments?: Pick<GatewayPayments<never>, 'changes' | 'find'> | undefined;
  readonly refunds?: Pick<GatewayRefunds<never>, 'bareAmount'> | undefined;
}

/** The methods whose calls name amounts without a currency. */
function bareMethods(
  { payments, refunds }: BareDefinition,
  sections: Sections,
  client: ApiClient,
  host: BareAmountHost,
): { readonly payments: object; readonly refunds: object } {
  const changes = Object.entries<{ readonly bareAmount?: boolean | undefined } | undefined>(payments?.changes ?? {});
  const names = changes.flatMap(([name, change]) => (change?.bareAmount === true ? [name] : []));
  if (refunds?.bareAmount === true) names.push('createRefund');
  if (names.length > 0 && payments?.find?.byId === undefined)
    throw new TypeError('A bare amount needs `find.byId` of payments: its currency is compared with the payment’s.');

  const wrapped = (section: SectionOperations | undefined): object =>
    Object.fromEntries(
      Object.entries(section?.operations ?? {}).flatMap(([name, operation]) =>
        names.includes(name) ? [[name, withSameCurrency(host, client, name, operation)] as const] : [],
      ),
    );
  return { payments: wrapped(sections.payments), refunds: wrapped(sections.refunds) };
}

/** Keeps every secret of the account out of messages, also those that its wire has no use for. */
function withSecretsOf(settings: object, wire: Wire): Wire {
  return {
    encode: (call) => wire.encode(call),
    read: (response) => wire.read(response),
    secrets: [...wire.secrets, ...secretsIn(settings)],
  };
}

/** Only lists, maps and plain objects are searched: what else an option holds is its own. */
function secretsIn(value: unknown): readonly Secret[] {
  if (Secret.isInstance(value)) return [value];
  if (value instanceof Map) return [...value.values()].flatMap(secretsIn);
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return Array.isArray(value) || isPlain ? Object.values(value).flatMap(secretsIn) : [];
}

/** Where the wire finds nothing by reference, the list is read. */
function withScan(methods: object, { scans }: SectionOperations, findName: string, listName: string): object {
  if (!scans) return methods;
  const { [findName]: find, [listName]: list } = methods as Readonly<Record<string, unknown>>;
  return Object.freeze({ ...methods, [findName]: findByScan(find as Find<Payment>, list as List<Payment>) });
}

function toEvents<Settings, Event>(
  payload: unknown,
  webhooks: GatewayWebhooks<Settings, Event>,
  sections: Sections,
): readonly EventContent[] | undefined {
  const event = webhooks.answer.safeParse(payload);
  if (!event.success) return undefined;
  const { about = '', object, ...base } = webhooks.parse(event.data);
  const kind = Object.hasOwn(webhooks.kinds, about) ? webhooks.kinds[about] : undefined;
  const section = kind && sections[SECTION_OF[kind]];
  if (kind === undefined || section === undefined) return [{ kind: 'unrecognised', ...base }];
  const item = section.read(object);
  // The section of a kind reads objects of that kind.
  return item && [{ kind, ...base, [kind]: item } as unknown as EventContent];
}

interface Sections {
  readonly payments?: SectionOperations | undefined;
  readonly refunds?: SectionOperations | undefined;
  readonly payouts?: SectionOperations | undefined;
}

const SECTION_OF = { payment: 'payments', refund: 'refunds', payout: 'payouts' } as const;

const PAYMENTS: SectionContract<CreatePaymentRequest, Payment> = {
  names: { create: 'createPayment', find: 'findPayment', list: 'listPayments' },
  refuses: (name, value) =>
    name === 'network' || name === 'expiresInSeconds' || (name === 'capture' && value === 'manual'),
  ignorable: ['description', 'webhookUrl', 'returnUrl', 'cancelUrl', 'metadata'],
  differs: (payment, { amount }) => differingAmount(payment.amount, amount),
};

const REFUNDS: SectionContract<CreateRefundRequest, Refund> = {
  names: { create: 'createRefund', find: 'findRefund', list: 'listRefunds' },
  refuses: (name, value) => name === 'amount' || name === 'destination' || (name === 'feeFrom' && value === 'amount'),
  ignorable: ['reason', 'metadata'],
  differs: (refund, { amount, paymentId }) => [
    ...differingAmount(refund.amount, amount),
    ...(refund.paymentId === paymentId ? [] : ['paymentId']),
  ],
};

const PAYOUTS: SectionContract<CreatePayoutRequest, Payout> = {
  names: { create: 'createPayout', find: 'findPayout', list: 'listPayouts' },
  refuses: (name, value) => name === 'network' || name === 'memo' || (name === 'feeFrom' && value === 'amount'),
  ignorable: ['webhookUrl', 'description', 'metadata'],
  differs: (payout, request) => [
    ...differingAmount(payout.amount, request.amount),
    ...differingTexts(payout, request, ['network', 'memo']),
    ...(payout.destination === undefined || sameDestination(payout.destination, request.destination)
      ? []
      : ['destination']),
  ],
};

function differingAmount(told: Money | undefined, asked: Money | undefined): readonly string[] {
  return told === undefined || asked === undefined || equalMoney(told, asked) ? [] : ['amount'];
}

/** What the provider does not tell of an object cannot differ. */
function differingTexts<Name extends 'network' | 'memo'>(
  told: Readonly<Partial<Record<Name, string | undefined>>>,
  asked: Readonly<Partial<Record<Name, string | undefined>>>,
  names: readonly Name[],
): readonly string[] {
  return names.filter((name) => told[name] !== undefined && asked[name] !== undefined && told[name] !== asked[name]);
}

function sameDestination(told: PayoutDestination, asked: PayoutDestination): boolean {
  const fields = new Map<string, unknown>(Object.entries(asked));
  return Object.entries(told).every(([name, value]) => fields.get(name) === value);
}

function withDestinations<Answer, Type extends PayoutDestination['type']>(
  section: GatewayPayouts<Answer, Type>,
): GatewaySection<Answer, CreatePayoutRequest, Payout> {
  const types: readonly string[] = [section.paysTo].flat();
  // Whoever reads `destination` does so after its type was checked.
  const narrow = (request: CreatePayoutRequest): PayoutRequestTo<Type> => request as PayoutRequestTo<Type>;
  return {
    ...section,
    create: (request) => section.create(narrow(request)),
    check: (request, context) =>
      types.includes(request.destination.type)
        ? (section.check?.(narrow(request), context) ?? [])
        : [{ path: 'destination.type', message: `must be ${types.map((type) => `"${type}"`).join(' or ')}` }],
  };
}
