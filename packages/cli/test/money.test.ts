import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { person, runIn } from './command-world.js';
import { PAYOUT, simulatedShop } from './simulated-shop.js';

type Shop = Awaited<ReturnType<typeof simulatedShop>>;

const runner =
  ({ environment, folder }: Shop) =>
  (args: readonly string[], given: Parameters<typeof runIn>[2] = {}) =>
    runIn(folder, args, { environment, ...given });

describe('paymux payout create', () => {
  test('pays once for each reference, however often it is run', async () => {
    const shop = await simulatedShop();
    const run = runner(shop);
    const create = ['payout', 'create', '--reference', 'salary-1', ...PAYOUT, '--as', 'ana', '--yes', '--json'];

    const first = await run(create);
    const second = await run(create);

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({ reference: 'salary-1', state: 'pending', creator: 'ana' });
    expect((JSON.parse(second.stdout) as { id: string }).id).toBe((JSON.parse(first.stdout) as { id: string }).id);
    expect(shop.cryptomus.control.payouts()).toHaveLength(1);
  });

  test('repeats amount, asset, network, address, account and reference to whoever has to agree', async () => {
    const shop = await simulatedShop();
    const { asked, terminal } = person('no', 'y');
    const create = ['payout', 'create', '--reference', 'salary-1', ...PAYOUT, '--as', 'ana'];

    const declined = await runner(shop)(create, { terminal });
    expect(declined).toMatchObject({ code: 3, stdout: '', stderr: 'Nothing was done.\n' });
    expect(shop.cryptomus.control.payouts()).toEqual([]);
    for (const word of [
      '12.50 USDT',
      'on tron',
      'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      'main (cryptomus)',
      'salary-1',
    ]) {
      expect(asked[0]).toContain(word);
    }

    expect(await runner(shop)(create, { terminal })).toMatchObject({ code: 0 });
    expect(shop.cryptomus.control.payouts()).toHaveLength(1);
  });

  test.each([
    ['without who acts', [...PAYOUT, '--reference', 'a', '--yes'], /--as/],
    ['without a reference', [...PAYOUT, '--as', 'ana', '--yes'], /--reference/],
    ['where nobody can agree', [...PAYOUT, '--reference', 'a', '--as', 'ana'], /add --yes/],
    [
      'with an amount that is none',
      [...PAYOUT, '--reference', 'a', '--amount', '1e3', '--as', 'ana', '--yes'],
      /decimal/,
    ],
    ['with two destinations', [...PAYOUT, '--reference', 'a', '--holder', 'M', '--as', 'ana', '--yes'], /Where to/],
    ['with a reference that is none', [...PAYOUT, '--reference', 'a b', '--as', 'ana', '--yes'], /reference/],
  ])('refuses %s, and sends nothing', async (_what, options, message) => {
    const shop = await simulatedShop();

    const { code, stderr } = await runner(shop)(['payout', 'create', ...options]);

    expect({ code, sent: shop.cryptomus.control.payouts() }).toEqual({ code: 2, sent: [] });
    expect(stderr).toMatch(message);
  });

  test.each([
    ['server-error' as const, 4, /Money may have moved/],
    ['refuse' as const, 5, /nothing was sent yet/],
  ])('says with its exit code what came of an answer like %s', async (kind, code, message) => {
    const shop = await simulatedShop();
    if (kind === 'server-error') shop.cryptomus.control.fault({ path: '/v1/payout', kind: 'server-error', times: 1 });
    else await shop.cryptomus.close();

    const ended = await runner(shop)(['payout', 'create', '--reference', 'a', ...PAYOUT, '--as', 'ana', '--yes']);

    expect(ended).toMatchObject({ code, stderr: expect.stringMatching(message) as string });
  });

  test('takes what the reference stands for already as refused where it says something else', async () => {
    const run = runner(await simulatedShop());
    await run(['payout', 'create', '--reference', 'a', ...PAYOUT, '--as', 'ana', '--yes']);

    const other = await run([
      'payout',
      'create',
      '--reference',
      'a',
      ...PAYOUT,
      '--amount',
      '13',
      '--as',
      'ana',
      '--yes',
    ]);

    expect(other).toMatchObject({ code: 3, stderr: expect.stringContaining('belongs to another request') as string });
  });
});

