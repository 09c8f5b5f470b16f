import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { createScriptedHttpClient } from '../http/scripted-http-client.js';
import { createRecordingLogger } from '../logging/recording-logger.js';
import { secretSchema } from '../options/secret-schema.js';
import type { Payment } from '../payment/payment.js';
import type { ObjectQuery } from '../provider/object-query.js';
import { decimalText, minorUnits } from './amount-format.js';
import { bearer } from './authentication.js';
import { defineGateway } from './define-gateway.js';
import type { GatewayFind } from './gateway-section.js';
import { jsonWire, memberOf } from './json-wire.js';
import { cursorPages, keysetPages, numberedPages, offsetPages, type Pages } from './pages.js';
import { writeOperation } from './write-operation.js';

const money = decimalText('amount', 'currency');
const answer = z.object({
  id: z.string(),
  ref: z.string(),
  state: z.string(),
  amount: z.string(),
  currency: z.string(),
  at: z.coerce.date(),
});

const remindPayer = writeOperation({
  path: '/remind',
  afterwards: { lookup: 'id', deduplicatesForMs: 0 },
  answer: z.object({}),
  parse: () => ({ reminded: true }),
});

type Answered = Parameters<typeof createScriptedHttpClient>[0][number];

function connect(
  answers: readonly Answered[],
  section: {
    find?: GatewayFind;
    pages?: Pages;
    newestFirst?: boolean;
    bareAmount?: boolean;
    units?: boolean;
  } = {},
) {
  const { bareAmount, find = { byId: '/pay/{id}' }, newestFirst, pages, units = false } = section;
  const create = defineGateway({
    id: 'made-up',
    baseUrl: 'https://api.made-up.example',
    options: { apiKey: secretSchema },
    deduplicatesForMs: 1000,
    wire: ({ apiKey, baseUrl }) =>
      jsonWire({
        baseUrl,
        authentication: bearer(apiKey),
        refusal: ({ body }) =>
          memberOf(body, 'error') === undefined ? undefined : { code: String(memberOf(body, 'error')) },
        reasons: { 404: 'not_found' },
      }),
    payments: {
      path: '/pay',
      answer,
      statuses: { open: 'pending', done: 'succeeded', held: { status: 'processing', exception: 'held', final: false } },
      parse: ({ at, id, ref, state, ...rest }) => ({
        providerId: id,
        reference: ref,
        providerStatus: state,
        amount: money.read(rest),
        createdAt: at,
      }),
      providerOptions: ['note'],
      create: ({ amount, providerOptions = {}, reference }) => ({
        ref: reference,
        ...(units ? minorUnits('amount', 'currency') : money).write(amount),
        ...(memberOf(providerOptions, 'made-up') as object | undefined),
      }),
      find,
      list: pages && { path: '/pays', pages, newestFirst },
      changes: {
        capturePayment: {
          path: '/pay/{providerId}/capture',
          takes: ['amount'],
          bareAmount,
          body: ({ amount }) => ({ amount: amount?.amount }),
        },
        cancelPayment: { path: '/pay/{providerId}', method: 'DELETE', deduplicatesForMs: 0 },
      },
      more: { remindPayer },
    },
  });
  const httpClient = createScriptedHttpClient(answers);
  const logger = createRecordingLogger();
  return { ...create({ apiKey: 'key', maxRetries: 0 }, { httpClient, logger }), httpClient, logger };
}

const found = (id: string, more: object = {}) => ({
  id,
  ref: `ref-${id}`,
  state: 'open',
  amount: '15',
  currency: 'USD',
  at: '2026-01-02T00:00:00Z',
  ...more,
});
const ok = (body: object): Answered => ({ status: 200, body });
const REQUEST = { reference: 'ref-1', amount: { amount: '15.00', currency: 'USD' } } as const;

