import { coreModule, TOKENS } from '@paymux/core/inversify';
import { createRecordingLogger } from '@paymux/core/testing';
import { Container } from 'inversify';
import { expect, test } from 'vitest';
import { aPayment, deliver, openGateway } from '../test/gateway.js';
import { orchestrationModule, ORCHESTRATION_TOKENS } from './inversify.js';
import type { WebhookInbox } from './ports/webhook-inbox.js';

const PAID = { kind: 'payment', type: 'payment.paid', payment: aPayment() };

function containerWithAccount(): Container {
  const { provider } = openGateway({ needsConfirmation: false });
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(coreModule, orchestrationModule);
  container.bind(TOKENS.ProviderAccount).toConstantValue({ id: 'main', provider });
  return container;
}

test('binds an intake over the accounts of the container', async () => {
  const container = containerWithAccount();
  const logger = createRecordingLogger();
  (await container.rebindAsync(TOKENS.Logger)).toConstantValue(logger);
  const told: string[] = [];

  const intake = container.get(ORCHESTRATION_TOKENS.WebhookIntake);
  await intake.receive('main', deliver(PAID), { on: ({ kind }) => void told.push(kind) });

  expect(told).toEqual(['payment']);
  expect(logger.records).toMatchObject([{ name: 'paymux.webhooks', event: 'webhook.handled' }]);
  expect(container.get(ORCHESTRATION_TOKENS.WebhookIntake)).toBe(intake);
});

test('lets another inbox take the place of the one in memory', async () => {
  const container = containerWithAccount();
  const keys: unknown[] = [];
  const inbox: WebhookInbox = {
    process: async (key, effect) => {
      keys.push(key);
      await effect();
      return 'processed';
    },
  };
  (await container.rebindAsync(ORCHESTRATION_TOKENS.WebhookInbox)).toConstantValue(inbox);

  await container.get(ORCHESTRATION_TOKENS.WebhookIntake).receive('main', deliver(PAID), { on: () => undefined });

  expect(keys).toEqual([{ account: 'main', deduplicationKey: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }]);
});
