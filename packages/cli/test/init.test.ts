import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHeleketSimulator } from '@paymux/simulators';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyFolder, person, runIn } from './command-world.js';

const modeOf = async (...path: readonly string[]): Promise<number> => (await stat(join(...path))).mode & 0o777;

describe('paymux init', () => {
  test('writes what "doctor" finds in order once the variables are filled in', async () => {
    const simulator = await startHeleketSimulator();
    onTestFinished(() => simulator.close());
    const folder = await emptyFolder();

    expect(await runIn(folder, ['init', '--provider', 'heleket', '--json'])).toEqual({
      code: 0,
      stdout: '{"written":["paymux.config.json",".env.example",".env",".gitignore"]}\n',
      stderr: '',
    });
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('.env\npaymux-data/\n');
    expect(await modeOf(folder, '.env')).toBe(0o600);

    const unfilled = await runIn(folder, ['doctor', '--json']);
    const { findings } = JSON.parse(unfilled.stdout) as { readonly findings: readonly { readonly check: string }[] };
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['missing-secret']));

    // Only this machine is asked: the account leads to a simulator.
    const file = join(folder, 'paymux.config.json');
    const config = JSON.parse(await readFile(file, 'utf8')) as { accounts: [{ options: Record<string, string> }] };
    config.accounts[0].options['baseUrl'] = simulator.baseUrl;
    await writeFile(file, JSON.stringify(config));
    const { merchantId, paymentKey, payoutKey } = simulator;
    const filled = [
      `HELEKET_MERCHANT_ID=${merchantId}`,
      `HELEKET_PAYMENT_API_KEY=${paymentKey}`,
      `HELEKET_PAYOUT_API_KEY=${payoutKey}`,
    ];
    await writeFile(join(folder, '.env'), filled.join('\n'));
    expect(await runIn(folder, ['doctor'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('overwrites nothing', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, '.env'), 'MINE=1\n', { mode: 0o600 });
    await writeFile(join(folder, '.gitignore'), 'node_modules/\n.env');

    await runIn(folder, ['init', '--provider', 'molam', '--store', './books/']);
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe('MINE=1\n');
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('node_modules/\n.env\nbooks/\n');

    const before = await readFile(join(folder, 'paymux.config.json'), 'utf8');
    expect(await runIn(folder, ['init', '--provider', 'heleket'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is a paymux.config.json already. Nothing was written.\n',
    });
    expect(await readFile(join(folder, 'paymux.config.json'), 'utf8')).toBe(before);
  });

  test('asks a person for what was not said, and nobody else', async () => {
    const folder = await emptyFolder();
    expect(await runIn(folder, ['init'])).toMatchObject({ code: 2 });

    const { asked, terminal } = person('cryptomus, molam', 'env:DATABASE_URL', 'https://pay.shop.example');
    expect(await runIn(folder, ['init'], { terminal })).toMatchObject({ code: 0 });

    expect(asked).toHaveLength(3);
    expect(JSON.parse(await readFile(join(folder, 'paymux.config.json'), 'utf8'))).toMatchObject({
      defaultAccount: 'cryptomus',
      accounts: [{ id: 'cryptomus' }, { id: 'molam' }],
      store: 'env:DATABASE_URL',
      server: { publicUrl: 'https://pay.shop.example' },
    });
    expect(await readFile(join(folder, '.env.example'), 'utf8')).toMatch(/^DATABASE_URL=$/m);
  });

  test.each([
    [['acme'], 2],
    [[''], 2],
    [['molam'], 3],
  ])('writes nothing for the answers %j, after which somebody breaks off', async (answers, code) => {
    const folder = await emptyFolder();
    const { terminal } = person(...answers);

    expect(await runIn(folder, ['init'], { terminal })).toMatchObject({ code });
    await expect(stat(join(folder, 'paymux.config.json'))).rejects.toThrow();
  });
});