describe('the look-up', () => {
  test.each([
    ['reference', { find: { byReference: '/pay?ref={reference}' } }],
    ['id', {}],
    ['scan', { pages: cursorPages({ items: 'items', next: 'next', parameter: 'after' }) }],
  ] as const)('that is declared is "%s" where the description says so', (lookup, section) => {
    expect(connect([], section).capabilities.operations).toEqual({
      createPayment: { lookup, deduplicatesForMs: 1000 },
      capturePayment: { lookup: 'id', deduplicatesForMs: 1000 },
      cancelPayment: { lookup: 'id', deduplicatesForMs: 0 },
      remindPayer: { lookup: 'id', deduplicatesForMs: 0 },
    });
  });

  test('by reference reads the list where the wire knows none', async () => {
    const pages = cursorPages({ items: 'items', next: 'next', parameter: 'after', query: { limit: '2' } });
    const { httpClient, payments } = connect(
      [ok({ items: [found('1')], next: 'c1' }), ok({ items: [found('2'), found('3')], next: null })],
      { pages },
    );

    expect(await payments.findPayment({ reference: 'ref-2' })).toMatchObject({ providerId: '2' });
    expect(httpClient.requests.map(({ url }) => url)).toEqual([
      'https://api.made-up.example/pays?limit=2',
      'https://api.made-up.example/pays?limit=2&after=c1',
    ]);
  });

  test('takes the one item of a list, and an empty list as absence', async () => {
    const find = { byReference: '/pay?ref={reference}', listedAs: 'data' };
    const { httpClient, payments } = connect([ok({ data: [found('1')] }), ok({ data: [] })], { find });

    expect(await payments.findPayment({ reference: 'ref-1' })).toMatchObject({ providerId: '1' });
    expect(await payments.findPayment({ reference: 'ref-2' })).toBeUndefined();
    expect(httpClient.requests[0]?.url).toBe('https://api.made-up.example/pay?ref=ref-1');
  });

  test('takes the item of its own name from a list, wherever both stand, and is told nothing by a list of others', async () => {
    const find = { byReference: '/search?ref={reference}', listedAs: 'page.hits' };
    const hits = (...ids: readonly string[]) => ok({ page: { hits: ids.map((id) => found(id)) } });
    const { payments } = connect([hits('2', '1'), hits('2', '3')], { find });

    expect(await payments.findPayment({ reference: 'ref-1' })).toMatchObject({ providerId: '1' });
    await expect(payments.findPayment({ reference: 'ref-1' })).rejects.toMatchObject({ outcome: 'unknown' });
  });

  test('by an id of two parts fills two places, and is refused for an id that lacks one', async () => {
    const find: GatewayFind = {
      byId: '/shops/{shop}/pay/{number}?of={id}',
      idParts: (id) => ({ shop: id.split('/')[0], number: id.split('/')[1] }),
    };
    const { httpClient, payments } = connect([ok(found('7/a b'))], { find });

    expect(await payments.findPayment({ providerId: '7/a b' })).toMatchObject({ providerId: '7/a b' });
    expect(httpClient.requests[0]?.url).toBe('https://api.made-up.example/shops/7/pay/a%20b?of=7%2Fa+b');
    await expect(payments.findPayment({ providerId: '7' })).rejects.toMatchObject({
      code: 'invalid_request',
      problems: [{ path: 'providerId', message: 'cannot stand in the path of a request' }],
    });
  });

  test('is a POST where it has a body', async () => {
    const find = { byId: '/info', byReference: '/info', body: ({ reference }: ObjectQuery) => ({ order: reference }) };
    const { httpClient, payments } = connect([ok(found('1'))], { find });

    await payments.findPayment({ reference: 'ref-1' });

    expect(httpClient.requests).toMatchObject([
      { method: 'POST', url: 'https://api.made-up.example/info', body: '{"order":"ref-1"}' },
    ]);
  });

  test('by a name that the wire does not know is refused before anything is sent', async () => {
    await expect(connect([]).payments.findPayment({ reference: 'ref-1' })).rejects.toMatchObject({
      problems: [{ path: 'reference' }],
    });
  });

  test('that answers another object settles nothing', async () => {
    await expect(connect([ok(found('2'))]).payments.findPayment({ providerId: '1' })).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
  });
});

