import { createHash } from 'node:crypto';
import { Secret, type WireAnswer } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { MERCHANT_SIGN_REFUSAL_TEXTS, merchantSignWire } from './merchant-sign-wire.js';

const KEY = 'a-payment-key';
const wireAt = (baseUrl: string) => merchantSignWire({ baseUrl, merchantId: 'merchant-1', key: new Secret(KEY) });
const wire = wireAt('https://api.example.com');

function read(status: number, body: unknown, reader = wire): WireAnswer {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return reader.read({ status, headers: new Headers(), body: bytes });
}

function signOf(body: string): string {
  return createHash('md5')
    .update(`${Buffer.from(body).toString('base64')}${KEY}`)
    .digest('hex');
}

describe('writes a call', () => {
  test('as JSON that is signed as it is sent', () => {
    const body = { amount: '15.00', url: 'https://shop.example/a?b=c', note: 'Zoë 🙂 \u2028', left_out: undefined };
    const request = wire.encode({ method: 'POST', path: '/v1/payment', body });
    const text = '{"amount":"15.00","url":"https://shop.example/a?b=c","note":"Zoë 🙂 \u2028"}';
    expect(request).toEqual({
      method: 'POST',
      url: 'https://api.example.com/v1/payment',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        merchant: 'merchant-1',
        sign: signOf(text),
      },
      body: text,
    });
  });

  test('without parameters as an empty object', () => {
    const request = wire.encode({ method: 'POST', path: '/v1/balance' });
    expect(request.body).toBe('{}');
    expect(request.headers['sign']).toBe(signOf('{}'));
  });

  test('with a cursor that the query cannot misread', () => {
    const { url } = wire.encode({ method: 'POST', path: '/v1/payment/list', query: { cursor: 'a+b/c==&x=1' } });
    expect(url).toBe('https://api.example.com/v1/payment/list?cursor=a%2Bb%2Fc%3D%3D%26x%3D1');
  });

  test('that is public without merchant, signature or body', () => {
    const open = merchantSignWire({ baseUrl: 'https://api.example.com', merchantId: 'merchant-1' });
    expect(open.encode({ method: 'GET', path: '/v1/exchange-rate/BTC/list' })).toEqual({
      method: 'GET',
      url: 'https://api.example.com/v1/exchange-rate/BTC/list',
      headers: { accept: 'application/json' },
    });
    expect(open.secrets).toEqual([]);
  });

  test.each([
    'https://api.example.com',
    'https://api.example.com/',
    'https://api.example.com/v1',
    'https://api.example.com/v1/',
  ])('below %s at one and the same place', (baseUrl) => {
    expect(wireAt(baseUrl).encode({ method: 'POST', path: '/v2/payment/resend' }).url).toBe(
      'https://api.example.com/v2/payment/resend',
    );
  });

  test('below a path of its own, even one that ends like a version', () => {
    expect(wireAt('https://proxy.example/gateway/v1').encode({ method: 'POST', path: '/v1/payment' }).url).toBe(
      'https://proxy.example/gateway/v1/payment',
    );
    expect(wireAt('https://proxy.example/api-v1').encode({ method: 'POST', path: '/v1/payment' }).url).toBe(
      'https://proxy.example/api-v1/v1/payment',
    );
  });
});

test('keeps every credential of the account from showing, whichever signs', () => {
  const [key, other] = [new Secret(KEY), new Secret('another-key')];
  const config = { baseUrl: 'https://api.example.com', merchantId: 'merchant-1', otherSecrets: [other] };
  expect(merchantSignWire({ ...config, key }).secrets).toEqual([key, other]);
  expect(merchantSignWire(config).secrets).toEqual([other]);
});

