import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import * as core from '../index.js';
import { Secret } from '../options/secret.js';

const FROM = { provider: 'tidepay', operation: 'createPayout' } as const;
const PROBLEMS = [{ path: 'amount', message: 'is missing' }];
const DETAILS = {
  httpStatus: 422,
  providerCode: 'wrong',
  providerMessage: 'Amount too small',
  providerFields: { amount: ['min 20'] },
};

interface Example {
  readonly name: string;
  readonly error: core.PaymentsError;
  readonly code: string;
  readonly outcome: core.ErrorOutcome;
  readonly fields: Readonly<Record<string, unknown>>;
}

const EXAMPLES: readonly Example[] = [
  {
    name: 'AuthenticationRefusedError',
    error: new core.AuthenticationRefusedError(DETAILS, FROM),
    code: 'authentication_refused',
    outcome: 'rejected',
    fields: { ...DETAILS, ...FROM },
  },
  {
    name: 'CallAbortedError',
    error: new core.CallAbortedError(FROM),
    code: 'call_aborted',
    outcome: 'not_sent',
    fields: FROM,
  },
  {
    name: 'InvalidRequestError',
    error: new core.InvalidRequestError(PROBLEMS, FROM),
    code: 'invalid_request',
    outcome: 'not_sent',
    fields: { problems: PROBLEMS, ...FROM },
  },
  {
    name: 'MisconfiguredError',
    error: new core.MisconfiguredError('tidepay', PROBLEMS),
    code: 'misconfigured',
    outcome: 'not_sent',
    fields: { problems: PROBLEMS },
  },
  {
    name: 'OutcomeUnknownError',
    error: new core.OutcomeUnknownError('payout-42', { ...FROM, because: 'status 500' }),
    code: 'outcome_unknown',
    outcome: 'unknown',
    fields: { reference: 'payout-42', safeToRepeat: false, ...FROM },
  },
  {
    name: 'ProviderRefusedError',
    error: new core.ProviderRefusedError(DETAILS, FROM),
    code: 'provider_refused',
    outcome: 'rejected',
    fields: { ...DETAILS, ...FROM },
  },
  {
    name: 'ProviderUnreachableError',
    error: new core.ProviderUnreachableError('connection_refused', FROM),
    code: 'provider_unreachable',
    outcome: 'not_sent',
    fields: { failure: 'connection_refused', ...FROM },
  },
  {
    name: 'RateLimitedError',
    error: new core.RateLimitedError(7_000, FROM),
    code: 'rate_limited',
    outcome: 'not_sent',
    fields: { retryAfterMs: 7_000, ...FROM },
  },
  {
    name: 'ReferenceConflictError',
    error: new core.ReferenceConflictError('payout-42', ['amount'], { ...FROM, providerId: 'out_1' }),
    code: 'reference_conflict',
    outcome: 'unknown',
    fields: { reference: 'payout-42', differs: ['amount'], providerId: 'out_1', ...FROM },
  },
  {
    name: 'TransportError',
    error: new core.TransportError('timeout', FROM),
    code: 'transport_failed',
    outcome: 'unknown',
    fields: { failure: 'timeout', ...FROM },
  },
  {
    name: 'UnsupportedOperationError',
    error: new core.UnsupportedOperationError('a partial refund', FROM),
    code: 'unsupported_operation',
    outcome: 'not_sent',
    fields: FROM,
  },
  {
    name: 'WebhookRefusedError',
    error: new core.WebhookRefusedError('signature_mismatch', FROM),
    code: 'webhook_refused',
    outcome: 'not_sent',
    fields: { reason: 'signature_mismatch', ...FROM },
  },
];

test('every public error class has an example here', () => {
  const classes = Object.keys(core).filter((name) => name.endsWith('Error') && name !== 'PaymentsError');

  expect(EXAMPLES.map(({ name }) => name)).toEqual(classes.sort());
});

