import { coreModule, TOKENS } from '@paymux/core/inversify';
import { createScriptedHttpClient } from '@paymux/core/testing';
import { Container } from 'inversify';
import { expect, test } from 'vitest';
import { heleketModule } from './inversify.js';

test('adds accounts of either dialect to a container, which send through its client', async () => {
  const container = new Container({ defaultScope: 'Singleton' });
  const httpClient = createScriptedHttpClient([
    { status: 200, body: '{"state":0,"result":[]}' },
    { status: 404, body: '{"message":"Payout not found"}' },
  ]);
  container.load(
    coreModule,
    heleketModule({ merchantId: 'm', payoutApiKey: 'k' }),
    heleketModule({ dialect: 'api-key', merchantId: 'm', apiKey: 'k' }, 'second'),
  );
  container.bind(TOKENS.HttpClient).toConstantValue(httpClient);
  const registry = container.get(TOKENS.ProviderRegistry);
  expect(registry.ids).toEqual(['heleket', 'second']);
  for (const id of registry.ids)
    await registry
      .get(id)
      .payouts?.findPayout({ providerId: 'p-1' })
      .catch(() => undefined);
  expect(httpClient.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://api.heleket.com/v1/payout/info',
    'GET https://api.heleket.com/api/v1/payouts/p-1',
  ]);
  await container.unbindAllAsync();
});
