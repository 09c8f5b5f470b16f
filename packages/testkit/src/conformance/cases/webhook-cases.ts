import assert from 'node:assert/strict';
import { isVerifiedEvent, PaymentsError, type VerifiedEvent, type WebhookRequest } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { type ConformanceAccount, present, WEBHOOK_URL } from '../conformance-world.js';
import { assertFrozen } from './assertions.js';
import { MADE_UP } from './status-cases.js';

const DAY_MS = 86_400_000;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

function textOf({ body }: WebhookRequest): string {
  return decoder.decode(body);
}

function withText({ headers }: WebhookRequest, text: string): WebhookRequest {
  return { headers, body: encoder.encode(text) };
}

/** The body of a delivery as it was before it was signed. */
function payloadOf({ webhookSamples: { signature } }: ConformanceAccount, delivery: WebhookRequest): string {
  if ('header' in signature) return textOf(delivery);
  const payload = JSON.parse(textOf(delivery)) as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(Object.entries(payload).filter(([name]) => name !== signature.member)));
}

function unsigned(account: ConformanceAccount, delivery: WebhookRequest): WebhookRequest {
  const { signature } = account.webhookSamples;
  if ('member' in signature) return withText(delivery, payloadOf(account, delivery));
  const headers = new Headers(delivery.headers);
  headers.delete(signature.header);
  return { ...delivery, headers };
}

function signatureOf({ webhookSamples: { signature } }: ConformanceAccount, delivery: WebhookRequest): string {
  if ('header' in signature) return delivery.headers.get(signature.header) ?? '';
  return String((JSON.parse(textOf(delivery)) as Record<string, unknown>)[signature.member]);
}

function withSignature(
  { webhookSamples: { signature } }: ConformanceAccount,
  delivery: WebhookRequest,
  value: string,
): WebhookRequest {
  if ('header' in signature) {
    const headers = new Headers(delivery.headers);
    headers.set(signature.header, value);
    return { ...delivery, headers };
  }
  const payload = JSON.parse(textOf(delivery)) as Record<string, unknown>;
  return withText(delivery, JSON.stringify({ ...payload, [signature.member]: value }));
}

function signedTwice({ webhookSamples: { signature } }: ConformanceAccount, delivery: WebhookRequest): WebhookRequest {
  if ('header' in signature) {
    const headers = new Headers(delivery.headers);
    headers.append(signature.header, delivery.headers.get(signature.header) ?? '');
    return { ...delivery, headers };
  }
  const text = textOf(delivery);
  const { [signature.member]: value } = JSON.parse(text) as Record<string, unknown>;
  return withText(delivery, `{${JSON.stringify(signature.member)}:${JSON.stringify(value)},${text.slice(1)}`);
}

async function eventOf({ webhooks }: ConformanceAccount, delivery: WebhookRequest): Promise<VerifiedEvent> {
  const events = await webhooks.validate(delivery);
  assert.equal(events.length, 1);
  return present(events[0], 'event');
}

/** What a delivery is: its event, or the reason it is refused for. Anything else is a defect. */
async function verdictOn({ webhooks }: ConformanceAccount, delivery: WebhookRequest): Promise<VerifiedEvent | string> {
  try {
    const events = await webhooks.validate(delivery);
    return present(events[0], 'event');
  } catch (error) {
    if (!PaymentsError.isInstance(error) || error.code !== 'webhook_refused') throw error;
    assert.equal(error.outcome, 'not_sent');
    return (error as unknown as { readonly reason: string }).reason;
  }
}

async function assertRefused(account: ConformanceAccount, delivery: WebhookRequest, what: string): Promise<void> {
  assert.equal(typeof (await verdictOn(account, delivery)), 'string', `${what} was accepted.`);
}

/** Signs what can be signed; sends the rest as it stands. */
function signedIfPossible(account: ConformanceAccount, payload: string, genuine: WebhookRequest): WebhookRequest {
  try {
    return account.webhookSamples.sign(payload, { key: 'payments', at: account.gateway.now() });
  } catch {
    return withText(genuine, payload);
  }
}

