import {
  OutcomeUnknownError,
  ProviderRefusedError,
  ProviderUnreachableError,
  ReferenceConflictError,
} from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { aPayout, deliver } from '../../test/gateway.js';
import {
  aRequest,
  DAY_MS,
  type Ledger,
  type LedgerOptions,
  MINUTE_MS,
  openLedger,
  SECOND_MS,
} from '../../test/ledger.js';
import { openTill, type Till } from '../../test/till.js';
import { Ledger as Books } from '../ledger/ledger.js';
import type { RoutingRule } from '../routing/routing-rule.js';
import { IdempotencyConflictError } from './payout-errors.js';

const UNREACHABLE = (): never => {
  throw new ProviderUnreachableError('connection_refused');
};
const LOST = (): never => {
  throw new OutcomeUnknownError('salary-1');
};
function refuse(providerCode: string): () => never {
  return () => {
    throw new ProviderRefusedError({ httpStatus: 400, providerCode });
  };
}

const RULE: RoutingRule = { id: 'tron', accounts: [{ account: 'main' }], fallback: ['b', 'c'], failoverOn: ['17'] };

/** Three accounts: `main`, `b` and `c`. */
function openThree(options: LedgerOptions = {}): { ledger: Ledger; main: Till; b: Till; c: Till } {
  const [main, b, c] = [openTill(), openTill(), openTill()];
  const others = [
    { id: 'b', provider: b.provider },
    { id: 'c', provider: c.provider },
  ];
  return { ledger: openLedger(main, { routing: [RULE], others, ...options }), main, b, c };
}

async function entries(ledger: Ledger, id: string, type: string): Promise<readonly unknown[]> {
  const { events } = await ledger.payouts.history(id);
  return events.filter((event) => event.type === type).map(({ detail }) => detail);
}

async function findings({ clock, store }: Ledger): Promise<readonly unknown[]> {
  return (await new Books({ store, clock }).verify()).findings;
}

describe('a payout without an account', () => {
  test('goes where the rules say, and its history tells why', async () => {
    const rule: RoutingRule = {
      id: 'angola',
      when: { countries: ['AO'], tags: ['vip'] },
      accounts: [{ account: 'b' }],
    };
    const { b, ledger } = openThree({ routing: [rule] });
    const payout = await ledger.payouts.createPayout(aRequest({ country: 'AO', tags: ['vip'] }));

    expect(payout).toMatchObject({ account: 'b', state: 'pending', route: { rule: 'angola', fallback: [] } });
    expect(b.sent).toHaveLength(1);
    expect(await entries(ledger, payout.id, 'created')).toMatchObject([
      {
        route: {
          rule: 'angola',
          account: 'b',
          because: 'angola is the first rule that fits',
          country: 'AO',
          tags: ['vip'],
        },
      },
    ]);
  });

  test('with one goes there, whatever the rules say', async () => {
    const { c, ledger, main } = openThree();
    const payout = await ledger.payouts.createPayout(aRequest({ account: 'c' }));

    expect(payout).toMatchObject({ account: 'c', route: undefined });
    expect([main.sent.length, c.sent.length]).toEqual([0, 1]);
  });

  test('is the payout there is when it is asked for again under other rules, from another process', async () => {
    const { b, ledger, main } = openThree();
    const first = await ledger.payouts.createPayout(aRequest());
    const rules = [{ id: 'other', accounts: [{ account: 'b' }] }];
    const accounts = [main, b].map(({ provider }, index) => ({ id: index === 0 ? 'main' : 'b', provider }));
    const later = ledger.boot(accounts, rules);

    expect(await later.payouts.createPayout(aRequest())).toMatchObject({ id: first.id, account: 'main' });
    expect(await later.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ id: first.id });
    await expect(later.payouts.createPayout(aRequest({ memo: '9' }))).rejects.toBeInstanceOf(IdempotencyConflictError);
    await expect(later.payouts.createPayout(aRequest({ tags: ['x'] }))).rejects.toBeInstanceOf(
      IdempotencyConflictError,
    );
    expect(b.sent).toEqual([]);
  });

  test('is the one that was asked for before there were rules', async () => {
    const { b, ledger, main } = openThree({ routing: [{ id: 'b', accounts: [{ account: 'b' }] }] });
    const before = ledger.boot([{ id: 'main', provider: main.provider }], 'none');
    const first = await before.payouts.createPayout(aRequest());

    expect(first.account).toBe('main');
    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({ id: first.id });
    expect(b.sent).toEqual([]);
  });

  test('is one payout when two processes whose rules differ are asked at once', async () => {
    const { b, c, ledger } = openThree({ routing: [{ id: 'b', accounts: [{ account: 'b' }] }] });
    const other = ledger.boot(
      [
        { id: 'main', provider: c.provider },
        { id: 'b', provider: b.provider },
      ],
      [{ id: 'main', accounts: [{ account: 'main' }] }],
    );
    const asked = Promise.all([ledger.payouts.createPayout(aRequest()), other.payouts.createPayout(aRequest())]);
    await ledger.pass(MINUTE_MS);
    const [one, two] = await asked;

    expect(one.id).toBe(two.id);
    expect(b.sent.length + c.sent.length).toBe(1);
  });

  test('goes to an account that is well while its first one is left alone', async () => {
    const { b, ledger, main } = openThree();
    for (let time = 0; time < 5; time += 1) ledger.health.note('main', 'not_sent');
    const payout = await ledger.payouts.createPayout(aRequest());

    expect(payout).toMatchObject({ account: 'b', state: 'pending' });
    expect([main.sent.length, b.sent.length]).toEqual([0, 1]);
  });

  test('needs what the rules ask for at every account that it may be taken to', async () => {
    const approvals = { rules: [{ account: 'c', approvals: 1 }] };
    const { b, c, ledger, main } = openThree({ approvals });
    main.answers.push(refuse('17'));
    b.answers.push(refuse('17'));
    const asked = await ledger.payouts.createPayout(aRequest());

    expect(asked).toMatchObject({
      account: 'main',
      state: 'awaiting_approval',
      approval: { needs: [{ approvals: 1 }] },
    });
    const { id, revision } = asked;
    expect(await ledger.payouts.approvePayout({ id, revision, actor: 'bob' })).toMatchObject({ account: 'c' });
    expect(c.sent).toHaveLength(1);
  });
});

