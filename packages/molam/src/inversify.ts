import type { Clock, HttpClient, Logger, RandomSource, Telemetry } from '@paymux/core';
import { TOKENS } from '@paymux/core/inversify';
import { ContainerModule } from 'inversify';
import type { MolamOptions } from './molam-options.js';
import { createMolam } from './molam-provider.js';

/**
 * Adds one Molam account to a container.
 *
 * @param account - The account's id. Several accounts of one provider differ by it.
 */
export function molamModule(options: MolamOptions, account = 'molam'): ContainerModule {
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
          id: account,
          provider: createMolam(options, { httpClient, clock, logger, random, telemetry }),
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