describe('reads an answer', () => {
  test('with state 0 as its result, whatever that is', () => {
    expect(read(200, { state: 0, result: [] })).toEqual({ kind: 'payload', payload: [] });
    expect(read(200, { state: 0, result: null })).toEqual({ kind: 'payload', payload: null });
  });

  test('with state 1 as a refusal, even with status 200', () => {
    expect(read(200, { state: 1, message: 'You are forbidden' })).toEqual({
      kind: 'refusal',
      refusal: { reason: undefined, message: 'You are forbidden', fields: undefined },
    });
  });

  test('with nothing but state 1 as a refusal without a reason', () => {
    expect(read(422, { state: 1 })).toEqual({
      kind: 'refusal',
      refusal: { reason: undefined, message: undefined, fields: undefined },
    });
  });

  test('with complaints by field as lists of rules', () => {
    const errors = { amount: ['validation.required', 7], network: 'validation.regex', list: null };
    expect(read(422, { state: 1, errors })).toMatchObject({
      refusal: { fields: { amount: ['validation.required'], network: ['validation.regex'], list: [] } },
    });
  });

  test('with more complaints than anybody reads as the first of them', () => {
    const errors = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${String(index)}`, ['x']]));
    const answer = read(422, { state: 1, errors });
    expect(answer.kind === 'refusal' && Object.keys(answer.refusal.fields ?? {})).toHaveLength(20);
  });

  test('with status 401 as a matter of credentials, with state or without', () => {
    for (const body of [{ message: 'Invalid Sign.' }, { state: 1, message: 'Merchant not found.' }]) {
      expect(read(401, body)).toMatchObject({ kind: 'refusal', refusal: { reason: 'authentication' } });
    }
  });

  test.each([429, 425])('with status %i and a message as turned away unread', (status) => {
    expect(read(status, { message: 'Too Many Attempts.' })).toEqual({
      kind: 'refusal',
      refusal: { message: 'Too Many Attempts.' },
    });
    expect(read(status, '<html>slow down</html>')).toEqual({ kind: 'unreadable' });
  });

  test.each([
    [403, { message: 'Forbidden by the firewall' }],
    [404, { message: 'Not Found' }],
    [400, { message: 'Bad Request' }],
    [200, { message: 'OK' }],
    [401, { error: 'unauthorized' }],
    [200, { state: 0 }],
    [200, { state: '0', result: {} }],
    [422, { state: null, message: 'x' }],
    [200, []],
    [200, 'null'],
    [200, '"text"'],
    [200, ''],
    [200, '{"state":0,"result":'],
    [502, '<html>Bad gateway</html>'],
  ])('of status %i as unreadable when it may not be the provider’s own: %j', (status, body) => {
    expect(read(status, body)).toEqual({ kind: 'unreadable' });
  });

  test('in bytes that are no UTF-8 as unreadable', () => {
    const body = Buffer.concat([Buffer.from('{"state":0,"result":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(wire.read({ status: 200, headers: new Headers(), body })).toEqual({ kind: 'unreadable' });
  });

  test('with names that objects have anyway as ordinary text', () => {
    const answer = read(422, '{"state":1,"errors":{"__proto__":["polluted"]},"__proto__":{"state":0}}');
    expect(answer.kind).toBe('refusal');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('reads what a refusal means', () => {
  const reasonOf = (body: object, reader = wire): unknown => {
    const answer = read(422, { state: 1, ...body }, reader);
    return answer.kind === 'refusal' ? answer.refusal.reason : answer.kind;
  };

  test.each([...MERCHANT_SIGN_REFUSAL_TEXTS.undecided, 'server error', 'Server error, #1', 'Gateway error.'])(
    '"%s" says neither yes nor no',
    (message) => {
      expect(reasonOf({ message })).toBe('undecided');
    },
  );

  test.each([...MERCHANT_SIGN_REFUSAL_TEXTS.notFound, 'Payment not found.', 'PAYOUT WAS NOT FOUND'])(
    '"%s" says that there is none',
    (message) => {
      expect(reasonOf({ message })).toBe('not_found');
    },
  );

  test.each([
    'Wallet not found',
    'The network was not found',
    'Not found service to_currency',
    'Payment service not found',
    'Minimum amount 0.5 USDT',
    'Not enough funds',
    'You are forbidden',
    'Server errors are rare',
  ])('"%s" is a plain no', (message) => {
    expect(reasonOf({ message })).toBeUndefined();
  });

  test.each([
    { errors: { order_id: ['validation.unique'] } },
    { errors: { order_id: ['The order id has already been taken.'] } },
    { message: 'This order_id already exists' },
    { message: 'Order ID has been used' },
    { message: 'Duplicate orderId' },
  ])('%j says that the reference was used before', (body) => {
    expect(reasonOf(body)).toBe('reference_used');
  });

  test.each([
    { errors: { order_id: ['validation.alpha_dash'] } },
    { errors: { currency: ['validation.unique'] } },
    { message: 'The invoice is already paid' },
  ])('%j does not', (body) => {
    expect(reasonOf(body)).toBeUndefined();
  });

  test('takes further texts from the account', () => {
    const own = merchantSignWire({
      baseUrl: 'https://api.example.com',
      merchantId: 'merchant-1',
      key: new Secret(KEY),
      texts: { undecided: ['Try later'], notFound: ['No such thing'] },
    });
    expect([reasonOf({ message: 'try later.' }, own), reasonOf({ message: 'No such thing' }, own)]).toEqual([
      'undecided',
      'not_found',
    ]);
    expect(reasonOf({ message: 'Server error' }, own)).toBeUndefined();
  });
});