describe('an opened object', () => {
  test('under another reference is not believed, and one with another amount is a conflict', async () => {
    const { payments } = connect([ok(found('2')), ok(found('1', { amount: '9' }))]);

    await expect(payments.createPayment(REQUEST)).rejects.toMatchObject({ code: 'outcome_unknown' });
    await expect(payments.createPayment(REQUEST)).rejects.toMatchObject({
      code: 'reference_conflict',
      differs: ['amount'],
    });
  });

  test('leaves out what the wire does not take, with a warning', async () => {
    const { httpClient, logger, payments } = connect([ok(found('1'))]);

    await payments.createPayment({ ...REQUEST, description: 'tea', metadata: { a: 'b' } });

    expect(httpClient.requests[0]?.body).toBe('{"ref":"ref-1","amount":"15.00","currency":"USD"}');
    expect(JSON.stringify(logger.records)).toContain('"fields":["description","metadata"]');
  });
});

describe('options of the provider’s own', () => {
  const given = (own: unknown) => ({ ...REQUEST, providerOptions: { 'made-up': own, another: { colour: 'red' } } });

  test('are handed on where the description names them, and those of others are not', async () => {
    const { httpClient, payments } = connect([ok(found('1'))]);

    await payments.createPayment(given({ note: 'tea' }));

    expect(httpClient.requests[0]?.body).toBe('{"ref":"ref-1","amount":"15.00","currency":"USD","note":"tea"}');
  });

  test.each([
    [{ note: 'tea', colour: 'red' }, 'providerOptions.made-up.colour', 'is not a known option'],
    [{ 'a secret?': 1 }, 'providerOptions.made-up.a field with an unusual name', 'is not a known option'],
    ['tea', 'providerOptions.made-up', 'must be an object'],
  ])('are refused by name before anything is sent: %j', async (own, path, message) => {
    const { httpClient, payments } = connect([]);

    await expect(payments.createPayment(given(own))).rejects.toMatchObject({ problems: [{ path, message }] });
    expect(httpClient.requests).toEqual([]);
  });
});

test('what shows only when a body is written is a problem of the request, told by its place', async () => {
  const { httpClient, payments } = connect([], { units: true });
  const amount = { amount: '1.001', currency: 'USD' };

  await expect(payments.createPayment({ reference: 'ref-1', amount })).rejects.toMatchObject({
    code: 'invalid_request',
    provider: 'made-up',
    operation: 'createPayment',
    problems: [{ path: 'amount.amount' }],
  });
  expect(httpClient.requests).toEqual([]);
});

