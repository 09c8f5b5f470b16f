import { describe, expect, test, vi } from 'vitest';
import type { Payment } from '../payment/payment.js';
import type { VerifiedEvent } from './verified-event.js';
import { confirmEvent, isVerifiedEvent, registerVerified } from './verified-events.js';

const PAYMENT: Payment = {
  provider: 'tidepay',
  providerId: 'pay_1',
  reference: 'order-42',
  status: 'processing',
  final: false,
  providerStatus: 'open',
  amount: { amount: '15.00', currency: 'USD' },
};

const PROOF = { provider: 'tidepay', deduplicationKey: 'key-1', needsConfirmation: true };

const event = registerVerified({ kind: 'payment', type: 'payment.changed', payment: PAYMENT }, PROOF);

describe('a verified event', () => {
  test('is known as one', () => {
    expect(isVerifiedEvent(event)).toBe(true);
  });

  test.each<readonly [string, unknown]>([
    ['a copy', { ...event }],
    ['what JSON makes of it', JSON.parse(JSON.stringify(event))],
    ['a structured clone', structuredClone(event)],
    ['an object that inherits from it', Object.create(event)],
    ['a proxy of it', new Proxy(event, {})],
    ['a literal of the same shape', { kind: 'payment', type: 'payment.changed', payment: PAYMENT, ...PROOF }],
    ['nothing', undefined],
    ['null', null],
    ['text', 'payment'],
  ])('is not known in %s', (_what, lookalike) => {
    expect(isVerifiedEvent(lookalike)).toBe(false);
  });

  test('cannot be changed after it was verified', () => {
    expect(() => Object.assign(event, { needsConfirmation: false })).toThrow(TypeError);
  });

  test('is known to another copy of this package', async () => {
    vi.resetModules();
    const copy = await import('./verified-events.js');

    expect(copy.isVerifiedEvent).not.toBe(isVerifiedEvent);
    expect(copy.isVerifiedEvent(event)).toBe(true);
  });
});

describe('a confirmed event', () => {
  const found: Payment = { ...PAYMENT, status: 'succeeded', final: true, providerStatus: 'paid' };
  const confirmed = confirmEvent(event, found);

  test('tells what was looked up, keeps its key, and needs no confirmation', () => {
    expect(confirmed).toEqual({ ...event, payment: found, needsConfirmation: false });
  });

  test('is a verified event, frozen, and leaves the first one as it was', () => {
    expect(isVerifiedEvent(confirmed)).toBe(true);
    expect(Object.isFrozen(confirmed)).toBe(true);
    expect(event).toMatchObject({ needsConfirmation: true, payment: { status: 'processing' } });
  });

  test.each<readonly [string, unknown]>([
    ['a look-alike', { ...event }],
    ['a clone', structuredClone(event)],
    ['nothing', undefined],
  ])('is not made of %s', (_what, stranger) => {
    expect(() => confirmEvent(stranger as VerifiedEvent, found)).toThrow(
      new TypeError('Only an event that was verified can be confirmed.'),
    );
  });

  test('is not made of an event that nobody has mapped', () => {
    const unmapped = registerVerified({ kind: 'unrecognised', type: 'x' }, PROOF);

    expect(() => confirmEvent(unmapped, found)).toThrow(TypeError);
  });
});