describe('deciding on a payout', () => {
  const waiting = ['payout', 'create', '--reference', 'rent', ...PAYOUT, '--needs-approval', '--yes'];
  const approve = ['payout', 'approve', 'rent', '--account', 'main', '--yes'];

  test('takes a second person, who is named', async () => {
    const shop = await simulatedShop();
    const run = runner(shop);
    await run([...waiting, '--as', 'ana']);

    expect(await run(approve)).toMatchObject({ code: 2, stderr: expect.stringContaining('Who acts?') as string });
    expect(await run([...approve, '--as', 'ana'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Somebody other than who asked for it has to') as string,
    });
    expect(shop.cryptomus.control.payouts()).toEqual([]);

    const { code, stdout } = await run(approve, { environment: { ...shop.environment, PAYMUX_ACTOR: 'bruno' } });
    expect({ code, state: stdout.split('  ')[0] }).toEqual({ code: 0, state: 'pending' });
  });

  test('is about the revision that was looked at', async () => {
    const run = runner(await simulatedShop());
    await run([...waiting, '--as', 'ana']);

    expect(await run([...approve, '--as', 'bruno', '--revision', '7'])).toMatchObject({ code: 3 });
  });

  test('turns it down, stops it, or tries it again', async () => {
    const shop = await simulatedShop();
    const run = runner(shop);
    await run([...waiting, '--as', 'ana']);

    const rejected = await run(['payout', 'reject', 'rent', '--account', 'main', '--as', 'bruno', '--yes']);
    expect(rejected).toMatchObject({ code: 0, stdout: expect.stringMatching(/^cancelled/) as string });
    expect(await run(['payout', 'retry', 'rent', '--account', 'main', '--as', 'bruno', '--yes'])).toMatchObject({
      code: 3,
    });
    expect(await run(['payout', 'cancel', 'rent', '--account', 'main', '--as', 'bruno', '--yes'])).toMatchObject({
      code: 3,
    });
  });
});

describe('paymux payout import', () => {
  const address = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
  const defaults = ['--currency', 'USDT', '--network', 'tron', '--fee-from', 'balance', '--account', 'main'];

  test('looks at a file as a whole, pays every row once, and writes what became of each', async () => {
    const shop = await simulatedShop();
    const run = runner(shop);
    await writeFile(join(shop.folder, 'june.csv'), `key,amount,address\nana,10,${address}\nleo,2.5,${address}\n`);
    const command = ['payout', 'import', 'june.csv', ...defaults, '--as', 'ana'];

    expect(await run([...command, '--check'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^validated {2}2 rows {2}12\.5 USDT/) as string,
    });
    expect(await run(command)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('12.5 USDT in 2 payouts') as string,
    });
    expect(shop.cryptomus.control.payouts()).toEqual([]);

    const { asked, terminal } = person('yes');
    const done = await run(command, { terminal });
    expect(done).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^done .*2 accepted, 0 there already/) as string,
    });
    expect(done.stderr).toContain('2 of 2 rows');
    expect(asked).toHaveLength(1);
    expect((await run([...command, '--yes', '--json'])).code).toBe(0);
    expect(shop.cryptomus.control.payouts()).toHaveLength(2);

    const result = join(shop.folder, 'june.csv.result.csv');
    expect(await readFile(result, 'utf8')).toMatch(/^line,key,reference,outcome.*\r\n2,ana,ana,accepted/);
    expect((await stat(result)).mode & 0o777).toBe(0o600);
  });

  test('goes on with what was left to workers elsewhere, without asking again', async () => {
    const shop = await simulatedShop();
    const run = runner(shop);
    await writeFile(join(shop.folder, 'june.csv'), `key,amount,address\nana,10,${address}\n`);
    const command = ['payout', 'import', 'june.csv', ...defaults, '--as', 'ana'];

    expect((await run([...command, '--no-work', '--yes'])).stdout).toMatch(/^running .*0 accepted/);
    expect(shop.cryptomus.control.payouts()).toEqual([]);
    expect((await run(command)).stdout).toMatch(/^done .*1 accepted/);
    expect(shop.cryptomus.control.payouts()).toHaveLength(1);
  });

  test('names every line that cannot be paid, and pays none', async () => {
    const shop = await simulatedShop();
    const rows = [
      `{"key":"a","amount":"1","address":"${address}"}`,
      '{"key":"b","amount":"-1","address":"x"}',
      '{"key":""}',
    ];
    await writeFile(join(shop.folder, 'june.jsonl'), rows.join('\n'));

    const { code, stderr, stdout } = await runner(shop)([
      'payout',
      'import',
      'june.jsonl',
      ...defaults,
      '--as',
      'ana',
      '--yes',
    ]);

    expect({ code, lines: stdout.match(/^line \d+/gm) }).toEqual({ code: 2, lines: ['line 2', 'line 3'] });
    expect(stderr).toContain('2 lines cannot be paid. Nothing was sent.');
    expect(shop.cryptomus.control.payouts()).toEqual([]);
  });
});

describe('paymux payment', () => {
  test('opens a payment whose webhooks come to the service, and shows it', async () => {
    const shop = await simulatedShop({ server: { publicUrl: 'http://127.0.0.1:8080/' } });
    const run = runner(shop);
    const create = [
      'payment',
      'create',
      '--reference',
      'order-42',
      '--amount',
      '15.00',
      '--currency',
      'USD',
      '--as',
      'shop',
    ];

    const { code, stdout } = await run([...create, '--json']);
    expect({ code, payment: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      payment: { state: 'pending' },
    });
    const asked = shop.cryptomus.control.requests().find(({ path }) => path === '/v1/payment');
    expect(JSON.parse(asked?.text ?? '{}')).toMatchObject({ url_callback: 'http://127.0.0.1:8080/webhooks/main' });
    expect((await run(create)).stdout).toMatch(/^pending {2}15 USD {2}order-42 {2}pay_\w+ {2}http/);
    expect((await run(['payment', 'show', 'order-42'])).stdout).toMatch(/^pay at +http/m);
    expect((await run(['payment', 'list'])).stdout).toMatch(/pending {2}15 USD {2,}main {2,}order-42/);
    expect(await run(['payment', 'show', 'order-43'])).toMatchObject({ code: 1 });
  });
});

