import 'reflect-metadata';
import type { ProviderRegistry } from '@paymux/core';
import { coreModule, TOKENS } from '@paymux/core/inversify';
import type { CryptomusOptions } from '@paymux/cryptomus';
import { cryptomusModule } from '@paymux/cryptomus/inversify';
import { Container, type ServiceIdentifier } from 'inversify';
import { Checkout } from './checkout.js';

/** The checkout's name in the container. */
export const CHECKOUT: ServiceIdentifier<Checkout> = Symbol.for('shop/Checkout');

/** The application as it runs in production: the checkout on the account `main`. */
export function createShopContainer(options: CryptomusOptions): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(coreModule, cryptomusModule(options, 'main'));
  container.bind(CHECKOUT).toResolvedValue(
    (providers: ProviderRegistry) => {
      const { payments, payouts } = providers.get('main');
      if (payments === undefined || payouts === undefined) throw new Error('The account has one key of two.');
      return new Checkout({ payments, payouts });
    },
    [TOKENS.ProviderRegistry],
  );
  return container;
}