describe('a change', () => {
  test('is a call on the object’s path, and answers with the object', async () => {
    const { httpClient, payments } = connect([ok(found('1', { state: 'done' })), ok(found('1'))]);

    const captured = await payments.capturePayment({ providerId: '1', amount: REQUEST.amount });
    await payments.cancelPayment({ providerId: '1' });

    expect(captured).toMatchObject({ provider: 'made-up', providerId: '1', status: 'succeeded', final: true });
    expect(httpClient.requests).toMatchObject([
      { method: 'POST', url: 'https://api.made-up.example/pay/1/capture', body: '{"amount":"15.00"}' },
      { method: 'DELETE', url: 'https://api.made-up.example/pay/1' },
    ]);
    expect(httpClient.requests[1]?.body).toBeUndefined();
  });

  test('that answers another object settles nothing', async () => {
    await expect(connect([ok(found('2'))]).payments.capturePayment({ providerId: '1' })).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
  });

  test('is told nothing that its wire does not take, and no id that cannot stand in a path', async () => {
    const { httpClient, payments } = connect([]);
    const cancel = payments.cancelPayment as (request: object) => Promise<unknown>;

    await expect(payments.capturePayment({ providerId: '..' })).rejects.toMatchObject({
      problems: [{ path: 'providerId' }],
    });
    await expect(cancel({ providerId: '1', amount: REQUEST.amount })).rejects.toMatchObject({
      problems: [{ path: 'amount' }],
    });
    expect(httpClient.requests).toEqual([]);
  });

  test('that names an amount without its currency is made when the payment has the same one', async () => {
    const { httpClient, payments } = connect([ok(found('1')), ok(found('1'))], { bareAmount: true });

    await payments.capturePayment({ providerId: '1', amount: { amount: '9', currency: 'usd' } });

    expect(httpClient.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  test.each([
    ['has another one', [ok(found('1'))], 'amount.currency'],
    ['does not exist', [{ status: 404, body: { error: 'none' } }], 'providerId'],
  ] as const)('that names a bare amount is not made when the payment %s', async (_why, answers, path) => {
    const { httpClient, payments } = connect(answers, { bareAmount: true });
    const amount = { amount: '9', currency: 'EUR' };

    await expect(payments.capturePayment({ providerId: '1', amount })).rejects.toMatchObject({
      code: 'invalid_request',
      operation: 'capturePayment',
      problems: [{ path }],
    });
    expect(httpClient.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('of the whole amount, or one that is refused anyway, looks at nothing first', async () => {
    const { httpClient, payments } = connect([ok(found('1'))], { bareAmount: true });

    await payments.capturePayment({ providerId: '1' });
    await expect(
      payments.capturePayment({ providerId: '1', amount: { amount: '-1', currency: 'USD' } }),
    ).rejects.toThrow();

    expect(httpClient.requests.map(({ method }) => method)).toEqual(['POST']);
  });

  test('that names a bare amount needs a look-up of payments by id', () => {
    expect(() => connect([], { bareAmount: true, find: { byReference: '/pay?ref={reference}' } })).toThrow(TypeError);
  });
});

describe('a list', () => {
  test('goes on behind the last item of a page while there is more', async () => {
    const pages = keysetPages({ items: 'data', more: 'has_more', parameter: 'after', query: { limit: '2' } });
    const { httpClient, payments } = connect(
      [ok({ data: [found('1'), found('2')], has_more: true }), ok({ data: [found('3')], has_more: false })],
      { pages },
    );

    const ids: string[] = [];
    for await (const { providerId } of payments.listPayments?.() ?? []) ids.push(providerId);

    expect(ids).toEqual(['1', '2', '3']);
    expect(httpClient.requests.map(({ url }) => new URL(url).search)).toEqual(['?limit=2', '?limit=2&after=2']);
  });

  test.each([
    { data: [found('1')] },
    { data: [], has_more: true },
    { data: [{ id: 7 }], has_more: true },
    { has_more: false },
  ])('whose next page cannot be asked for does not seem to be over: %j', async (body) => {
    const pages = keysetPages({ items: 'data', more: 'has_more', parameter: 'after' });

    await expect(
      connect([ok(body)], { pages })
        .payments.listPayments?.()
        .page(),
    ).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
  });

  test('counted by offset ends with the first empty page', async () => {
    const pages = offsetPages({ items: 'data', offset: 'skip', limit: 'take', size: 2 });
    const { httpClient, payments } = connect([ok({ data: [found('1'), found('2')] }), ok({ data: [] })], { pages });

    const ids: string[] = [];
    for await (const { providerId } of payments.listPayments?.() ?? []) ids.push(providerId);

    expect(ids).toEqual(['1', '2']);
    expect(httpClient.requests.map(({ url }) => new URL(url).search)).toEqual(['?take=2&skip=0', '?take=2&skip=2']);
  });

  test('of pages with numbers ends with the first empty one', async () => {
    const pages = numberedPages({ items: 'data', page: 'p', query: { size: '2' } });
    const { httpClient, payments } = connect([ok({ data: [found('1')] }), ok({ data: [] })], { pages });

    const ids: string[] = [];
    for await (const { providerId } of payments.listPayments?.() ?? []) ids.push(providerId);

    expect(ids).toEqual(['1']);
    expect(httpClient.requests.map(({ url }) => new URL(url).search)).toEqual(['?size=2&p=1', '?size=2&p=2']);
  });

  test('of pages with numbers ends with the last one where its number is told, and does not seem to be over where it is not', async () => {
    const pages = numberedPages({ items: 'data', page: 'p', first: 0, last: 'meta.last' });
    const { httpClient, payments } = connect(
      [ok({ data: [found('1')], meta: { last: 1 } }), ok({ data: [], meta: { last: 1 } }), ok({ data: [] })],
      { pages },
    );

    const ids: string[] = [];
    for await (const { providerId } of payments.listPayments?.() ?? []) ids.push(providerId);

    expect(ids).toEqual(['1']);
    expect(httpClient.requests.map(({ url }) => new URL(url).search)).toEqual(['?p=0', '?p=1']);
    await expect(payments.listPayments?.().page()).rejects.toMatchObject({ code: 'outcome_unknown' });
  });

  test('newest first is not read behind the time that was asked for', async () => {
    const pages = cursorPages({ items: 'items', next: 'next', parameter: 'after' });
    const { payments } = connect([ok({ items: [found('1')], next: 'c1' })], { pages, newestFirst: true });

    const page = await payments.listPayments?.({ createdFrom: new Date('2026-01-03T00:00:00Z') }).page();

    expect(page).toEqual({ items: [], nextCursor: undefined });
  });

  test('whose cursor cannot be read does not seem to be over', async () => {
    const pages = cursorPages({ items: 'items', next: 'next', parameter: 'after' });

    await expect(
      connect([ok({ items: [], next: 7 })], { pages })
        .payments.listPayments?.()
        .page(),
    ).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
  });
});

test('a part that is not described is absent, and an unknown option is refused', () => {
  const provider = connect([]);

  expect(Object.keys(provider)).not.toContain('refunds');
  expect(provider.capabilities).toMatchObject({ partialRefunds: false, payoutMemo: false });
  expect(provider.capabilities.webhooks).toBeUndefined();
});

test('what a parse or a table leaves open has the meaning of its status', async () => {
  const { payments } = connect([
    ok(found('1', { state: 'held' })),
    ok(found('1', { state: 'done' })),
    ok(found('1', { state: 'new' })),
  ]);
  const read = () => payments.findPayment({ providerId: '1' });

  expect(await read()).toMatchObject({ status: 'processing', exception: 'held', final: false });
  expect(await read()).toMatchObject({ status: 'succeeded', final: true });
  expect(await read()).toMatchObject({ status: 'unrecognised', final: false, providerStatus: 'new' });
});

test('what a description has is there for the compiler as well, and what it lacks is not', () => {
  const { payments, refunds } = connect([]);

  expect(refunds).toBeUndefined();
  expectTypeOf(payments.createPayment).toBeFunction();
  expectTypeOf(payments.remindPayer).returns.resolves.toEqualTypeOf<{ reminded: boolean }>();
  expectTypeOf(payments.capturePayment).returns.resolves.toEqualTypeOf<Payment>();
  expectTypeOf(payments).not.toHaveProperty('cancelPayout');
});

describe('a list of refunds', () => {
  test('is of one payment where that is asked for, whether or not the provider filters', async () => {
    const refund = (id: string, charge: string) => ({ ...found(id), charge });
    const create = defineGateway({
      id: 'made-up',
      baseUrl: 'https://api.made-up.example',
      options: {},
      deduplicatesForMs: 0,
      wire: ({ baseUrl }) => jsonWire({ baseUrl, authentication: [], refusal: () => undefined }),
      refunds: {
        path: '/refund',
        answer: answer.extend({ charge: z.string() }),
        statuses: { open: 'pending' },
        parse: ({ charge, id, ref, state }) => ({
          providerId: id,
          reference: ref,
          providerStatus: state,
          paymentId: charge,
        }),
        create: ({ paymentId, reference }) => ({ charge: paymentId, ref: reference }),
        list: {
          path: '/refunds',
          pages: keysetPages({ items: 'data', more: 'more', parameter: 'after' }),
          query: ({ paymentId }) => ({ ...(paymentId !== undefined && { charge: paymentId }) }),
        },
      },
    });
    const page = { data: [refund('1', 'a'), refund('2', 'b')], more: false };
    const httpClient = createScriptedHttpClient([ok(page), ok(page)]);
    const { refunds } = create({}, { httpClient });

    const all = await refunds.listRefunds().page();
    const some = await refunds.listRefunds({ paymentId: 'b' }).page();

    expect(all.items.map(({ providerId }) => providerId)).toEqual(['1', '2']);
    expect(some.items.map(({ providerId }) => providerId)).toEqual(['2']);
    expect(httpClient.requests[1]?.url).toBe('https://api.made-up.example/refunds?charge=b');
  });
});
