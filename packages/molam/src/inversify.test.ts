import { coreModule, TOKENS } from '@paymux/core/inversify';
import { createFakeClock, createScriptedHttpClient } from '@paymux/core/testing';
import { Container } from 'inversify';
import { expect, onTestFinished, test } from 'vitest';
import { molamModule } from './inversify.js';

const apiKey = 'sk_test_3c77';

function openContainer(...modules: readonly ReturnType<typeof molamModule>[]): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(coreModule, ...modules);
  onTestFinished(() => container.unbindAllAsync());
  return container;
}

test('two accounts stand side by side under names of their own', () => {
  const container = openContainer(molamModule({ apiKey }), molamModule({ apiKey: 'sk_test_west' }, 'west'));
  const registry = container.get(TOKENS.ProviderRegistry);
  expect(registry.ids).toEqual(['molam', 'west']);
  expect(registry.get('west')).toMatchObject({ id: 'molam' });
});

test('an account works with the client and the clock that the container holds', async () => {
  const container = openContainer(molamModule({ apiKey }));
  const client = createScriptedHttpClient([{ status: 404, body: { error: 'intent_not_found' } }]);
  container.bind(TOKENS.HttpClient).toConstantValue(client);
  (await container.rebindAsync(TOKENS.Clock)).toConstantValue(createFakeClock());
  const { payments } = container.get(TOKENS.ProviderRegistry).get('molam');
  expect(await payments?.findPayment({ providerId: 'pi_1' })).toBeUndefined();
  expect(client.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET https://api.molam.com/v1/connect/payment_intents/pi_1',
  ]);
});

test('options that cannot be used are refused when the account is first asked for', () => {
  const container = openContainer(molamModule({ apiKey: 'nothing' }));
  expect(() => container.get(TOKENS.ProviderRegistry)).toThrow('apiKey must start with "sk_" or "jwt_"');
});