describe('what works on a store and counts it', () => {
  test('the worker ends what it began, and "figures" counts what came of it', async () => {
    const shop = await simulatedShop();
    const run = runner(shop);
    await run(['payout', 'create', '--reference', 'a', ...PAYOUT, '--as', 'ana', '--yes']);

    let stop = (): void => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const working = run(['worker', '--json', '--log-level', 'error'], { untilStopped: () => stopped });
    stop();
    expect(await working).toEqual({
      code: 0,
      stdout: '{"working":true,"profile":"development","accounts":["main","cards"]}\n',
      stderr: '',
    });

    const { stdout } = await run(['figures', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ total: { count: 1, volume: [{ amount: '12.5', currency: 'USDT' }] } });
    expect((await run(['figures', '--per', 'day'])).stdout).toMatch(/^all +1 +12\.5 USDT/m);
    expect((await run(['figures', '--of', 'webhooks', '--json'])).stdout).toMatch(/"refusals":\[\]/);
    expect(await run(['figures', '--from', '2026-02-01', '--before', '2026-01-01'])).toMatchObject({ code: 2 });
  });

  test('"migrate" makes the store, once, and says what is to be done', async () => {
    const run = runner(await simulatedShop());

    const before = await run(['migrate', '--check', '--json']);
    expect(before.code).toBe(6);
    expect(JSON.parse(before.stdout)).toMatchObject({ exists: false, applied: [] });
    expect((await run(['migrate'])).stdout).toMatch(/^applied {2}/);
    expect(await run(['migrate', '--check'])).toEqual({ code: 0, stdout: 'The store is up to date.\n', stderr: '' });
  });

  test('"route explain" says where something would go and why, and opens no store', async () => {
    const shop = await simulatedShop({
      routing: { rules: [{ id: 'dollars', when: { currencies: ['USD'] }, accounts: [{ account: 'cards' }] }] },
    });
    const explain = ['route', 'explain', '--amount', '10', '--currency'];

    const { stdout } = await runner(shop)([...explain, 'USD']);
    expect(stdout).toMatch(/^account +cards\nbecause +dollars is the first rule that fits$/m);
    const json = await runner(shop)([...explain, 'EUR', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ account: 'main', rule: 'default', findings: [] });
    await expect(stat(join(shop.folder, 'paymux-data'))).rejects.toThrow();
  });
});

describe('a profile', () => {
  test.each([['worker'], ['payout', 'create']])(
    'keeps "%s %s" from starting with what production must not have',
    async (...command) => {
      const shop = await simulatedShop();
      const environment = { ...shop.environment, PAYMUX_PROFILE: 'production' };
      const options = command[0] === 'payout' ? ['--reference', 'a', ...PAYOUT, '--as', 'ana', '--yes'] : ['--once'];

      const { code, stderr } = await runner(shop)([...command, ...options], { environment });

      expect(code).toBe(2);
      for (const problem of ['no public https address', 'lead to this machine', 'sandbox keys', 'temporary files']) {
        expect(stderr).toContain(problem);
      }
    },
  );

  test('takes what a profile has otherwise, and refuses one that is none', async () => {
    const shop = await simulatedShop({ profiles: { staging: { store: 'env:OTHER_STORE' } } });
    const other = join(shop.folder, 'other');
    const environment = { ...shop.environment, PAYMUX_PROFILE: 'staging', OTHER_STORE: other };

    expect((await runner(shop)(['migrate'], { environment })).code).toBe(0);
    expect((await stat(join(other, 'paymux.db'))).isFile()).toBe(true);
    expect(await runner(shop)(['migrate', '--store', 'x'], { environment: { PAYMUX_PROFILE: 'live' } })).toMatchObject({
      code: 0,
    });
    expect(await runner(shop)(['migrate'], { environment: { PAYMUX_PROFILE: 'live' } })).toMatchObject({
      code: 2,
      stderr: 'PAYMUX_PROFILE must be one of development, staging, production.\n',
    });
  });

  test('reads a configuration that is a program', async () => {
    const shop = await simulatedShop();
    const file = join(shop.folder, 'own.mjs');
    const config = JSON.stringify({ ...shop.config, store: 'from-a-program' });
    await writeFile(file, `export default (environment) => (environment.PAY_KEY ? ${config} : {});\n`);

    expect((await runner(shop)(['migrate', '--config', 'own.mjs'])).code).toBe(0);
    expect((await stat(join(shop.folder, 'from-a-program'))).isDirectory()).toBe(true);
    expect(await runner(shop)(['worker', '--once', '--config', 'none.json'])).toMatchObject({ code: 2 });
  });
});
