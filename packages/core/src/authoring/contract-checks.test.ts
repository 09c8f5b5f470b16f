import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connect } from '../../test/contracts/tidepay.js';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { contractProblems, takesIdempotencyKey } from './contract-checks.js';

const CONTEXT = { baseUrl: 'https://api.tidepay.example' };
const CANARY = 'canary\u0000value';

const RIGHT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  createPayment: {
    reference: 'order-42',
    amount: { amount: '15.00', currency: 'USD' },
    network: 'tron',
    description: 'Two books',
    webhookUrl: 'https://shop.example/hooks',
    returnUrl: 'https://shop.example/thanks',
    cancelUrl: 'https://shop.example/cart',
    expiresInSeconds: 3600,
    capture: 'manual',
    metadata: { cart: '7' },
    providerOptions: { anyone: { anything: 1 } },
  },
  confirmPayment: { providerId: 'pay_1', idempotencyKey: 'confirm-1', paymentMethod: 'pm_1' },
  capturePayment: { providerId: 'pay_1', idempotencyKey: 'capture-1', amount: { amount: '1', currency: 'USD' } },
  cancelPayment: { providerId: 'pay_1', idempotencyKey: 'cancel-1' },
  createPayout: {
    reference: 'payout-42',
    amount: { amount: '15.00', currency: 'USDT' },
    destination: { type: 'crypto_address', address: 'TQx7' },
    network: 'tron',
    memo: '104',
    feeFrom: 'balance',
    webhookUrl: 'https://shop.example/hooks',
    description: 'Prize',
    metadata: {},
    providerOptions: {},
  },
  cancelPayout: { providerId: 'out_1', reason: 'Second thoughts', idempotencyKey: 'cancel-2' },
  createRefund: {
    reference: 'refund-42',
    paymentId: 'pay_1',
    amount: { amount: '1', currency: 'USD' },
    destination: { type: 'bank_account', bankCode: 'CBAO', accountNumber: 'SN1', holder: 'Awa Diop' },
    feeFrom: 'amount',
    reason: 'Torn',
    metadata: {},
    providerOptions: {},
  },
  findPayment: { reference: 'order-42', createdAfter: new Date(0) },
  findPayout: { providerId: 'out_1' },
  findRefund: { providerId: 'ref_1' },
  listPayments: { createdFrom: new Date(0), createdTo: new Date(1) },
  listPayouts: { createdFrom: new Date(0), createdTo: new Date(1) },
  listRefunds: { createdFrom: new Date(0), createdTo: new Date(1), paymentId: 'pay_1' },
};

const METHODS = Object.keys(RIGHT);

function pathsOf(method: string, request: unknown): readonly string[] {
  return contractProblems(method, request, CONTEXT).map(({ path }) => path);
}

describe.each(METHODS)('%s', (method) => {
  const right = RIGHT[method] ?? {};

  test('finds nothing wrong with a request that has every field right', () => {
    expect(contractProblems(method, right, CONTEXT)).toEqual([]);
  });

  test('takes an optional field that is undefined as absent', () => {
    const bare = Object.fromEntries(Object.keys(right).map((name) => [name, undefined]));
    const required = pathsOf(method, bare);

    expect(
      pathsOf(method, {
        ...right,
        ...Object.fromEntries(
          Object.keys(right)
            .filter((name) => !required.includes(name) && !['reference', 'providerId'].includes(name))
            .map((name) => [name, undefined]),
        ),
      }),
    ).toEqual([]);
  });

  test.each(Object.keys(right).filter((name) => !['metadata', 'providerOptions'].includes(name)))(
    'names %s when it is of a wrong type, empty or hostile',
    (name) => {
      for (const wrong of [null, 7, true, '', CANARY, [], {}, Symbol.iterator, () => 1, new Map(), 'x'.repeat(5_000)]) {
        const problems = contractProblems(method, { ...right, [name]: wrong }, CONTEXT);
        // The one field for which seven is right.
        if (name === 'expiresInSeconds' && wrong === 7) continue;
        expect(problems.map(({ path }) => path.split('.')[0])).toContain(name);
        expect(JSON.stringify(problems)).not.toContain('canary');
      }
    },
  );

  test('names a field that it does not know, and every one of them', () => {
    expect(pathsOf(method, { ...right, amuont: '1', refrence: 'x' })).toEqual(['amuont', 'refrence']);
  });

  test.each(['', 'a b', 'line\nbreak', 'x'.repeat(65), '\u202e', '💸', '<script>'])(
    'does not repeat an unknown field named %j',
    (name) => {
      expect(contractProblems(method, { ...right, [name]: 1 }, CONTEXT)).toEqual([
        { path: 'a field with an unusual name', message: 'is not a known field' },
      ]);
    },
  );

  test('takes what every object inherits for unknown fields, not for known ones', () => {
    const polluted = JSON.parse('{"__proto__":{"reference":"x"},"constructor":1,"toString":2}') as object;

    expect(pathsOf(method, { ...right, ...polluted })).toEqual(expect.arrayContaining(['constructor', 'toString']));
    expect(pathsOf(method, Object.assign(JSON.parse('{"__proto__":{}}') as object, right))).toContain('__proto__');
  });

  test.each([null, 'text', 7, [], new Date(0), new Map(), () => 1])('refuses %s for a request', (request) => {
    expect(contractProblems(method, request, CONTEXT)).toEqual([
      { path: '', message: 'the request must be an object' },
    ]);
  });
});

