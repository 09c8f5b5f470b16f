import type { Problem } from '../errors/problem.js';
import { fieldName } from '../errors/problem.js';
import type { OperationCapability } from './capabilities.js';
import { CONTRACT, offers, type ProviderPart } from './feature.js';
import type { PaymentProvider } from './payment-provider.js';

const PARTS = Object.keys(CONTRACT) as readonly ProviderPart[];
const LOOKUPS: readonly unknown[] = ['reference', 'id', 'scan', 'none'];

/** The longest reference there is. */
const REFERENCE_LENGTH = 100;

/**
 * Compares what a provider declares with what it is, and names everything that does not agree: none
 * if all is true. Calls nothing, so it costs and sends nothing.
 *
 * An operation of the provider's own counts as offered where any of its parts has a method of that name.
 * What happens behind a method is not seen here: the conformance cases of `@paymux/testkit` are for that.
 */
export function probeCapabilities(provider: PaymentProvider): readonly Problem[] {
  const capabilities: unknown = provider.capabilities;
  if (!isRecord(capabilities) || !isRecord(capabilities['operations'])) {
    return [{ path: 'capabilities', message: 'must be an object that lists its operations' }];
  }
  return [
    ...PARTS.flatMap((part) => partProblems(provider, part)),
    ...Object.entries(capabilities['operations']).flatMap(([name, declared]) =>
      declared === undefined ? [] : operationProblems(provider, name, declared),
    ),
    ...webhookProblems(provider),
    ...refundProblems(provider),
    ...memoProblems(provider),
  ];
}

/** What a part lacks of its contract, and what it changes without saying so. */
function partProblems(provider: PaymentProvider, part: ProviderPart): readonly Problem[] {
  const methods: unknown = provider[part];
  if (methods === undefined) return [];
  if (!isRecord(methods)) return [{ path: part, message: 'must be an object with methods, or absent' }];
  return Object.entries(CONTRACT[part]).flatMap(([name, { changes, required }]) => {
    const path = `${part}.${name}`;
    if (!offers(provider, part, name)) {
      if (required) return [{ path, message: `is missing, and no ${part} are without it` }];
      return methods[name] === undefined ? [] : [{ path, message: 'must be a method, or absent' }];
    }
    return changes && provider.capabilities.operations[name] === undefined
      ? [{ path, message: 'is offered without being declared in capabilities.operations' }]
      : [];
  });
}

function operationProblems(provider: PaymentProvider, name: string, declared: unknown): readonly Problem[] {
  const at = `capabilities.operations.${fieldName(name)}`;
  if (!isRecord(declared)) return [{ path: at, message: 'must say lookup and deduplicatesForMs' }];
  const { deduplicatesForMs, longReferences, lookup } = declared as Partial<Record<keyof OperationCapability, unknown>>;
  const home = homeOf(provider, name);
  const problems: Problem[] = [];
  if (home === undefined) problems.push({ path: at, message: 'is declared without being offered' });
  if (!isCount(deduplicatesForMs)) {
    problems.push({ path: `${at}.deduplicatesForMs`, message: 'must be a whole number of milliseconds, 0 or more' });
  }
  problems.push(...lookupProblems(lookup, home, `${at}.lookup`));
  if (longReferences !== undefined) problems.push(...longReferenceProblems(longReferences, home, at));
  return problems;
}

/** A look-up that is promised needs a method to do it with, in the part that the operation belongs to. */
function lookupProblems(
  lookup: unknown,
  home: Readonly<Record<string, unknown>> | undefined,
  path: string,
): readonly Problem[] {
  if (!LOOKUPS.includes(lookup)) return [{ path, message: 'must be "reference", "id", "scan" or "none"' }];
  if (lookup === 'none' || home === undefined) return [];
  const starts = lookup === 'scan' ? ['find', 'list'] : ['find'];
  const has = Object.keys(home).some(
    (name) => typeof home[name] === 'function' && starts.some((start) => name.startsWith(start)),
  );
  return has ? [] : [{ path, message: `is promised without a method to ${starts.join(' or ')} it by` }];
}

function longReferenceProblems(
  declared: unknown,
  home: Readonly<Record<string, unknown>> | undefined,
  at: string,
): readonly Problem[] {
  const path = `${at}.longReferences`;
  if (!isRecord(declared)) return [{ path, message: 'must say length and lookup' }];
  const { length, lookup } = declared;
  const fits = isCount(length) && length > 0 && length < REFERENCE_LENGTH;
  return [
    ...(fits ? [] : [{ path: `${path}.length`, message: `must be a whole number, 1 to ${REFERENCE_LENGTH - 1}` }]),
    ...lookupProblems(lookup, home, `${path}.lookup`),
  ];
}

function webhookProblems(provider: PaymentProvider): readonly Problem[] {
  const path = 'capabilities.webhooks';
  const declared: unknown = provider.capabilities.webhooks;
  const present = provider.webhooks !== undefined;
  if (declared === undefined) return present ? [{ path, message: 'is missing, though there are webhooks' }] : [];
  if (!present) return [{ path, message: 'is declared without webhooks' }];
  return isRecord(declared) &&
    typeof declared['scheme'] === 'string' &&
    declared['scheme'] !== '' &&
    typeof declared['needsConfirmation'] === 'boolean'
    ? []
    : [{ path, message: 'must say scheme and needsConfirmation' }];
}

function refundProblems({ capabilities, refunds }: PaymentProvider): readonly Problem[] {
  const path = 'capabilities.partialRefunds';
  const declared: unknown = capabilities.partialRefunds;
  if (typeof declared !== 'boolean') return [{ path, message: 'must be true or false' }];
  return declared && refunds === undefined ? [{ path, message: 'is declared without refunds' }] : [];
}

function memoProblems({ capabilities, payouts }: PaymentProvider): readonly Problem[] {
  const path = 'capabilities.payoutMemo';
  const declared: unknown = capabilities.payoutMemo;
  const isNetworks =
    Array.isArray(declared) &&
    declared.length > 0 &&
    declared.every((network: unknown) => typeof network === 'string' && network !== '');
  if (typeof declared !== 'boolean' && !isNetworks) return [{ path, message: 'must be true, false or networks' }];
  return declared !== false && payouts === undefined ? [{ path, message: 'is declared without payouts' }] : [];
}

/** The part that has the operation: the contract's own, else any of the provider's. */
function homeOf(provider: PaymentProvider, name: string): Readonly<Record<string, unknown>> | undefined {
  const part = PARTS.find((candidate) => Object.hasOwn(CONTRACT[candidate], name));
  const candidates: readonly unknown[] = part === undefined ? Object.values(provider) : [provider[part]];
  return candidates.find(
    (candidate): candidate is Readonly<Record<string, unknown>> =>
      isRecord(candidate) && typeof candidate[name] === 'function',
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
