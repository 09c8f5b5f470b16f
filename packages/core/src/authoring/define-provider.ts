import type { ApiClient } from '../api/api-client.js';
import { RetryBudget } from '../api/retry-budget.js';
import { RetryingApiClient } from '../api/retrying-api-client.js';
import type { Wire } from '../api/wire.js';
import { MisconfiguredError } from '../errors/misconfigured-error.js';
import { fieldName } from '../errors/problem.js';
import { KyHttpClient } from '../http/ky-http-client.js';
import { silentLogger, type Logger } from '../logging/logger.js';
import { parseOptions } from '../options/parse-options.js';
import type { Schema } from '../options/schema.js';
import type { Capabilities } from '../provider/capabilities.js';
import type { Dependencies } from '../provider/dependencies.js';
import { CONTRACT } from '../provider/feature.js';
import type { PaymentProvider } from '../provider/payment-provider.js';
import { combineTelemetry } from '../telemetry/combine-telemetry.js';
import { silentTelemetry, type Telemetry } from '../telemetry/telemetry.js';
import { type Clock, systemClock } from '../time/clock.js';
import { type RandomSource, systemRandom } from '../time/random.js';
import { baseUrlProblem, type ConnectionSettings } from './connection-options.js';
import { freezeDeep } from './freeze-deep.js';
import { type OperationBinder, operationBinder } from './operations.js';
import { steadyLogger } from './steady-logger.js';

/** What the host lends an adapter while it connects: everything that is not the wire. */
export interface ProviderHost {
  readonly provider: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** A client that speaks this wire, with the account's transport, waits and repeats. */
  readonly client: (wire: Wire) => ApiClient;
  /** Turns operations into methods. */
  readonly operations: OperationBinder;
}

/** The parts of a provider that `connect` puts together. What is `undefined` is left out; the rest is frozen. */
export type ProviderParts = Partial<Pick<PaymentProvider, 'payments' | 'payouts' | 'refunds' | 'webhooks'>>;

/** A provider described: who it is, what it takes, and how it is put together. */
export interface ProviderDefinition<Options, Settings extends ConnectionSettings, Parts extends ProviderParts> {
  /** Lower-case letters, digits and `-`. */
  readonly id: string;
  /** Checks the options and fills in defaults. */
  readonly options: Schema<Settings, Options>;
  /** What an account with these settings can do. */
  capabilities(settings: Settings): Capabilities;
  /** Puts the parts together. Sends nothing. */
  connect(settings: Settings, host: ProviderHost): Parts;
}

/**
 * Turns a description into the function that connects one account.
 *
 * The function throws {@link MisconfiguredError}, naming every option that is missing,
 * malformed or unknown. It throws {@link TypeError} when what is declared in `capabilities`
 * and what is bound in `connect` are not the same: that is a defect of the adapter.
 */
export function defineProvider<Options, Settings extends ConnectionSettings, Parts extends ProviderParts>(
  definition: ProviderDefinition<Options, Settings, Parts>,
): (options: Options, dependencies?: Dependencies) => PaymentProvider & Parts {
  const { id } = definition;
  return (options, dependencies = {}) => {
    const settings = parseOptions(id, definition.options, options);
    const declared = definition.capabilities(settings);
    refuseUnfitSettings(id, settings, declared);
    const capabilities = withAccountWindows(declared, settings);
    const clock = dependencies.clock ?? systemClock;
    const random = dependencies.random ?? systemRandom;
    const telemetry = dependencies.telemetry === undefined ? silentTelemetry : combineTelemetry(dependencies.telemetry);
    const logger = steadyLogger(dependencies.logger ?? silentLogger).child(id);
    const { allowInsecureHttp, allowPrivateNetwork } = settings;
    const http = dependencies.httpClient ?? new KyHttpClient({ clock, allowInsecureHttp, allowPrivateNetwork });
    const apiLogger = logger.child('api');
    // One for the account: its provider is the same behind every wire.
    const budget = new RetryBudget(
      { perCall: settings.retryBudgetPerCall, reserve: settings.retryBudgetReserve },
      clock,
    );
    const bound = new Set<string>();

    const parts = definition.connect(settings, {
      provider: id,
      clock,
      random,
      logger,
      telemetry,
      client: (wire) =>
        new RetryingApiClient({
          provider: id,
          wire,
          http,
          clock,
          random,
          telemetry,
          logger: apiLogger,
          timeoutMs: settings.timeoutMs,
          deadlineMs: settings.deadlineMs,
          retry: {
            maxRetries: settings.maxRetries,
            baseDelayMs: settings.retryDelayMs,
            maxDelayMs: settings.maxRetryDelayMs,
            jitter: settings.retryJitter,
          },
          budget,
        }),
      operations: operationBinder({
        provider: id,
        context: { baseUrl: settings.baseUrl },
        clock,
        random,
        logger,
        capabilityOf: (name) => capabilities.operations[name],
        bound: (name) => bound.add(name),
      }),
    });
    refuseUndeclared(id, capabilities, bound);

    return Object.freeze({
      ...frozenParts(parts),
      id,
      specificationVersion: 1,
      capabilities,
      close: async () => {
        if (dependencies.httpClient === undefined) await http.close?.();
      },
    });
  };
}

/** Refuses what no schema of an adapter's may let through, and windows for operations that do not exist. */
function refuseUnfitSettings(id: string, settings: ConnectionSettings, capabilities: Capabilities): void {
  const baseUrl = baseUrlProblem(settings);
  const known = new Set([...OPERATIONS, ...Object.keys(capabilities.operations)]);
  const problems = [
    ...(baseUrl === undefined ? [] : [{ path: 'baseUrl', message: baseUrl }]),
    ...Object.keys(settings.deduplicatesForMs)
      .filter((name) => !known.has(name))
      .map((name) => ({ path: `deduplicatesForMs.${fieldName(name)}`, message: 'is not a changing operation' })),
  ];
  if (problems.length > 0) throw new MisconfiguredError(id, problems);
}

/** The contract's own changing operations: a window may be set for one that this account happens to lack. */
const OPERATIONS: readonly string[] = Object.values(CONTRACT).flatMap((methods) =>
  Object.keys(methods).filter((name) => methods[name]?.changes),
);

function withAccountWindows(capabilities: Capabilities, { deduplicatesForMs }: ConnectionSettings): Capabilities {
  const windows = new Map(Object.entries(deduplicatesForMs));
  const operations = Object.entries(capabilities.operations).flatMap(([name, capability]) =>
    capability === undefined
      ? []
      : [[name, { ...capability, deduplicatesForMs: windows.get(name) ?? capability.deduplicatesForMs }] as const],
  );
  return freezeDeep({ ...capabilities, operations: Object.fromEntries(operations) });
}

function refuseUndeclared(id: string, capabilities: Capabilities, bound: ReadonlySet<string>): void {
  const declared = new Set(Object.keys(capabilities.operations));
  const undeclared = [...bound].filter((name) => !declared.has(name));
  const missing = [...declared].filter((name) => !bound.has(name));
  if (undeclared.length > 0)
    throw new TypeError(`${id} offers ${undeclared.join(', ')} without declaring what can be found out afterwards.`);
  if (missing.length > 0) throw new TypeError(`${id} declares ${missing.join(', ')} without offering it.`);
}

function frozenParts<Parts extends object>(parts: Parts): Parts {
  const present = Object.entries(parts).filter(([, part]) => part !== undefined);
  for (const [, part] of present) Object.freeze(part);
  return Object.fromEntries(present) as Parts;
}
