import { InvalidRequestError, UnsupportedOperationError, WebhookRefusedError } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { aPayout, deliver, openGateway, post } from '../../test/gateway.js';
import { aRequest, MINUTE_MS, openLedger } from '../../test/ledger.js';
import { openTill } from '../../test/till.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import { webhookHandler } from './webhook-handler.js';

const PAID = { kind: 'payout', type: 'payout.paid', payout: aPayout() } as const;
const FORGED = deliver(PAID, { secret: 'a guess' });

describe('a delivery', () => {
  test('is stored before it is answered, and has its effect later', async () => {
    const ledger = openLedger(openTill());
    expect(await ledger.intake.receive('main', deliver(PAID))).toEqual({ processed: 1, duplicates: 0 });
    const stored = await ledger.store.listInbox({ states: ['waiting'] });

    expect(stored).toMatchObject([{ account: 'main', kind: 'payout', state: 'waiting', attempts: 0 }]);
    expect(await ledger.store.dueInMs('inbox')).toBe(0);
  });

  test('that comes again is stored once, also when both come at the same time', async () => {
    const ledger = openLedger(openTill());
    const other = ledger.boot();
    const results = await Promise.all([
      ledger.intake.receive('main', deliver(PAID)),
      other.intake.receive('main', deliver(PAID)),
      ledger.intake.receive('main', deliver(PAID)),
    ]);

    expect(results.map(({ processed }) => processed)).toEqual([1, 0, 0]);
    expect(await ledger.store.listInbox({})).toHaveLength(1);
  });

  test('that was stored in part stores the rest', async () => {
    const ledger = openLedger(openTill());
    const { webhooks } = openTill().provider;
    if (webhooks === undefined) throw new TypeError('the till has webhooks');
    const batch = (...serials: readonly number[]) => ({
      ...openTill().provider,
      webhooks: {
        validate: async () =>
          (await Promise.all(serials.map((serial) => webhooks.validate(deliver(PAID, { serial }))))).flat(),
      },
    });
    const receive = (...serials: readonly number[]) =>
      ledger.boot([{ id: 'main', provider: batch(...serials) }]).intake.receive('main', deliver(PAID));

    expect(await receive(2, 4)).toEqual({ processed: 2, duplicates: 0 });
    expect(await receive(1, 2, 3, 3, 4, 5)).toEqual({ processed: 3, duplicates: 3 });
    expect(await ledger.store.listInbox({})).toHaveLength(5);
  });

  test('to another account is another one', async () => {
    const ledger = openLedger(openTill(), { others: [{ id: 'second', provider: openTill().provider }] });
    await ledger.intake.receive('main', deliver(PAID));

    expect(await ledger.intake.receive('second', deliver(PAID))).toEqual({ processed: 1, duplicates: 0 });
  });

  test('is not taken when the store is away, so that it comes again', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    ledger.store.commit = () => Promise.reject(new StoreUnavailableError('gone'));
    const { clock, intake, logger, providers } = ledger;
    const handle = webhookHandler({ clock, intake, logger, providers }, { on: () => undefined });

    await expect(intake.receive('main', deliver(PAID))).rejects.toThrow(StoreUnavailableError);
    expect((await handle(post('/webhooks/main', deliver(PAID)))).status).toBe(503);
  });

  test('for nobody, or for an account without webhooks, is refused', async () => {
    const { provider } = openGateway({ without: ['webhooks'] });
    const ledger = openLedger(provider);

    await expect(ledger.intake.receive('nobody', deliver(PAID))).rejects.toThrow(InvalidRequestError);
    await expect(ledger.intake.receive('main', deliver(PAID))).rejects.toThrow(UnsupportedOperationError);
  });

  test('with an event that no validator verified stores nothing', async () => {
    const { webhooks } = openTill().provider;
    const genuine = await webhooks?.validate(deliver(PAID));
    const copies = (genuine ?? []).map((event) => ({ ...event }));
    const ledger = openLedger({ ...openTill().provider, webhooks: { validate: () => Promise.resolve(copies) } });

    await expect(ledger.intake.receive('main', deliver(PAID))).rejects.toThrow(TypeError);
    expect(await ledger.store.listInbox({})).toEqual([]);
  });
});

describe('a delivery that proves nothing', () => {
  test('is counted with its reason, and stores no message', async () => {
    const ledger = openLedger(openTill());
    await expect(ledger.intake.receive('main', FORGED)).rejects.toThrow(WebhookRefusedError);
    await expect(ledger.intake.receive('main', { ...FORGED, headers: new Headers() })).rejects.toThrow(
      WebhookRefusedError,
    );

    expect(await ledger.store.refusals({ account: 'main' })).toMatchObject([
      { account: 'main', reason: 'missing_header', count: 1 },
      { account: 'main', reason: 'signature_mismatch', count: 1 },
    ]);
    expect(await ledger.store.refusals({ from: new Date(ledger.clock.now().getTime() + 1) })).toEqual([]);
    expect(await ledger.store.listInbox({})).toEqual([]);
  });

  test('has no effect, but makes what is open be looked up early, once a minute', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await ledger.payouts.createPayout(aRequest());
    const forge = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) await ledger.intake.receive('main', FORGED).catch(() => undefined);
      await ledger.pass(0);
    };
    await forge();
    expect([till.lookUps.length, (await ledger.store.refusals({}))[0]?.count]).toEqual([1, 1]);
    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({
      state: 'pending',
      hold: 'held',
    });
    await ledger.pass(MINUTE_MS);
    await forge();

    // All but the latest of them: counts are written down once a second.
    expect([till.lookUps.length, (await ledger.store.refusals({}))[0]?.count]).toEqual([2, 21]);
  });

  test('is refused all the same when that cannot be stored', async () => {
    const ledger = openLedger(openTill());
    ledger.store.commit = () => Promise.reject(new StoreUnavailableError('gone'));

    await expect(ledger.intake.receive('main', FORGED)).rejects.toThrow(WebhookRefusedError);
    expect(ledger.logger.records).toContainEqual(expect.objectContaining({ event: 'webhook.refusal_not_stored' }));
  });
});
