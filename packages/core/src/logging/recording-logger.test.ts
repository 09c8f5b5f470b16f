import { expect, test } from 'vitest';
import { createRecordingLogger } from './recording-logger.js';

test('a recording logger keeps events of every level and of its children, in order and without time', () => {
  const logger = createRecordingLogger('shop');
  logger.debug('first');
  logger.child('http', { account: 'main' }).error('second', { attempt: 2 });
  expect(logger.records).toEqual([
    { level: 'debug', name: 'shop', event: 'first', fields: {} },
    { level: 'error', name: 'shop.http', event: 'second', fields: { account: 'main', attempt: 2 } },
  ]);
});

test('a recording logger redacts as a real one does', () => {
  const logger = createRecordingLogger();
  logger.info('signed', { signature: 'canary' });
  expect(JSON.stringify(logger.records)).not.toContain('canary');
});