describe('failover', () => {
  test('takes a payout that is refused with a listed code to the next account, as its next attempt', async () => {
    const { b, ledger, main } = openThree({ rules: { b: { cover: 'ledger' } } });
    await ledger.fund('100', 'USDT', 'b');
    main.answers.push(refuse('17'));
    const payout = await ledger.payouts.createPayout(aRequest());

    expect(payout).toMatchObject({
      account: 'b',
      attempt: 2,
      state: 'pending',
      hold: 'held',
      wireReference: 'salary-1',
    });
    expect(b.sent).toMatchObject([{ reference: 'salary-1' }]);
    expect(await entries(ledger, payout.id, 'failed_over')).toEqual([
      { from: 'main', to: 'b', rule: 'tron', reason: 'refused with the code 17' },
    ]);
    expect(await ledger.books('main')).toEqual({});
    expect(await ledger.books('b')).toEqual({ available: '60', held: '40', external: '-100' });
    expect((await ledger.payouts.history(payout.id)).attempts).toMatchObject([
      { number: 1, account: 'main', failureReason: 'refused with the code 17' },
      { number: 2, account: 'b', state: 'pending' },
    ]);
    expect(await findings(ledger)).toEqual([]);
  });

  test('is the payout there is when it is asked for again, and found by its reference', async () => {
    const { ledger, main } = openThree();
    main.answers.push(refuse('17'));
    const payout = await ledger.payouts.createPayout(aRequest());

    expect((await ledger.payouts.createPayout(aRequest())).id).toBe(payout.id);
    expect((await ledger.payouts.findPayout({ reference: 'salary-1' }))?.id).toBe(payout.id);
    expect((await ledger.payouts.findPayout({ reference: 'salary-1', account: 'b' }))?.id).toBe(payout.id);
    await expect(ledger.payouts.createPayout(aRequest({ account: 'main' }))).rejects.toMatchObject({
      problems: [{ path: 'reference', message: 'is the wire reference of another payout’s attempt' }],
    });
  });

  test('follows no refusal whose code is not listed', async () => {
    const { b, ledger, main } = openThree();
    main.answers.push(refuse('18'));

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({
      account: 'main',
      state: 'failed',
      attempt: 1,
    });
    expect(b.sent).toEqual([]);
  });

  test('follows three requests that provably did not arrive, and no earlier', async () => {
    const { b, ledger, main } = openThree();
    main.answers.push(UNREACHABLE, UNREACHABLE, UNREACHABLE);
    const { id } = await ledger.payouts.createPayout(aRequest());
    await ledger.pass(11 * SECOND_MS);
    expect([main.sent.length, b.sent.length]).toEqual([2, 0]);
    await ledger.pass(MINUTE_MS);

    expect([main.sent.length, b.sent.length]).toEqual([3, 1]);
    expect(await entries(ledger, id, 'failed_over')).toMatchObject([{ reason: 'provably not sent, 3 times' }]);
  });

  test('follows the first request that did not arrive where the account fails too often', async () => {
    const { b, ledger, main } = openThree();
    for (let time = 0; time < 4; time += 1) ledger.health.note('main', 'not_sent');
    main.answers.push(UNREACHABLE);
    const payout = await ledger.payouts.createPayout(aRequest());

    expect(payout).toMatchObject({ account: 'b', state: 'pending' });
    expect([main.sent.length, b.sent.length]).toEqual([1, 1]);
  });

  test('stays where no other account is well, and goes on trying', async () => {
    const { b, ledger, main } = openThree();
    for (let time = 0; time < 5; time += 1) ['b', 'c'].forEach((account) => ledger.health.note(account, 'not_sent'));
    for (let time = 0; time < 4; time += 1) ledger.health.note('main', 'not_sent');
    main.answers.push(UNREACHABLE);
    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({
      account: 'main',
      state: 'ready',
      hold: 'held',
    });
    await ledger.pass(MINUTE_MS);

    expect([main.sent.length, b.sent.length]).toEqual([2, 0]);
  });

  test('never follows an unknown outcome, whatever is said of later sendings', async () => {
    const { b, c, ledger, main } = openThree();
    main.answers.push(LOST, refuse('17'), refuse('17'), UNREACHABLE, UNREACHABLE, UNREACHABLE);
    const { id } = await ledger.payouts.createPayout(aRequest());
    await ledger.pass(8 * DAY_MS);

    expect(main.sent.length).toBeGreaterThan(5);
    expect([b.sent, c.sent]).toEqual([[], []]);
    expect(await ledger.payouts.findPayout({ id })).toMatchObject({ account: 'main', everUnknown: true });
  });

  test('never follows an unknown outcome of an earlier attempt, either', async () => {
    const { b, ledger, main } = openThree();
    main.answers.push(LOST);
    const { id } = await ledger.payouts.createPayout(aRequest());
    await ledger.pass(MINUTE_MS);
    main.settle('salary-1', { status: 'failed', final: true, providerStatus: 'failed' });
    const failed = await ledger.payouts.checkPayout(id);
    main.answers.push(refuse('17'));
    const retried = await ledger.payouts.retryPayout({ id, revision: failed.revision, actor: 'bruno' });

    expect(retried).toMatchObject({ account: 'main', attempt: 2, state: 'failed' });
    expect(b.sent).toEqual([]);
  });

  test('never follows a process that died while it was sending', async () => {
    const { b, ledger, main } = openThree();
    await new Promise<void>((begun) => {
      main.answers.push(() => {
        begun();
        return new Promise(() => undefined);
      }, refuse('17'));
      void ledger.payouts.createPayout(aRequest());
    });
    await ledger.pass(10 * MINUTE_MS, ledger.boot().worker);

    expect(main.sent.length).toBeGreaterThan(1);
    expect(b.sent).toEqual([]);
  });

  test('never follows a reference conflict', async () => {
    const { b, ledger, main } = openThree();
    main.answers.push(() => {
      throw new ReferenceConflictError('salary-1', ['amount']);
    });

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({ account: 'main', state: 'needs_review' });
    expect(b.sent).toEqual([]);
  });

  test('passes over an account that does not cover it, and fails where none is left', async () => {
    const { b, c, ledger, main } = openThree({ rules: { b: { cover: 'ledger' } } });
    main.answers.push(refuse('17'));
    c.answers.push(refuse('17'));
    const payout = await ledger.payouts.createPayout(aRequest());

    expect(payout).toMatchObject({ account: 'c', attempt: 2, state: 'failed', hold: 'voided' });
    expect(await entries(ledger, payout.id, 'passed_over')).toEqual([
      { account: 'b', reason: 'its balance or a limit does not allow it' },
    ]);
    expect(b.sent).toEqual([]);
    expect([await ledger.books('main'), await ledger.books('b'), await ledger.books('c')]).toEqual([{}, {}, {}]);
    expect(await findings(ledger)).toEqual([]);
  });

  test('passes over an account whose balance cannot be asked for', async () => {
    const cover = (): Promise<never> => Promise.reject(new Error('offline'));
    const { ledger, main } = openThree({ rules: { b: { cover } } });
    main.answers.push(refuse('17'));

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({ account: 'c', attempt: 2, state: 'pending' });
  });

  test('leaves out accounts whose limits do not allow it', async () => {
    const limits = { perPayout: { USDT: '10' } };
    const { ledger, main } = openThree({ rules: { b: { limits }, c: { limits } } });
    main.answers.push(refuse('17'));

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({
      account: 'main',
      state: 'failed',
      hold: 'voided',
      failureReason: 'refused with the code 17',
    });
  });

  test('counts the payout towards the daily limit of the account that it goes to, and no other', async () => {
    const limits = { perClientAndDay: { USDT: '50' } };
    const { ledger, main } = openThree({ rules: { main: { limits }, b: { limits } } });
    main.answers.push(refuse('17'));
    await ledger.payouts.createPayout(aRequest({ client: 'maria' }));
    const next = (reference: string, account: string) =>
      ledger.payouts.createPayout(aRequest({ client: 'maria', reference, account }));

    expect(await next('salary-2', 'main')).toMatchObject({ state: 'pending' });
    await expect(next('salary-3', 'b')).rejects.toMatchObject({ reason: 'daily_limit' });
  });

  test('fails where its reference is in use at the next account', async () => {
    const { b, ledger, main } = openThree();
    main.answers.push(async () => {
      await ledger.payouts.createPayout(aRequest({ account: 'b', amount: { amount: '3', currency: 'USDT' } }));
      return refuse('17')();
    });

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({
      account: 'main',
      state: 'failed',
      hold: 'voided',
      failureReason: 'refused with the code 17; its reference is in use at b',
    });
    expect(b.sent).toMatchObject([{ amount: { amount: '3' } }]);
  });

  test('goes on where it stopped, whichever process takes it up', async () => {
    const { b, ledger, main } = openThree();
    main.answers.push(UNREACHABLE, UNREACHABLE, refuse('17'));
    const { id } = await ledger.payouts.createPayout(aRequest());
    await ledger.pass(5 * SECOND_MS);
    await ledger.pass(MINUTE_MS, ledger.boot().worker);

    expect(await ledger.payouts.findPayout({ id })).toMatchObject({ account: 'b', state: 'pending' });
    expect(b.sent).toHaveLength(1);
  });
});

