import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { TransportError } from '../errors/transport-error.js';
import { bareCause } from './bare-cause.js';

const clean = (text: string): string => text.replaceAll('c4nary', '[redacted]');

test('keeps the name, the code, the cleaned message and the place of a foreign error', () => {
  const error = Object.assign(new TypeError('c4nary was refused'), { code: 'EFAILED' });

  const cause = bareCause(error, clean);

  expect(cause).toMatchObject({ name: 'TypeError', code: 'EFAILED', message: '[redacted] was refused' });
  expect(cause.stack).toMatch(/^TypeError: \[redacted\] was refused\n\s+at .*bare-cause\.test/);
});

test('lets go of all that hangs on a foreign error: requests, answers and causes', () => {
  const config = { headers: { authorization: 'Bearer c4nary' }, body: 'c4nary' };
  const hanging = { config, code: { inner: 'c4nary' }, c4nary: 1 };
  const error = Object.assign(
    new AggregateError([new Error('c4nary')], 'c4nary', { cause: new Error('c4nary') }),
    hanging,
  );

  expect(inspect(bareCause(error, clean), { depth: null, showHidden: true })).not.toContain('c4nary');
});

test.each(['c4nary', 7, null, undefined, { message: 'c4nary' }, Symbol('c4nary')])(
  'says only that %s is no error',
  (thrown) => {
    expect(bareCause(thrown, clean).message).toBe('Something that is no error was thrown.');
  },
);

test('keeps our own errors as they are', () => {
  const error = new TransportError('timeout');

  expect(bareCause(error, clean)).toBe(error);
});