test.each([
  { method: 'createPayment', missing: ['reference', 'amount'] },
  { method: 'confirmPayment', missing: ['providerId'] },
  { method: 'capturePayment', missing: ['providerId'] },
  { method: 'cancelPayment', missing: ['providerId'] },
  { method: 'createPayout', missing: ['reference', 'amount', 'destination'] },
  { method: 'cancelPayout', missing: ['providerId'] },
  { method: 'createRefund', missing: ['reference', 'paymentId'] },
])('$method names all that is missing at once: $missing', ({ method, missing }) => {
  expect(pathsOf(method, {})).toEqual(missing);
  expect(pathsOf(method, Object.fromEntries(missing.map((name) => [name, undefined])))).toEqual(missing);
});

test('a field that is only inherited is missing: it would be sent without having been checked', () => {
  const inheriting = Object.create({ ...RIGHT['createPayout'], reference: 'not a reference' }) as object;

  expect(pathsOf('createPayout', inheriting)).toEqual(['reference', 'amount', 'destination']);
});

test.each(['findPayment', 'findPayout', 'findRefund'])('%s wants one name of the object, and one only', (method) => {
  const both = { reference: 'order-42', providerId: 'pay_1' };
  const choice = expect.objectContaining({
    path: '',
    message: expect.stringContaining('either reference or providerId') as string,
  }) as unknown;

  expect(contractProblems(method, {}, CONTEXT)).toEqual([choice]);
  expect(contractProblems(method, both, CONTEXT)).toEqual([choice]);
  expect(contractProblems(method, { reference: undefined, providerId: 'pay_1' }, CONTEXT)).toEqual([]);
});

test('only refunds are listed by payment: elsewhere such a filter would silently filter nothing', () => {
  expect(pathsOf('listPayments', { paymentId: 'pay_1' })).toEqual(['paymentId']);
  expect(pathsOf('listPayouts', { paymentId: 'pay_1' })).toEqual(['paymentId']);
});

test.each([
  15,
  15.5,
  0,
  -1,
  Number.NaN,
  Infinity,
  15n,
  '1e3',
  '+1',
  '01',
  '1,5',
  ' 1',
  '1.',
  '.5',
  '',
  '0',
  '0.00',
  '-1',
  '١',
])('an amount of %s does not pass, whatever its type says', (amount) => {
  expect(pathsOf('createPayment', { ...RIGHT['createPayment'], amount: { amount, currency: 'USD' } })).toEqual([
    'amount.amount',
  ]);
});

test.each([
  '',
  'has space',
  'ünïcode',
  'slash/',
  'a\nb',
  'x'.repeat(101),
  'ends\n',
  42,
  null,
  ['order-42'],
  { toString: () => 'order-42' },
])('a reference of %j is refused', (reference) => {
  expect(pathsOf('createPayout', { ...RIGHT['createPayout'], reference })).toEqual(['reference']);
});

test('a reference is any text of its grammar', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,100}$/), (reference) => {
      expect(pathsOf('createPayout', { ...RIGHT['createPayout'], reference })).toEqual([]);
    }),
  );
});

