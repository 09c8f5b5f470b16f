import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptyFolder, run, storeWithPayouts } from './store-with-payouts.js';

const HISTORIES = ['paymux_payout_events', 'paymux_payment_events', 'paymux_transfers'];

/** Does what nobody may: changes the file behind the store's back. */
function tamper(folder: string, ...statements: readonly string[]): void {
  const handle = new Database(join(folder, 'paymux.db'));
  handle.exec('pragma foreign_keys = off');
  for (const table of HISTORIES) {
    for (const verb of ['update', 'delete']) handle.exec(`drop trigger ${table}_keeps_${verb}`);
  }
  for (const statement of statements) expect(handle.prepare(statement).run().changes, statement).toBe(1);
  handle.close();
}

const ID_OF = (reference: string) => `(select id from paymux_payouts where reference = '${reference}')`;

describe('paymux ledger verify', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await storeWithPayouts();
  });

  test('says that the books agree, by a folder, a file and its address', async () => {
    for (const store of [folder, `file:${join(folder, 'paymux.db')}`, pathToFileURL(join(folder, 'paymux.db')).href]) {
      expect(await run('ledger', 'verify', '--store', store)).toEqual({
        code: 0,
        stdout: 'The books agree: 3 payouts, 6 entries.\n',
        stderr: '',
      });
    }
  });

  test('prints one JSON object for programs', async () => {
    const { code, stdout } = await run('ledger', 'verify', '--json', '--store', folder);

    expect({ code, report: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      report: { payouts: 3, transfers: 6, findings: [] },
    });
  });

  test.each<[string, readonly string[], readonly RegExp[]]>([
    [
      'a balance that was changed',
      ["update paymux_balances set amount = '1000' where book = 'available'"],
      [
        /main, available, USDT: the balance is 1000, its entries come to 75/,
        /main, USDT: the books do not add up: 925/,
      ],
    ],
    [
      'an entry that was removed',
      [`delete from paymux_transfers where kind = 'hold' and payout_id = ${ID_OF('open')}`],
      [
        /main\/open\): 0 of it are held, its state pending says 12\.5/,
        /main, held, USDT: the balance is 12\.5, its entries come to 0/,
      ],
    ],
    [
      'an entry whose amount was changed',
      [
        `update paymux_transfers set amount = '1', record = replace(record, '12.5', '1')
           where kind = 'post' and payout_id = ${ID_OF('paid')}`,
      ],
      [/main\/paid\): its post entry is not its amount/, /main, paid, USDT/],
    ],
    [
      'an event that was changed',
      [
        `update paymux_payout_events set record = replace(record, 'payroll', 'mallory') where number = 1 and payout_id = ${ID_OF('paid')}`,
      ],
      [/main\/paid\): entry 1 of its history was changed/],
    ],
    [
      'an event that was removed from the middle',
      [`delete from paymux_payout_events where number = 2 and payout_id = ${ID_OF('paid')}`],
      [/main\/paid\): entry 2 of its history is missing/],
    ],
    [
      'a last event that was removed',
      [
        `delete from paymux_payout_events where payout_id = ${ID_OF('paid')} and number =
          (select max(number) from paymux_payout_events where payout_id = ${ID_OF('paid')})`,
      ],
      [/main\/paid\): its history does not end where the payout says/],
    ],
    [
      'a state that was edited',
      [
        `update paymux_payouts set state = 'pending', record = replace(record, '"state":"confirmed"', '"state":"pending"') where reference = 'paid'`,
      ],
      [/main\/paid\): it is pending, its history says confirmed/],
    ],
    [
      'a hold without an entry',
      [
        `update paymux_payouts set record = replace(record, '"hold":"voided"', '"hold":"held"') where reference = 'failed'`,
      ],
      [
        /main\/failed\): 0\.0 of it are held, its state failed says 12\.5/,
        /12\.5 are on hold, open payouts come to 25\.0/,
      ],
    ],
    [
      'a payout that was removed',
      [`delete from paymux_payouts where reference = 'paid'`],
      [/entry po_\w+:1:hold: it belongs to payout po_\w+, which is not there/],
    ],
  ])('finds and names %s', async (_what, statements, findings) => {
    tamper(folder, ...statements);

    const { code, stderr, stdout } = await run('ledger', 'verify', '--store', folder);
    expect(code).toBe(6);
    for (const finding of findings) expect(stdout).toMatch(finding);
    expect(stderr).toMatch(
      /^(1 finding|\d findings) in \d payouts and \d entries; the first is .+\. Stop paying out from this store/,
    );

    const { code: codeOfJson, stdout: json } = await run('ledger', 'verify', '--json', '--store', folder);
    const report = JSON.parse(json) as { readonly findings: readonly { subject: string; finding: string }[] };
    expect(codeOfJson).toBe(6);
    expect(report.findings).toHaveLength(stdout.trim().split('\n').length);
  });
});

describe('a store that cannot be opened', () => {
  test('because there is none is an error, and none is made', async () => {
    const store = join(await emptyFolder(), 'mistyped');

    expect(await run('ledger', 'verify', '--store', store)).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no store at "${join(store, 'paymux.db')}". Name another --store.\n`,
    });
    expect(existsSync(store)).toBe(false);
  });

  test('because it is none is an error that says so', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'paymux.db'), 'this is no database, and long enough to be read as one'.repeat(100));

    expect(await run('ledger', 'verify', '--store', folder)).toMatchObject({
      code: 5,
      stdout: '',
      stderr: 'The embedded store is not available: its file is no database.\nNothing was done.\n',
    });
  });

  test('because nobody answers is an error without a password', async () => {
    const { code, stderr, stdout } = await run('ledger', 'verify', '--store', 'postgres://me:hunter2@127.0.0.1:1/x');

    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('PostgreSQL is not available: no connection (ECONNREFUSED)');
    expect(stderr).not.toContain('hunter2');
  });
});