/** A payload in which a status, spelled as a word or as a number, is another one. */
function withStatus(payload: string, status: string, other: string): string {
  const word = JSON.stringify(status);
  if (payload.includes(word)) return payload.replaceAll(word, JSON.stringify(other));
  assert.match(status, /^-?\d+$/, 'The delivery does not spell its status.');
  return payload.replaceAll(new RegExp(`:${status}(?=[,}])`, 'g'), `:${other}`);
}

function withUnknownType(payload: string): string {
  const { type } = JSON.parse(payload) as { readonly type?: unknown };
  assert.equal(typeof type, 'string', 'The delivery has no member "type": `asUnknownType` says what it has.');
  return payload.replace(`"type":${JSON.stringify(type)}`, '"type":"subscription.moved"');
}

/** What an event says of its object, without what only the envelope knows. */
function contentOf(event: VerifiedEvent): unknown {
  switch (event.kind) {
    case 'payment':
      return event.payment;
    case 'payout':
      return event.payout;
    case 'refund':
      return event.refund;
    case 'deposit':
      return event.deposit;
    case 'unrecognised':
      return undefined;
  }
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

/** Bodies that parsers stumble over. */
function hostileBodies(payload: string): readonly string[] {
  const open = payload.slice(1);
  return [
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`,
    `{"__proto__":{"polluted":true},${open}`,
    `{"constructor":{"prototype":{"polluted":true}},${open}`,
    `{"status":"pending","status":"succeeded",${open}`,
    `{"huge":1e400,"long":${'9'.repeat(400)},${open}`,
    `{"spaces":1${' '.repeat(40_000)},${open}`,
    `{"lone":"\\ud800",${open}`,
    `{"sign":"x","sign":"y",${open}`,
    '{"toString":1,"valueOf":2,"hasOwnProperty":3}',
    '{}',
    '[]',
    'null',
    '""',
    '0',
    'true',
    '{',
    '\u0000',
    '\ufeff{}',
    payload.replace('{', '{ \n\t'),
  ];
}

const refusals: readonly ConformanceCase[] = [
  conformanceCase(
    'webhooks/refuse-what-nobody-signed',
    'a delivery without a signature is refused',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      await assertRefused(account, unsigned(account, await account.delivery()), 'An unsigned delivery');
    },
  ),
  conformanceCase(
    'webhooks/refuse-an-empty-signature',
    'a delivery with an empty or malformed signature is refused',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      for (const value of ['', 'x', '0'.repeat(32), 'null', '[object Object]', 't=0,v1=,kid=']) {
        await assertRefused(account, withSignature(account, delivery, value), `The signature "${value}"`);
      }
    },
  ),
  conformanceCase(
    'webhooks/refuse-an-altered-signature',
    'a delivery with one digit of its signature altered is refused',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const signature = signatureOf(account, delivery);
      for (let index = 0; index < signature.length; index += 1) {
        const letter = signature.charAt(index);
        if (!/[0-9a-f]/.test(letter)) continue;
        const altered = `${signature.slice(0, index)}${letter === '0' ? '1' : '0'}${signature.slice(index + 1)}`;
        await assertRefused(
          account,
          withSignature(account, delivery, altered),
          `The signature with digit ${String(index)} altered`,
        );
      }
    },
  ),
  conformanceCase(
    'webhooks/refuse-two-signatures',
    'a delivery that is signed twice is refused, though each signature is right',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      await assertRefused(account, signedTwice(account, await account.delivery()), 'A delivery signed twice');
    },
  ),
  conformanceCase(
    'webhooks/refuse-a-strangers-key',
    'a delivery that a stranger signed is refused',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const payload = payloadOf(account, await account.delivery());
      const forged = account.webhookSamples.sign(payload, { key: 'stranger', at: account.gateway.now() });
      await assertRefused(account, forged, 'A forged delivery');
    },
  ),
  conformanceCase(
    'webhooks/refuse-another-purposes-key',
    'a delivery that is signed with the key of another purpose is refused',
    ['webhooks', 'payments', 'payouts', 'keysByPurpose'],
    async (world) => {
      const account = await world.open();
      const at = account.gateway.now();
      const payment = payloadOf(account, await account.paymentDelivery());
      const payout = payloadOf(account, await account.payoutDelivery());
      const { sign } = account.webhookSamples;
      assert.equal((await eventOf(account, sign(payment, { key: 'payments', at }))).kind, 'payment');
      assert.equal((await eventOf(account, sign(payout, { key: 'payouts', at }))).kind, 'payout');
      await assertRefused(account, sign(payment, { key: 'payouts', at }), 'A payment signed with the key for payouts');
      await assertRefused(account, sign(payout, { key: 'payments', at }), 'A payout signed with the key for payments');
    },
  ),
  conformanceCase(
    'webhooks/refuse-a-stale-delivery',
    'a delivery that was signed long ago is refused, though its signature is right',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const later = account.connect({}, { clock: createFakeClock(new Date(account.gateway.now().getTime() + DAY_MS)) });
      await assert.rejects(async () => later.webhooks?.validate(delivery), { code: 'webhook_refused' });
    },
  ),
  conformanceCase(
    'webhooks/refuse-a-delivery-from-the-future',
    'a delivery that claims to be signed tomorrow is refused, though its signature is right',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const earlier = account.connect(
        {},
        { clock: createFakeClock(new Date(account.gateway.now().getTime() - DAY_MS)) },
      );
      await assert.rejects(async () => earlier.webhooks?.validate(delivery), { code: 'webhook_refused' });
    },
  ),
  conformanceCase(
    'webhooks/refuse-every-beginning-of-a-body',
    'a delivery whose body was cut anywhere is refused',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      for (let length = 0; length < delivery.body.byteLength; length += 1) {
        const cut = { ...delivery, body: delivery.body.subarray(0, length) };
        await assertRefused(account, cut, `A body cut after ${String(length)} bytes`);
      }
    },
  ),
  conformanceCase(
    'webhooks/refuse-every-altered-byte',
    'a delivery with one byte altered is refused, unless it says the same',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const genuine = contentOf(await eventOf(account, delivery));
      for (let index = 0; index < delivery.body.byteLength; index += 1) {
        const body = Uint8Array.from(delivery.body);
        body[index] = (body[index] ?? 0) ^ 1;
        const verdict = await verdictOn(account, { ...delivery, body });
        if (typeof verdict !== 'string') assert.deepEqual(contentOf(verdict), genuine);
      }
    },
  ),
  conformanceCase(
    'webhooks/refuse-an-empty-body',
    'a delivery without a body is refused',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      await assertRefused(account, withText(await account.delivery(), ''), 'An empty body');
    },
  ),
  conformanceCase(
    'webhooks/refuse-bytes-that-are-no-text',
    'a delivery whose body is not UTF-8 is refused',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      for (const bytes of [[0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x80]]) {
        await assertRefused(account, { ...delivery, body: Uint8Array.from(bytes) }, 'A body that is no text');
        const body = Uint8Array.from([...delivery.body.subarray(0, 20), ...bytes, ...delivery.body.subarray(20)]);
        await assertRefused(account, { ...delivery, body }, 'A body with bytes that are no text');
      }
    },
  ),
  conformanceCase(
    'webhooks/refuse-an-oversized-body',
    'a delivery of a megabyte is refused, though its signature is right',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const padded = `{"padding":"${'x'.repeat(1_000_000)}",${payloadOf(account, delivery).slice(1)}`;
      await assertRefused(account, signedIfPossible(account, padded, delivery), 'An oversized body');
    },
  ),
  conformanceCase(
    'webhooks/survive-hostile-bodies',
    'hostile bodies, signed and unsigned, end no process, alter no prototype, and never say that money came',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const genuine = contentOf(await eventOf(account, delivery));
      for (const body of hostileBodies(payloadOf(account, delivery))) {
        await verdictOn(account, withText(delivery, body));
        const verdict = await verdictOn(account, signedIfPossible(account, body, delivery));
        if (typeof verdict !== 'string' && verdict.kind !== 'unrecognised') {
          assert.deepEqual(contentOf(verdict), genuine);
        }
      }
      assert.deepEqual(Object.keys(Object.prototype), []);
      assert.equal(({} as { readonly polluted?: unknown }).polluted, undefined);
    },
  ),
  conformanceCase(
    'webhooks/want-bytes',
    'a body that was parsed, or is text, is an error of the program and not a refusal',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const parsed = JSON.parse(textOf(delivery)) as unknown;
      for (const body of [textOf(delivery), parsed, undefined] as never[]) {
        await assert.rejects(() => account.webhooks.validate({ headers: delivery.headers, body }), TypeError);
      }
    },
  ),
];

const acceptances: readonly ConformanceCase[] = [
  conformanceCase(
    'webhooks/about-a-payment-are-verified',
    'a genuine delivery about a payment is one verified event that says what a look-up says',
    ['webhooks', 'payments'],
    async (world) => {
      const account = await world.open();
      const event = await eventOf(account, await account.paymentDelivery());
      assert.ok(isVerifiedEvent(event));
      assert.ok(event.kind === 'payment');
      assert.equal(event.provider, world.options.provider);
      assert.ok(event.deduplicationKey.length > 0);
      assert.equal(event.needsConfirmation, account.provider.capabilities.webhooks?.needsConfirmation);
      const found = await account.payment(event.payment.providerId);
      for (const name of ['reference', 'status', 'exception', 'final', 'providerStatus', 'amount'] as const) {
        assert.deepEqual(event.payment[name], found[name], name);
      }
      assert.equal(event.payment.status, 'succeeded');
    },
  ),
  conformanceCase(
    'webhooks/about-a-payout-are-verified',
    'a genuine delivery about a payout is one verified event that says what a look-up says',
    ['webhooks', 'payouts'],
    async (world) => {
      const account = await world.open();
      const event = await eventOf(account, await account.payoutDelivery());
      assert.ok(isVerifiedEvent(event));
      assert.ok(event.kind === 'payout');
      const found = await account.payout(event.payout);
      assert.equal(event.payout.reference, 'payout-1');
      for (const name of ['status', 'final', 'providerStatus', 'amount'] as const) {
        assert.deepEqual(event.payout[name], found[name], name);
      }
      assert.equal(event.payout.status, 'confirmed');
    },
  ),
  conformanceCase(
    'webhooks/about-a-refund-are-verified',
    'a genuine delivery about a refund is one verified event that says what a look-up says',
    ['webhooks', 'payments', 'refunds', 'findRefund', 'refundStatuses'],
    async (world) => {
      const account = await world.open();
      const { providerId: paymentId } = await account.paidPayment();
      const { providerId } = await account.refunds.createRefund(account.refundRequest(paymentId));
      await account.gateway.finish();
      const event = await eventOf(account, present((await account.deliveries()).at(-1), 'delivery about a refund'));
      assert.ok(event.kind === 'refund');
      assert.deepEqual(
        [event.refund.providerId, event.refund.paymentId, event.refund.reference, event.refund.status],
        [providerId, paymentId, 'refund-1', 'succeeded'],
      );
    },
  ),
  conformanceCase(
    'webhooks/about-every-status-are-verified',
    'deliveries about every status word of a payment read like a look-up, and unknown ones as unrecognised',
    ['webhooks', 'payments'],
    async (world) => {
      const account = await world.open();
      const { madeUp = MADE_UP, payments } = world.options.statuses;
      const words = [...Object.keys(present(payments, 'status words')), madeUp[0]];
      for (const [index, word] of words.entries()) {
        const reference = `order-${String(index)}`;
        const { providerId } = await account.createPayment({ reference, webhookUrl: WEBHOOK_URL });
        await account.gateway.settle(providerId, word);
        const delivery = present((await account.deliveries()).at(-1), 'delivery');
        const event = await eventOf(account, delivery);
        if (event.kind === 'unrecognised') continue;
        assert.ok(event.kind === 'payment');
        const { exception, final, status } = await account.payment(providerId);
        assert.deepEqual([event.payment.reference, event.payment.status], [reference, status]);
        assert.deepEqual([event.payment.exception, event.payment.final], [exception, final]);
      }
    },
  ),
  conformanceCase(
    'webhooks/with-an-unknown-status-say-neither-yes-nor-no',
    'a signed delivery whose status nobody has mapped says neither yes nor no',
    ['webhooks', 'payments'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.paymentDelivery();
      const event = await eventOf(account, delivery);
      assert.ok(event.kind === 'payment');
      const [unknown] = world.options.statuses.madeUp ?? MADE_UP;
      const payload = withStatus(payloadOf(account, delivery), event.payment.providerStatus, unknown);
      const verdict = await verdictOn(account, signedIfPossible(account, payload, delivery));
      if (typeof verdict !== 'string' && verdict.kind === 'payment')
        assert.equal(verdict.payment.status, 'unrecognised');
    },
  ),
  conformanceCase(
    'webhooks/of-an-unknown-type-are-kept-and-not-acted-on',
    'a signed delivery of a type that nobody has mapped is refused or unrecognised',
    ['webhooks', 'payments'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.paymentDelivery();
      const event = await eventOf(account, delivery);
      assert.ok(event.type.length > 0);
      const { asUnknownType = withUnknownType } = account.webhookSamples;
      const payload = asUnknownType(payloadOf(account, delivery));
      const verdict = await verdictOn(account, signedIfPossible(account, payload, delivery));
      if (typeof verdict !== 'string') assert.equal(verdict.kind, 'unrecognised');
    },
  ),
  conformanceCase(
    'webhooks/cannot-be-made-up',
    'a verified event is frozen, and a copy of it is none',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const event = await eventOf(account, await account.delivery());
      assertFrozen(event);
      for (const copy of [
        { ...event },
        JSON.parse(JSON.stringify(event)) as unknown,
        Object.create(event) as unknown,
      ]) {
        assert.equal(isVerifiedEvent(copy), false);
      }
    },
  ),
  conformanceCase(
    'webhooks/again-have-the-same-key',
    'the same delivery again has the same deduplication key, at any account and at any order of headers',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const { deduplicationKey } = await eventOf(account, delivery);
      const headers = new Headers([...delivery.headers].reverse());
      headers.set('x-forwarded-for', '203.0.113.7');
      assert.equal((await eventOf(account, { ...delivery, headers })).deduplicationKey, deduplicationKey);
      const [again] = (await account.connect().webhooks?.validate(delivery)) ?? [];
      assert.equal(again?.deduplicationKey, deduplicationKey);
    },
  ),
  conformanceCase(
    'webhooks/about-different-things-have-different-keys',
    'deliveries about different payments have different deduplication keys',
    ['webhooks', 'payments'],
    async (world) => {
      const account = await world.open();
      await account.paidPayment();
      await account.paidPayment({ reference: 'order-2' });
      const deliveries = await account.deliveries();
      const keys = await Promise.all(
        deliveries.map(async (delivery) => (await eventOf(account, delivery)).deduplicationKey),
      );
      assert.ok(keys.length >= 2);
      assert.equal(new Set(keys).size, keys.length);
    },
  ),
  conformanceCase(
    'webhooks/about-a-second-part-have-a-key-of-their-own',
    'a second part-payment in the same status is another event',
    ['webhooks', 'payments', 'partPayments'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayment({ webhookUrl: WEBHOOK_URL });
      const amount = world.options.payments?.arrivals?.part;
      await account.gateway.pay(providerId, { amount });
      await account.gateway.pay(providerId, { amount });
      const events = await Promise.all((await account.deliveries()).map((delivery) => eventOf(account, delivery)));
      assert.ok(events.length >= 2);
      assert.equal(new Set(events.map(({ deduplicationKey }) => deduplicationKey)).size, events.length);
    },
  ),
  conformanceCase(
    'webhooks/mean-the-same-in-any-order',
    'deliveries mean the same in whatever order and however often they come',
    ['webhooks', 'payments', 'payouts'],
    async (world) => {
      const account = await world.open();
      await account.paymentDelivery();
      await account.payoutDelivery();
      const deliveries = (await account.deliveries()).slice(-4);
      assert.ok(deliveries.length >= 2);
      const inOrder = await Promise.all(deliveries.map((delivery) => eventOf(account, delivery)));
      const expected = new Map(deliveries.map((delivery, index) => [delivery, inOrder[index]]));
      for (const order of permutations(deliveries)) {
        for (const delivery of [...order, ...order]) {
          assert.deepEqual(await eventOf(account, delivery), expected.get(delivery));
        }
      }
    },
  ),
];

export const WEBHOOK_CASES: readonly ConformanceCase[] = [...acceptances, ...refusals];
