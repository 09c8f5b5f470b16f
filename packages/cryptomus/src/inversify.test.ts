import { ProviderRegistry } from '@paymux/core';
import { coreModule, TOKENS } from '@paymux/core/inversify';
import { createScriptedHttpClient } from '@paymux/core/testing';
import { Container } from 'inversify';
import { expect, test } from 'vitest';
import { cryptomusModule } from './inversify.js';

const OPTIONS = { merchantId: 'm', paymentApiKey: 'a-payment-key' };

test('adds accounts to a container, by the names they are given', async () => {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(coreModule, cryptomusModule(OPTIONS), cryptomusModule(OPTIONS, 'second'));
  const registry = container.get(TOKENS.ProviderRegistry);
  expect(registry).toBeInstanceOf(ProviderRegistry);
  expect(registry.ids).toEqual(['cryptomus', 'second']);
  expect(registry.get('second').id).toBe('cryptomus');
  expect(registry.get('second')).not.toBe(registry.get('cryptomus'));
  await container.unbindAllAsync();
});

test('sends through the client of the container', async () => {
  const container = new Container({ defaultScope: 'Singleton' });
  const httpClient = createScriptedHttpClient([{ status: 200, body: '{"state":0,"result":[]}' }]);
  container.load(coreModule, cryptomusModule(OPTIONS));
  container.bind(TOKENS.HttpClient).toConstantValue(httpClient);
  const payments = container.get(TOKENS.ProviderRegistry).get('cryptomus').payments;
  await payments?.findPayment({ reference: 'order-1' }).catch(() => undefined);
  expect(httpClient.requests.map(({ url }) => url)).toEqual(['https://api.cryptomus.com/v1/payment/info']);
  await container.unbindAllAsync();
});

test('names what is wrong with the options when the account is asked for', async () => {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(coreModule, cryptomusModule({ merchantId: '' }));
  expect(() => container.get(TOKENS.ProviderRegistry)).toThrow(/merchantId is missing/);
});
