import { UnsupportedOperationError } from '../errors/unsupported-operation-error.js';
import type { PaymentProvider } from './payment-provider.js';

/** The parts of the contract, as they are where a provider has them. */
export interface ContractParts {
  readonly payments: NonNullable<PaymentProvider['payments']>;
  readonly payouts: NonNullable<PaymentProvider['payouts']>;
  readonly refunds: NonNullable<PaymentProvider['refunds']>;
  /** `judge` is another way to `validate`, and no feature of its own. */
  readonly webhooks: Pick<NonNullable<PaymentProvider['webhooks']>, 'validate'>;
}

/** A part of the contract that a provider may lack. */
export type ProviderPart = keyof ContractParts;

/** A part, or one method of a part: `payouts`, `payments.capturePayment`. */
export type ProviderFeature =
  | ProviderPart
  | { [Part in ProviderPart]: `${Part}.${keyof ContractParts[Part] & string}` }[ProviderPart];

/** What a provider with a feature certainly has. */
export type WithFeature<Feature extends ProviderFeature> = Feature extends `${infer Part}.${infer Method}`
  ? Part extends ProviderPart
    ? {
        readonly [Name in Part]: ContractParts[Name] &
          Required<Pick<ContractParts[Name], Method & keyof ContractParts[Name]>>;
      }
    : never
  : { readonly [Name in Feature & ProviderPart]: ContractParts[Name] };

/** The methods of the contract, by part: whether a part always has it, and whether it changes something. */
export const CONTRACT: Readonly<
  Record<ProviderPart, Readonly<Record<string, { readonly required: boolean; readonly changes: boolean }>>>
> = {
  payments: {
    createPayment: { required: true, changes: true },
    findPayment: { required: true, changes: false },
    listPayments: { required: false, changes: false },
    confirmPayment: { required: false, changes: true },
    capturePayment: { required: false, changes: true },
    cancelPayment: { required: false, changes: true },
  } satisfies Record<keyof ContractParts['payments'], unknown>,
  payouts: {
    createPayout: { required: true, changes: true },
    findPayout: { required: true, changes: false },
    listPayouts: { required: false, changes: false },
    cancelPayout: { required: false, changes: true },
  } satisfies Record<keyof ContractParts['payouts'], unknown>,
  refunds: {
    createRefund: { required: true, changes: true },
    findRefund: { required: false, changes: false },
    listRefunds: { required: false, changes: false },
  } satisfies Record<keyof ContractParts['refunds'], unknown>,
  webhooks: {
    validate: { required: true, changes: false },
  } satisfies Record<keyof ContractParts['webhooks'], unknown>,
};

/**
 * Whether a provider that is chosen at run time has a part or a method. Where it does, the compiler
 * knows it too.
 *
 * What is present and what `capabilities` declare have to agree.
 *
 * @throws {@link TypeError} They do not: a defect of the adapter, which {@link probeCapabilities} describes.
 * @example
 * ```ts
 * if (supports(provider, 'payments.capturePayment')) {
 *   await provider.payments.capturePayment({ providerId });
 * }
 * ```
 */
export function supports<Provider extends PaymentProvider, const Feature extends ProviderFeature>(
  provider: Provider,
  feature: Feature,
): provider is Provider & WithFeature<Feature> {
  const [part, method] = feature.split('.') as [ProviderPart, string | undefined];
  const name = method ?? firstMethodOf(part);
  const present = offers(provider, part, name);
  if (name === 'validate') return agreed(feature, provider, present, declaresWebhooks);
  return CONTRACT[part][name]?.changes === true
    ? agreed(feature, provider, present, ({ capabilities }) => capabilities.operations[name] !== undefined)
    : present;
}

/**
 * The same provider, known to have a part or a method.
 *
 * @throws {@link UnsupportedOperationError} It lacks it. Nothing was sent.
 * @throws {@link TypeError} As {@link supports}.
 * @example
 * ```ts
 * const { payments } = requireFeature(provider, 'payments.cancelPayment');
 * await payments.cancelPayment({ providerId });
 * ```
 */
export function requireFeature<Provider extends PaymentProvider, const Feature extends ProviderFeature>(
  provider: Provider,
  feature: Feature,
): Provider & WithFeature<Feature> {
  if (supports(provider, feature)) return provider;
  const [part, method] = feature.split('.') as [ProviderPart, string | undefined];
  // Who lacks the whole part is told so.
  const lacking = provider[part] === undefined || method === undefined ? part : method;
  throw new UnsupportedOperationError(lacking, { provider: provider.id, operation: method });
}

/** Whether a provider has a method, whatever it declares. */
export function offers(provider: PaymentProvider, part: ProviderPart, method: string): boolean {
  const methods = provider[part] as Readonly<Record<string, unknown>> | undefined;
  return typeof methods?.[method] === 'function';
}

function firstMethodOf(part: ProviderPart): string {
  return Object.keys(CONTRACT[part])[0] ?? '';
}

function declaresWebhooks({ capabilities }: PaymentProvider): boolean {
  return capabilities.webhooks !== undefined;
}

function agreed(
  feature: ProviderFeature,
  provider: PaymentProvider,
  present: boolean,
  isDeclared: (provider: PaymentProvider) => boolean,
): boolean {
  if (isDeclared(provider) === present) return present;
  throw new TypeError(
    present
      ? `${provider.id} offers ${feature} without declaring it in its capabilities.`
      : `${provider.id} declares ${feature} without offering it.`,
  );
}
