import { describe, expect, test } from 'vitest';
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.js';
import { TransportError } from '../errors/transport-error.js';
import { Secret } from '../options/secret.js';
import { redact } from './redact.js';

const CANARY = 'canary-7f3a';

describe('redacting', () => {
  test('hides secrets wherever they stand, also under a name that says so', () => {
    const secret = new Secret(CANARY);
    expect(redact({ secret, note: secret, list: [secret], map: new Map([['a', secret]]) })).toEqual({
      secret: '[secret]',
      note: '[secret]',
      list: ['[secret]'],
      map: { a: '[secret]' },
    });
  });

  test('hides fields by their names at every depth, whatever their value is', () => {
    const hidden = redact({
      headers: { Authorization: `Bearer ${CANARY}`, merchant: 'm-1' },
      payouts: [{ address: CANARY, amount: '1.5', memo: [CANARY] }],
      details: new Map<string, unknown>([
        ['email', CANARY],
        ['country', 'DE'],
      ]),
      answer: new Headers({ 'set-cookie': CANARY, 'x-request-id': 'r-1' }),
      query: new URLSearchParams({ token: CANARY, page: '2' }),
    });
    expect(hidden).toEqual({
      headers: { Authorization: '[redacted]', merchant: 'm-1' },
      payouts: [{ address: '[redacted]', amount: '1.5', memo: '[redacted]' }],
      details: { email: '[redacted]', country: 'DE' },
      answer: { 'set-cookie': '[redacted]', 'x-request-id': 'r-1' },
      query: { token: '[redacted]', page: '2' },
    });
  });

  test('still tells whether a hidden field has a value', () => {
    expect(redact({ token: null, memo: undefined, hasToken: true, key: '' })).toEqual({
      token: null,
      memo: undefined,
      hasToken: true,
      key: '[redacted]',
    });
  });

  test('shows the names it is told to reveal, but never a secret', () => {
    const value = { signature: 'abc', Sign: 'def', token: 'ghi', key: new Secret(CANARY) };
    expect(redact(value, { reveal: ['signature', 'sign', 'key'] })).toEqual({
      signature: 'abc',
      Sign: 'def',
      token: '[redacted]',
      key: '[secret]',
    });
  });

  test('turns every kind of value into plain data', () => {
    expect(
      redact({
        at: new Date('2026-01-01T00:00:00.000Z'),
        never: new Date(Number.NaN),
        units: 10n,
        odd: [Number.NaN, Number.POSITIVE_INFINITY, 1.5],
        raw: new TextEncoder().encode(CANARY),
        buffer: new ArrayBuffer(3),
        set: new Set(['a']),
        run: () => CANARY,
        mark: Symbol(CANARY),
        link: new URL('https://shop.example/return?session=1'),
      }),
    ).toEqual({
      at: '2026-01-01T00:00:00.000Z',
      never: 'Invalid Date',
      units: '10',
      odd: ['NaN', 'Infinity', 1.5],
      raw: '[11 bytes]',
      buffer: '[3 bytes]',
      set: ['a'],
      run: '[function]',
      mark: '[symbol]',
      link: 'https://shop.example/return',
    });
  });

  test('shows of our errors the public fields and of others name, message and code, causes likewise', () => {
    const refused = Object.assign(new Error(`connect to https://user:${CANARY}@db.example/x?key=${CANARY}`), {
      code: 'ECONNREFUSED',
      config: { apiKey: CANARY },
    });
    const lost = new TransportError('connection_lost', { cause: refused });
    const error = new OutcomeUnknownError('order-42', { provider: 'heleket', operation: 'createPayout', cause: lost });
    const shown = redact({ error });
    expect(shown).toMatchObject({
      error: {
        name: 'OutcomeUnknownError',
        code: 'outcome_unknown',
        outcome: 'unknown',
        reference: 'order-42',
        provider: 'heleket',
        cause: {
          name: 'TransportError',
          failure: 'connection_lost',
          cause: { name: 'Error', code: 'ECONNREFUSED', message: 'connect to https://db.example/x' },
        },
      },
    });
    expect(JSON.stringify(shown)).not.toMatch(/canary|stack|config/);
  });

  test('shows the errors that an aggregate gathers', () => {
    expect(redact(new AggregateError([new Error('one'), new RangeError('two')], 'both'))).toEqual({
      name: 'AggregateError',
      message: 'both',
      errors: [
        { name: 'Error', message: 'one' },
        { name: 'RangeError', message: 'two' },
      ],
    });
  });

  test('marks a cycle where it closes, and shows a value twice that only occurs twice', () => {
    const shared = { id: 1 };
    const loop: Record<string, unknown> = { first: shared, second: shared };
    loop['self'] = loop;
    const error = new Error('around');
    error.cause = error;
    expect(redact(loop)).toEqual({ first: { id: 1 }, second: { id: 1 }, self: '[circular]' });
    expect(redact(error)).toEqual({ name: 'Error', message: 'around', cause: '[circular]' });
  });

  test('cuts what is too deep, too long or too much, and says so', () => {
    let deep: unknown = CANARY;
    for (let level = 0; level < 10_000; level += 1) deep = { deep };
    expect(JSON.stringify(redact(deep))).toMatch(/^(\{"deep":){8}"\[too deep\]"\}{8}$/);

    const list = redact(Array.from({ length: 1_000_000 }, () => 0)) as unknown[];
    expect(list).toHaveLength(101);
    expect(list.at(-1)).toBe('[cut]');

    const wide = redact(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${String(index)}`, 0])));
    expect(Object.keys(wide as object)).toHaveLength(101);

    const row = () => Array.from({ length: 100 }, () => 'x');
    const cube = Array.from({ length: 100 }, () => Array.from({ length: 100 }, row));
    expect(JSON.stringify(redact(cube)).length).toBeLessThan(20_000);
  });

  test('never throws, and loses only what cannot be read', () => {
    const broken = {
      get bad(): string {
        throw new Error(CANARY);
      },
      good: 1,
    };
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error(CANARY);
        },
      },
    );
    const toJSON = {
      toJSON: () => {
        throw new Error(CANARY);
      },
    };
    const itself = {
      toJSON(): unknown {
        return this;
      },
    };
    expect(redact({ broken, hostile, toJSON, itself })).toEqual({
      broken: { bad: '[unreadable]', good: 1 },
      hostile: '[unreadable]',
      toJSON: '[unreadable]',
      itself: '[circular]',
    });
  });

  test('keeps a field named __proto__ a field', () => {
    const shown = redact(JSON.parse('{"__proto__":{"admin":true},"a\\nb":1}')) as object;
    expect(Object.keys(shown)).toEqual(['__proto__', 'a\\nb']);
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
  });

  test('leaves the value it was given untouched', () => {
    const value = Object.freeze({ token: CANARY, list: Object.freeze([1]) });
    redact(value);
    expect(value).toEqual({ token: CANARY, list: [1] });
  });
});
