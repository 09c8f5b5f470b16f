import { afterEach } from 'vitest';
import { openService, type OpenService, type OpenServiceOptions } from './open-service.js';

/** What a payout is asked for with. */
export const PAYOUT = {
  reference: 'salary-1',
  client: 'maria',
  amount: { amount: '15.00', currency: 'USDT' },
  network: 'tron',
  destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
  feeFrom: 'balance',
};

/** Opens services for a test, and closes them after it, the last one first. */
export function servicesForEachTest(): (options?: OpenServiceOptions) => Promise<OpenService> {
  const opened: OpenService[] = [];
  afterEach(async () => {
    for (const service of opened.splice(0).reverse()) await service.close();
  });
  return async (options) => {
    const service = await openService(options);
    opened.push(service);
    return service;
  };
}
