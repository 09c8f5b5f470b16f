import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type CreatePayoutRequest, TransportError, type TransportFailure } from '../../src/index.js';
import { createRecordingLogger, type ScriptedStep } from '../../src/testing.js';
import { answered, connect, refused, TIDEPAY_KEY } from './tidepay.js';

const ADDRESS = 'TQx7CanaryWalletAddress';
const ACCOUNT_NUMBER = 'SN08CANARY0042';
const HOLDER = 'Awa  Canary Diop';
const MEMO = 'memo-canary-104';
const NOTE = 'canary note for a person';

const CRYPTO: CreatePayoutRequest = {
  reference: 'payout-42',
  amount: { amount: '15.00', currency: 'USDT' },
  destination: { type: 'crypto_address', address: ADDRESS },
  memo: MEMO,
  metadata: { note: NOTE },
};

const BANK: CreatePayoutRequest = {
  ...CRYPTO,
  destination: { type: 'bank_account', bankCode: 'bank-canary-1', accountNumber: ACCOUNT_NUMBER, holder: HOLDER },
};

/** All that a careless provider could repeat. */
const ECHO = `key ${TIDEPAY_KEY}, to ${ADDRESS} or ${ADDRESS.toLowerCase()}, ${ACCOUNT_NUMBER} of ${HOLDER}, ${MEMO}, ${NOTE}`;

const echoed = (status: number, code: string): ScriptedStep => ({
  status,
  body: {
    ok: false,
    error: { code, message: ECHO, fields: { [ADDRESS]: [ECHO], [ACCOUNT_NUMBER]: [HOLDER], [MEMO]: [NOTE] } },
  },
});

/** What a client of somebody else's throws: with the whole exchange hanging on it. */
const careless: ScriptedStep = (request) =>
  Object.assign(new Error(`POST failed: ${ECHO}`, { cause: new Error(ECHO) }), {
    code: 'ECONNRESET',
    config: request,
    request,
    response: { body: ECHO },
  });

const transport =
  (failure: TransportFailure): ScriptedStep =>
  (request) =>
    new TransportError(failure, { cause: Object.assign(new Error(ECHO), { request }) });

const FAILURES: readonly (readonly [string, ScriptedStep])[] = [
  ['a plain refusal', echoed(422, 'wrong')],
  ['a refusal of the credentials', echoed(401, 'bad_token')],
  ['a refusal whose code repeats the address', refused(400, ADDRESS, ECHO)],
  ['a reference used before', echoed(422, 'reference_taken')],
  ['a call in progress', echoed(409, 'still_working')],
  ['words that do not say no', echoed(400, 'try_to_think')],
  ['a conflict', echoed(409, 'key_reused')],
  ['a rate limit', echoed(429, 'slow_down')],
  ['a failing server', echoed(500, 'wrong')],
  ['a page instead of an answer', { status: 200, body: `<html>${ECHO}</html>` }],
  ['an older object', answered({ ref: 'payout-42', amount: '16.00', state: MEMO })],
  ['another object', answered({ ref: ADDRESS })],
  ['an answer that does not fit', { status: 200, body: { ok: true, data: { id: { [ADDRESS]: MEMO }, state: 7 } } }],
  [
    'an answer that does not fit under a name of ours',
    answered({ tags: { [ADDRESS]: 7, [ACCOUNT_NUMBER]: 7, [MEMO]: 7 } } as object),
  ],
  ['a redirect', { status: 302, headers: { location: `https://evil.example/?to=${ADDRESS}&key=${TIDEPAY_KEY}` } }],
  ['an error of a foreign transport', careless],
  ['no connection', transport('connection_refused')],
  ['a lost connection', transport('connection_lost')],
  ['a time-out', transport('timeout')],
  ['a certificate refused', transport('tls_refused')],
  ['an end before dispatch', transport('aborted_before_dispatch')],
];

const REQUESTS = [
  ['a crypto address', CRYPTO],
  ['a bank account', BANK],
] as const;

const CASES = REQUESTS.flatMap(([destination, request]) =>
  FAILURES.map(([failure, step]) => ({ destination, failure, request, step })),
);

/** Whatever stands in `value`, hidden or not, down to the last cause. */
function everythingIn(value: unknown): string {
  const causes: string[] = [];
  for (let error = value; error instanceof Error; error = error.cause) {
    causes.push(error.message, error.stack ?? '', JSON.stringify(error), String(error));
  }
  return [inspect(value, { depth: null, showHidden: true, maxStringLength: null }), ...causes].join('\n');
}

function secretsIn(text: string, request: CreatePayoutRequest): readonly string[] {
  const sent =
    request.destination.type === 'crypto_address'
      ? [ADDRESS]
      : [ACCOUNT_NUMBER, HOLDER, 'Awa Canary Diop', 'bank-canary-1'];
  const lowerCase = text.toLowerCase();
  return [TIDEPAY_KEY, MEMO, NOTE, ...sent].filter((secret) => lowerCase.includes(secret.toLowerCase()));
}

test.each(CASES)('neither key nor personal data show after $failure ($destination)', async ({ request, step }) => {
  const logger = createRecordingLogger();
  const told: unknown[] = [];
  const span = { attempt: (attempt: unknown) => told.push(attempt), end: (end: unknown) => told.push(end) };
  const telemetry = {
    startCall: (call: unknown) => (told.push(call), span),
    webhook: (webhook: unknown) => told.push(webhook),
  };
  const { http, provider } = connect([step, step, step, step], {}, { logger, telemetry });

  const error: unknown = await provider.payouts.createPayout(request).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(Error);
  expect(http.requests.length).toBeGreaterThan(0);
  expect(secretsIn(everythingIn(error), request)).toEqual([]);
  expect(secretsIn(JSON.stringify(logger.records), request)).toEqual([]);
  expect(secretsIn(everythingIn(told), request)).toEqual([]);
  expect(logger.records.map(({ level }) => level)).toEqual(expect.arrayContaining(['debug', 'error']));
});

test.each(REQUESTS)('neither key nor personal data show after a success (%s)', async (_destination, request) => {
  const { logger, provider } = connect([answered({ ref: 'payout-42', currency: 'USDT' })]);

  await provider.payouts.createPayout(request);

  expect(logger.records.map(({ event }) => event)).toEqual(['request.sent', 'answer.received', 'call.succeeded']);
  expect(secretsIn(JSON.stringify(logger.records), request)).toEqual([]);
});

test.each(REQUESTS)(
  'neither key nor personal data show in a request that is refused before it is sent (%s)',
  async (_destination, request) => {
    const { logger, provider } = connect([]);
    const wrong = {
      ...request,
      memo: `${MEMO}\n`,
      amount: { amount: MEMO, currency: ADDRESS },
      [ADDRESS]: HOLDER,
      network: { NOTE },
    };

    const error: unknown = await provider.payouts.createPayout(wrong as never).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'invalid_request' });
    expect(secretsIn(everythingIn(error).replaceAll(ADDRESS, ''), request)).toEqual([]);
    expect(secretsIn(JSON.stringify(logger.records), request)).toEqual([]);
  },
);

test('a provider does not show its key, however deep one looks', () => {
  const { provider } = connect([]);

  expect(inspect(provider, { depth: null, showHidden: true })).not.toContain(TIDEPAY_KEY);
  expect(JSON.stringify(provider)).not.toContain(TIDEPAY_KEY);
});

test('the search would find what it looks for', async () => {
  const leaking = new Error('outer', { cause: Object.assign(new Error('inner'), { request: { body: MEMO } }) });

  expect(secretsIn(everythingIn(leaking), CRYPTO)).toEqual([MEMO]);
});