describe('a late word from an account that was left', () => {
  async function failedOver() {
    const three = openThree();
    three.main.answers.push(refuse('17'));
    const payout = await three.ledger.payouts.createPayout(aRequest());
    return { ...three, payout };
  }

  test('that the payout was paid there after all asks for a person, and moves no money', async () => {
    const { ledger, payout } = await failedOver();
    await ledger.intake.receive('main', deliver({ kind: 'payout', type: 'payout', payout: aPayout() }));
    await ledger.pass(SECOND_MS);

    expect(await ledger.payouts.findPayout({ id: payout.id })).toMatchObject({
      account: 'b',
      state: 'needs_review',
      reviewReason: 'contradiction',
      hold: 'held',
    });
  });

  test('that it failed there changes nothing', async () => {
    const { ledger, payout } = await failedOver();
    const failed = aPayout({ status: 'failed', final: true, providerStatus: 'failed' });
    await ledger.intake.receive('main', deliver({ kind: 'payout', type: 'payout', payout: failed }));
    await ledger.pass(SECOND_MS);

    expect(await ledger.payouts.findPayout({ id: payout.id })).toMatchObject({ account: 'b', state: 'pending' });
  });

  test('is no word about the attempt at the other account that goes by the same reference', async () => {
    const { ledger, payout } = await failedOver();
    const paid = aPayout({ providerId: 'at-salary-1' });
    await ledger.intake.receive('b', deliver({ kind: 'payout', type: 'payout', payout: paid }));
    await ledger.pass(SECOND_MS);

    expect(await ledger.payouts.findPayout({ id: payout.id })).toMatchObject({ account: 'b', state: 'confirmed' });
  });
});
