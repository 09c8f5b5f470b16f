import { expect, test } from 'vitest';
import { z } from 'zod';
import { MisconfiguredError } from '../errors/misconfigured-error.js';
import { parseOptions } from './parse-options.js';

const schema = z.strictObject({
  merchantId: z.string(),
  retries: z.number().default(3),
  nested: z.strictObject({ flag: z.boolean() }).optional(),
  windows: z.record(z.string(), z.number()).optional(),
});

function failureOf(options: unknown): MisconfiguredError {
  try {
    parseOptions('tidepay', schema, options);
  } catch (error) {
    if (error instanceof MisconfiguredError) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}

test('gives the options with their defaults', () => {
  expect(parseOptions('tidepay', schema, { merchantId: 'm' })).toEqual({ merchantId: 'm', retries: 3 });
});

test('names every problem, by path and as a clause', () => {
  const error = failureOf({ retries: 'many', nested: { flag: 1, flga: true }, merchant: 'x', other: 1 });

  expect(error.problems).toEqual([
    { path: 'merchantId', message: 'is missing' },
    { path: 'retries', message: 'must be of type number' },
    { path: 'nested.flag', message: 'must be of type boolean' },
    { path: 'nested.flga', message: 'is not a known field' },
    { path: 'merchant', message: 'is not a known field' },
    { path: 'other', message: 'is not a known field' },
  ]);
  expect(error.message).toBe(
    'The configuration of tidepay cannot be used: merchantId is missing; retries must be of type number; ' +
      'nested.flag must be of type boolean; nested.flga is not a known field; merchant is not a known field; ' +
      'other is not a known field.',
  );
});

test('repeats neither values nor names that could be anything', () => {
  const error = failureOf({
    merchantId: { canary: 1 },
    'canary\nINFO forged line': 1,
    windows: { 'canary canary': 'x' },
  });

  expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('canary');
});