describe.each(EXAMPLES)('$name', ({ code, error, fields, name, outcome }) => {
  test('is an Error with a name, a code, an outcome and its public fields', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(core.PaymentsError);
    expect(error).toMatchObject({ name, code, outcome, ...fields });
    expect(error.stack).toContain(error.message);
  });

  test('keeps all of it in JSON', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({ ...fields, name, code, outcome, message: error.message });
  });

  test('keeps all of it through a structured clone of its data', () => {
    expect(structuredClone(error.toJSON())).toEqual({ ...fields, name, code, outcome, message: error.message });
  });

  test('says in its message what happened, in a sentence, and none of "undefined"', () => {
    expect(error.message).toMatch(/\.$/);
    expect(error.message).not.toMatch(/undefined|null|\[object/);
  });

  test('has a code that is its name in snake case', () => {
    const inSnakeCase = name
      .replace(/Error$/, '')
      .replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`)
      .toLowerCase();

    expect(code).toBe(code === 'transport_failed' ? 'transport_failed' : inSnakeCase);
  });
});

test.each([
  { make: () => new core.RateLimitedError(undefined), says: /again later/ },
  { make: () => new core.RateLimitedError(1), says: /in 1 s/ },
  { make: () => new core.ProviderRefusedError({ httpStatus: 400 }), says: /status 400 and no reason/ },
  { make: () => new core.OutcomeUnknownError('order-42', { safeToRepeat: true }), says: /ask again/ },
  { make: () => new core.ReferenceConflictError('order-42', []), says: /with other contents/ },
  {
    make: () => new core.UnsupportedOperationError('cancelPayout', { instead: 'Wait for it to expire.' }),
    says: /Wait for it to expire\.$/,
  },
  { make: () => new core.CallAbortedError(), says: /^The call was ended/ },
])('an error with nothing to add says $says', ({ make, says }) => {
  expect(make().message).toMatch(says);
});

describe('a cause', () => {
  const cause = Object.assign(new Error('inner'), { body: 'canary' });
  const error = new core.OutcomeUnknownError('order-42', { cause });

  test('is kept for whoever debugs', () => {
    expect(error.cause).toBe(cause);
  });

  test('is not in JSON, nor in the data of the error', () => {
    expect(JSON.stringify(error)).not.toContain('canary');
    expect(error.toJSON()).not.toHaveProperty('cause');
  });

  test('is no property of an error that has none', () => {
    expect('cause' in new core.OutcomeUnknownError('order-42')).toBe(false);
  });
});

test('an error of somebody’s own that holds a secret shows nothing of it', () => {
  class OwnError extends core.PaymentsError {
    override readonly name = 'OwnError';
    readonly code = 'own';
    readonly outcome = 'rejected';
    readonly key = new Secret('tide_live_canary');
    readonly nested = { keys: [new Secret('tide_live_canary')] };
  }
  const error = new OwnError('It did not work.', { cause: new Secret('tide_live_canary') });

  const shown = [
    inspect(error, { depth: null, showHidden: true }),
    JSON.stringify(error),
    String(error),
    error.stack ?? '',
  ];

  for (const text of shown) expect(text).not.toContain('canary');
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ key: '[secret]', nested: { keys: ['[secret]'] } });
});

describe('isInstance', () => {
  test('knows the errors of another copy of this package, where instanceof does not', async () => {
    vi.resetModules();
    const copy = await import('./provider-refused-error.js');
    const foreign = new copy.ProviderRefusedError({ httpStatus: 400 });

    expect(foreign).not.toBeInstanceOf(core.PaymentsError);
    expect(core.PaymentsError.isInstance(foreign)).toBe(true);
    expect(await core.settle(Promise.reject(foreign))).toEqual({ ok: false, error: foreign });
  });

  test.each([
    undefined,
    null,
    'text',
    7,
    {},
    new Error('other'),
    { code: 'outcome_unknown', outcome: 'unknown' },
    () => 1,
  ])('says no to %s', (value) => {
    expect(core.PaymentsError.isInstance(value)).toBe(false);
  });

  test('says no to what JSON makes of an error', () => {
    expect(core.PaymentsError.isInstance(JSON.parse(JSON.stringify(EXAMPLES[0]?.error)))).toBe(false);
  });
});
