import type { Clock, HttpClient, Logger, RandomSource, Telemetry } from '@paymux/core';
import { TOKENS } from '@paymux/core/inversify';
import { ContainerModule } from 'inversify';
import type { CryptomusOptions } from './cryptomus-options.js';
import { createCryptomus } from './cryptomus-provider.js';

/**
 * Adds one Cryptomus account to a container.
 *
 * @param account - The account's id. Several accounts of one provider differ by it.
 */
export function cryptomusModule(options: CryptomusOptions, account = 'cryptomus'): ContainerModule {
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
          provider: createCryptomus(options, { httpClient, clock, logger, random, telemetry }),
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
