import 'reflect-metadata/lite';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { HttpClient } from './http/http-client.js';
import { type Logger, silentLogger } from './logging/logger.js';
import type { Dependencies } from './provider/dependencies.js';
import type { PaymentProvider } from './provider/payment-provider.js';
import { type ProviderAccount, ProviderRegistry } from './provider/provider-registry.js';
import { telemetryOf } from './telemetry/account-telemetry.js';
import { silentTelemetry, type Telemetry } from './telemetry/telemetry.js';
import { type Clock, systemClock } from './time/clock.js';
import { type RandomSource, systemRandom } from './time/random.js';

function token<Service>(name: string): ServiceIdentifier<Service> {
  return Symbol.for(`@paymux/core/${name}`);
}

/** Names of the services in a container. Typed, so that the compiler refuses a binding of the wrong kind. */
export const TOKENS: {
  readonly Clock: ServiceIdentifier<Clock>;
  readonly HttpClient: ServiceIdentifier<HttpClient>;
  readonly Logger: ServiceIdentifier<Logger>;
  readonly ProviderAccount: ServiceIdentifier<ProviderAccount>;
  readonly ProviderRegistry: ServiceIdentifier<ProviderRegistry>;
  readonly RandomSource: ServiceIdentifier<RandomSource>;
  readonly Telemetry: ServiceIdentifier<Telemetry>;
} = {
  Clock: token<Clock>('Clock'),
  /** Not bound by {@link coreModule}: without one every account opens a pool of its own. */
  HttpClient: token<HttpClient>('HttpClient'),
  Logger: token<Logger>('Logger'),
  /** Bound once per account, unnamed; {@link ProviderRegistry} reads them all. */
  ProviderAccount: token<ProviderAccount>('ProviderAccount'),
  ProviderRegistry: token<ProviderRegistry>('ProviderRegistry'),
  RandomSource: token<RandomSource>('RandomSource'),
  Telemetry: token<Telemetry>('Telemetry'),
};

/**
 * Binds what every container needs. Rebind a service after loading it to put another in its place.
 *
 * @see docs/decisions/2026-11-21-container-at-the-edge.md
 */
export const coreModule: ContainerModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.Clock).toConstantValue(systemClock);
  bind(TOKENS.Logger).toConstantValue(silentLogger);
  bind(TOKENS.RandomSource).toConstantValue(systemRandom);
  bind(TOKENS.Telemetry).toConstantValue(silentTelemetry);
  bind(TOKENS.ProviderRegistry)
    .toResolvedValue(
      (accounts: ProviderAccount[]) => new ProviderRegistry(accounts),
      [{ isMultiple: true, serviceIdentifier: TOKENS.ProviderAccount }],
    )
    .inSingletonScope();
});

/**
 * Adds one account to a container, connected with what the container holds and closed with it.
 *
 * @param id - The account's id. Several accounts of one provider differ by it.
 * @param connect - Called once, when the account is first asked for.
 */
export function accountModule(id: string, connect: (dependencies: Dependencies) => PaymentProvider): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.ProviderAccount)
      .toResolvedValue(
        (
          httpClient: HttpClient | undefined,
          clock: Clock,
          logger: Logger,
          random: RandomSource,
          telemetry: Telemetry,
        ) => ({
          id,
          provider: connect({ httpClient, clock, logger, random, telemetry: telemetryOf(id, telemetry) }),
        }),
        [
          { serviceIdentifier: TOKENS.HttpClient, optional: true },
          TOKENS.Clock,
          TOKENS.Logger,
          TOKENS.RandomSource,
          TOKENS.Telemetry,
        ],
      )
      .inSingletonScope()
      .onDeactivation(({ provider }) => provider.close());
  });
}