test.each([
  { destination: {}, paths: ['destination.type'] },
  { destination: { type: 'iban' }, paths: ['destination.type'] },
  { destination: { type: 'crypto_address' }, paths: ['destination.address'] },
  { destination: { type: 'crypto_address', address: 'T', holder: 'x' }, paths: ['destination.holder'] },
  {
    destination: { type: 'bank_account' },
    paths: ['destination.bankCode', 'destination.accountNumber', 'destination.holder'],
  },
  {
    destination: { type: 'bank_account', bankCode: 'x', accountNumber: 7, holder: 'Awa\nDiop' },
    paths: ['destination.accountNumber', 'destination.holder'],
  },
])('a destination of $destination is wrong at $paths', ({ destination, paths }) => {
  expect(pathsOf('createPayout', { ...RIGHT['createPayout'], destination })).toEqual(paths);
});

test.each([
  'http://shop.example/hooks',
  'https://127.0.0.1/hooks',
  'https://10.0.0.1/',
  'https://169.254.169.254/latest',
  'https://user:pass@shop.example/',
  'ftp://shop.example/',
  'shop.example',
  7,
])('a callback to %s is refused', (url) => {
  for (const name of ['webhookUrl', 'returnUrl', 'cancelUrl']) {
    expect(pathsOf('createPayment', { ...RIGHT['createPayment'], [name]: url })).toEqual([name]);
  }
});

test('a callback to this machine is allowed only towards a provider on this machine', () => {
  const request = { ...RIGHT['createPayment'], webhookUrl: 'http://127.0.0.1:8080/hooks' };

  expect(contractProblems('createPayment', request, { baseUrl: 'http://127.0.0.1:9000' })).toEqual([]);
  expect(pathsOf('createPayment', request)).toEqual(['webhookUrl']);
});

test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, '3600'])(
  'a lifetime of %s seconds is refused',
  (expiresInSeconds) => {
    expect(pathsOf('createPayment', { ...RIGHT['createPayment'], expiresInSeconds })).toEqual(['expiresInSeconds']);
  },
);

test.each([{ cart: 7 }, { cart: null }, new Map([['cart', '7']]), new Date(0), ['7'], 'cart=7'])(
  'metadata of %o is refused rather than dropped',
  (metadata) => {
    expect(pathsOf('createPayment', { ...RIGHT['createPayment'], metadata })).toEqual(['metadata']);
  },
);

test('all problems of a request are told at once, by the error as well', async () => {
  const { http, provider } = connect([]);
  const request = { reference: 'no good', amount: { amount: 15, currency: '' }, capture: 'later', colour: 'red' };

  const error: unknown = await provider.payments.createPayment(request as never).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(InvalidRequestError);
  const { message, problems } = error as InvalidRequestError;
  expect(problems.map(({ path }) => path)).toEqual([
    'reference',
    'amount.amount',
    'amount.currency',
    'capture',
    'colour',
  ]);
  for (const { path } of problems) expect(message).toContain(path);
  expect(http.requests).toEqual([]);
});

test('a request with ten thousand unknown fields gets a message that a person can read', async () => {
  const { provider } = connect([]);
  const request = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`field${String(index)}`, 1]));

  const error: unknown = await provider.payments.createPayment(request as never).catch((thrown: unknown) => thrown);

  expect((error as InvalidRequestError).problems).toHaveLength(10_002);
  expect((error as Error).message.length).toBeLessThan(2_000);
  expect((error as Error).message).toContain('and 9982 more');
});

test('no value that is wrong is ever repeated, and no input breaks a check', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...METHODS),
      fc.dictionary(fc.string(), fc.anything()),
      fc.anything(),
      (method, extra, other) => {
        const hostile = Object.fromEntries(
          Object.keys(RIGHT[method] ?? {}).map((name) => [name, { toString: () => 'canary', value: other }]),
        );
        const told = JSON.stringify(contractProblems(method, { ...extra, ...hostile }, CONTEXT));
        expect(told).not.toContain('canary');
        expect(contractProblems(method, other, CONTEXT)).toBeInstanceOf(Array);
      },
    ),
    { numRuns: 500 },
  );
});

test('a method that is a provider’s own is checked for its keys alone', () => {
  const wrong = { reference: 'no good', idempotencyKey: 7, anything: 'else' };

  expect(pathsOf('createStaticWallet', wrong)).toEqual(['reference', 'idempotencyKey']);
  expect(pathsOf('createStaticWallet', { reference: 'wallet-1', anything: 'else' })).toEqual([]);
  expect(pathsOf('toString', { anything: 'else' })).toEqual([]);
});

test('a key may be left to us where an object that exists is changed', () => {
  expect(METHODS.filter((method) => takesIdempotencyKey(method))).toEqual([
    'confirmPayment',
    'capturePayment',
    'cancelPayment',
    'cancelPayout',
  ]);
});
