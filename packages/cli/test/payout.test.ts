import { beforeEach, describe, expect, test } from 'vitest';
import { emptyFolder, run, storeWithPayouts } from './store-with-payouts.js';

let folder: string;

beforeEach(async () => {
  folder = await storeWithPayouts();
});

const words = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

describe('paymux payout list', () => {
  test('shows payouts, newest first, below one another', async () => {
    const { code, stdout } = await run('payout', 'list', '--store', folder);

    expect(code).toBe(0);
    expect(words(stdout).map((cells) => cells.slice(1, 5))).toEqual([
      ['state', 'amount', 'account', 'reference'],
      ['failed', '12.5 USDT', 'main', 'failed'],
      ['pending', '12.5 USDT', 'main', 'open'],
      ['confirmed', '12.5 USDT', 'main', 'paid'],
    ]);
  });

  test.each([
    [
      ['--state', 'pending', 'failed'],
      ['failed', 'open'],
    ],
    [
      ['--client', 'maria'],
      ['open', 'paid'],
    ],
    [['--account', 'other'], []],
    [['--limit', '1'], ['failed']],
  ])('with %j shows those alone, to programs as well', async (options, references) => {
    const { code, stdout } = await run('payout', 'list', '--store', folder, '--json', ...options);

    const { records } = JSON.parse(stdout) as { readonly records: readonly { readonly reference: string }[] };
    expect({ code, references: records.map(({ reference }) => reference) }).toEqual({ code: 0, references });
  });

  test('says how to go on where there are more, and that there are none', async () => {
    const { stdout } = await run('payout', 'list', '--store', folder, '--limit', '2');
    const [, cursor = ''] = /^There are more: --after (\S+)$/m.exec(stdout) ?? [];

    const rest = await run('payout', 'list', '--store', folder, '--after', cursor);
    expect(words(rest.stdout).map((cells) => cells[4])).toEqual(['reference', 'paid']);
    expect((await run('payout', 'list', '--store', folder, '--client', 'nobody')).stdout).toBe('There are none.\n');
  });

  test.each([
    [['--state', 'paid'], /Allowed choices are awaiting_approval/],
    [['--limit', '0'], /from 1 to 1000/],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await run('payout', 'list', '--store', folder, ...options);

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('paymux payout show', () => {
  test('tells how a payout stands, what happened, and what moved, by its reference and by its id', async () => {
    const { stdout } = await run('payout', 'show', 'paid', '--store', folder);

    expect(stdout).toMatch(/^state +confirmed$/m);
    expect(stdout).toMatch(/^2 +\S+ +worker +job +sending +submitting$/m);
    expect(stdout).toMatch(/^post +\S+ +held +paid +12\.5 USDT$/m);
    const [, id = ''] = /^id +(\S+)$/m.exec(stdout) ?? [];
    expect(await run('payout', 'show', id, '--store', folder)).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('shows no destination in its text', async () => {
    expect((await run('payout', 'show', 'paid', '--store', folder)).stdout).not.toContain('TR7NHq');
  });

  test('prints one JSON object for programs', async () => {
    const { stdout } = await run('payout', 'show', 'failed', '--store', folder, '--json');

    expect(JSON.parse(stdout)).toMatchObject({
      payout: { reference: 'failed', state: 'failed', hold: 'voided' },
      events: [{ number: 1 }, { number: 2 }, { number: 3 }, { number: 4 }],
      attempts: [{ number: 1, wireReference: 'failed' }],
      transfers: [{ kind: 'hold' }, { kind: 'void' }],
    });
  });

  test.each([[[]], [['--account', 'main']]])('says that there is none, with %j', async (options) => {
    const { code, stderr } = await run('payout', 'show', 'nothing', '--store', folder, ...options);

    expect(code).toBe(1);
    expect(stderr).toContain('There is no payout with the id or reference "nothing"');
  });

  test('makes no store where there is none', async () => {
    expect(await run('payout', 'show', 'paid', '--store', await emptyFolder())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no store at'),
    });
  });
});
