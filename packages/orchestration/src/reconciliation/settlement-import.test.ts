import { ProviderRegistry, silentLogger } from '@paymux/core';
import { createFakeClock, createSeededRandom } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { paymentRecord, payoutRecord, shelfProvider } from '../../test/ledger-world.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { RECONCILIATION_POLICY, Reconciliation } from './reconciliation.js';
import type { SettlementFile } from './settlement-import.js';

const COLUMNS = {
  amount: 'Amount',
  currency: 'Currency',
  date: 'Date',
  reference: 'Text',
  transactionId: 'Transaction',
};
const HEAD = 'Date,Amount,Currency,Text,Transaction\n';

async function world() {
  const clock = createFakeClock('2026-03-08T12:00:00Z');
  const store = new InMemoryStore({ clock });
  const providers = new ProviderRegistry([{ id: 'main', provider: shelfProvider().provider }]);
  const common = { store, providers, clock, random: createSeededRandom(1), logger: silentLogger };
  const reconciliation = new Reconciliation({ ...common, policy: RECONCILIATION_POLICY });
  const terms = payoutRecord('x').terms;
  await store.commit([
    { change: 'payout_insert', payout: payoutRecord('one', { transactionId: 'tx-1' }) },
    { change: 'payout_insert', payout: payoutRecord('two') },
    { change: 'payout_insert', payout: payoutRecord('failed', { state: 'failed', status: 'failed' }) },
    {
      change: 'payout_insert',
      payout: payoutRecord('three', { terms: { ...terms, amount: { amount: '1234.5', currency: 'EUR' } } }),
    },
    { change: 'payment_insert', payment: paymentRecord('four') },
  ]);
  const load = (csv: string, changes: Partial<SettlementFile> = {}) =>
    reconciliation.importSettlement({ account: 'main', name: 'march', csv: HEAD + csv, columns: COLUMNS, ...changes });
  const open = async (): Promise<readonly string[]> => {
    const { records } = await reconciliation.findings({ account: 'main' });
    return records.map(({ kind, recordId, theirs }) => `${kind} ${recordId ?? theirs?.transactionId ?? ''}`).sort();
  };
  return { reconciliation, load, open, store };
}

test('rows are matched by transaction, reference or provider’s id, and what differs is found as what it is', async () => {
  const { load, open } = await world();

  const report = await load(
    [
      '2026-03-02,-10.00,USDT,whatever,tx-1',
      '2026-03-02,-10,usdt,p-two,b-2',
      '2026-03-02,15.01,USD,ref-four,b-4',
      '2026-03-02,-10,USDT,ref-failed,b-5',
      '2026-03-02,-10,USDT,ref-two,b-6',
      '2026-03-02,-99,USDT,nobody,b-7',
    ].join('\r\n'),
  );

  expect(report).toMatchObject({
    rows: 6,
    matched: 2,
    unreadable: 0,
    findings: { amount: 1, status: 1, duplicate: 1, missing_here: 1 },
  });
  expect(await open()).toEqual(['amount four', 'duplicate two', 'missing_here b-7', 'status failed']);
});

test('the same file, and the same transaction in another file, change nothing', async () => {
  const { load, open } = await world();
  const row = '2026-03-02,-10,USDT,ref-two,b-2';
  const once = await load(row);

  expect(await load(row)).toEqual(once);
  expect(await load(`2026-03-01,-99,USDT,nobody,b-7\n${row}`, { name: 'march, second half' })).toMatchObject({
    matched: 1,
  });
  expect(await open()).toEqual(['missing_here b-7']);
});

test('what a complete file does not hold is missing there, until a later file holds it', async () => {
  const { load, open } = await world();
  const complete = { from: new Date('2026-03-01T00:00:00Z'), before: new Date('2026-03-02T00:00:00Z') };

  await load('2026-03-02,-10,USDT,ref-two,b-2', { complete });
  expect(await open()).toEqual(['missing_there four', 'missing_there one', 'missing_there three']);
  const report = await load('2026-03-03,15.00,USD,ref-four,b-4', { name: 'april' });

  expect(report.closed).toBe(1);
  expect(await open()).toEqual(['missing_there one', 'missing_there three']);
});

test('amounts and dates are read the way a bank writes them', async () => {
  const { load } = await world();
  const csv = 'Tag;Betrag;Zweck\n02.03.2026;"-1.234,50";ref-three\n';
  const columns = {
    amount: 'Betrag',
    currency: { value: 'EUR' },
    date: 'Tag',
    reference: 'Zweck',
    decimalSeparator: ',',
    thousandsSeparator: '.',
    dateOrder: 'dmy',
  } as const;

  expect(await load('', { csv, columns, separator: ';' })).toMatchObject({ rows: 1, matched: 1, findings: {} });
});

test('a row that cannot be read is told with everything that is wrong, and the others are compared', async () => {
  const { load } = await world();

  const report = await load('2026-02-30,1e3,USDT,,\n2026-03-02,-10,USDT,ref-two,\n');

  expect(report).toMatchObject({ rows: 2, matched: 1, unreadable: 1 });
  expect(report.unreadableRows).toMatchObject([
    { line: 2, problems: [{ path: 'amount' }, { path: 'date' }, { path: 'reference' }] },
  ]);
});

test('a mapping that cannot be meant is refused with every problem at once', async () => {
  const { load } = await world();

  await expect(
    load('', { columns: { amount: 'Sum', currency: { value: '€' }, date: 'Date' }, csv: 'Date,Date,Amount\n' }),
  ).rejects.toMatchObject({
    problems: [{ path: 'columns.amount' }, { path: 'columns.date' }, { path: 'columns' }, { path: 'columns.currency' }],
  });
  await expect(load('', { csv: '' })).rejects.toThrow('titles of the columns');
});
