import { expect, test } from 'vitest';
import { openService } from './open-service.js';

test('the committed description of the interface is the one that is served', async () => {
  const service = await openService();
  const { body } = await service.ask(undefined, 'GET', '/openapi.json');
  await service.close();

  await expect(`${JSON.stringify(body, undefined, 2)}\n`).toMatchFileSnapshot('../openapi.json');
});
