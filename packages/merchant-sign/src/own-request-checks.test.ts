import { describe, expect, test } from 'vitest';
import {
  namingProblems,
  ownRequestCheck,
  referenceProblems,
  requestAmountProblems,
  urlProblems,
} from './own-request-checks.js';

const CONTEXT = { baseUrl: 'https://api.example.com' };

describe('the check of a request', () => {
  const check = ownRequestCheck<{ readonly name: string; readonly note?: string }>(
    { required: ['name'], optional: ['note'] },
    ({ name }) => [{ path: 'name', message: `was ruled on (${name})` }],
  );

  test('names what is missing once, whatever the rules say of it', () => {
    expect(check({} as never, CONTEXT)).toEqual([{ path: 'name', message: 'is missing' }]);
  });

  test('names fields that are not known, unless they have an unusual name', () => {
    const problems = check({ name: 'a', nmae: 'b', 'e@mail': 'c' } as never, CONTEXT);
    expect(problems.map(({ path }) => path)).toEqual(['nmae', '(an unusual name)', 'name']);
  });

  test.each([null, undefined, 5, 'text', []])('refuses %j, which is no request, before any rule', (request) => {
    expect(check(request as never, CONTEXT)).toEqual([{ path: '', message: 'the request must be an object' }]);
  });
});

describe('a query', () => {
  test.each([
    [{ reference: 'order-1' }, 0],
    [{ walletId: 'w' }, 0],
    [{}, 1],
    [{ reference: 'order-1', walletId: 'w' }, 1],
    [{ reference: 'order 1' }, 1],
    [{ reference: 5 }, 1],
    [{ walletId: '' }, 1],
    [{ walletId: 'w'.repeat(257) }, 1],
    [{ walletId: null }, 1],
    [{ transactionId: 't'.repeat(64) }, 0],
    [{ transactionId: 't'.repeat(65) }, 1],
    [{ reference: undefined, walletId: undefined }, 1],
    [null, 1],
    ['reference', 1],
    [{ reference: 'r'.repeat(32) }, 0],
    [{ reference: 'r'.repeat(33) }, 1],
  ])('%j has %i problems', (query, problems) => {
    expect(namingProblems(query, { ids: { walletId: 256, transactionId: 64 }, maxReferenceLength: 32 })).toHaveLength(
      problems,
    );
  });
});

test('a reference has 1 to 100 letters, digits, "_" or "-"', () => {
  expect(['a', 'a'.repeat(100)].map((text) => referenceProblems(text))).toEqual([[], []]);
  expect(['', 'a'.repeat(101), 'é', 'a b', 5, null, undefined].map((text) => referenceProblems(text).length)).toEqual(
    Array.from({ length: 7 }, () => 1),
  );
});

describe('a URL', () => {
  const url = (length: number): string => `https://a.example/${'x'.repeat(length - 'https://a.example/'.length)}`;

  test('may be as long as the wire takes it', () => {
    expect(urlProblems(url(255), 'webhookUrl', 255, CONTEXT)).toEqual([]);
    expect(urlProblems(url(256), 'webhookUrl', 255, CONTEXT)).toEqual([
      { path: 'webhookUrl', message: 'must have 6 to 255 characters' },
    ]);
  });

  test('must be one that the provider may be given', () => {
    expect(urlProblems('http://127.0.0.1/hook', 'webhookUrl', 255, CONTEXT)).toHaveLength(1);
    expect(urlProblems(5, 'webhookUrl', 255, CONTEXT)).not.toEqual([]);
    expect(urlProblems(undefined, 'webhookUrl', 255, CONTEXT)).toEqual([]);
  });
});

test('an amount is above zero and has a currency', () => {
  expect(requestAmountProblems({ amount: '0.01', currency: 'USD' })).toEqual([]);
  expect(requestAmountProblems({ amount: '0.00', currency: 'USD' })).toEqual([
    { path: 'amount.amount', message: 'must be above zero' },
  ]);
  expect(requestAmountProblems({ amount: 5, currency: '' } as never).map(({ path }) => path)).toEqual([
    'amount.amount',
    'amount.currency',
  ]);
});
