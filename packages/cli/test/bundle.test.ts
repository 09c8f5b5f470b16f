import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const BUNDLE = fileURLToPath(new URL('../dist/bundle/paymux.js', import.meta.url));
const TOOL = fileURLToPath(new URL('../../../tools/bundle-command-line.mjs', import.meta.url));
const run = promisify(execFile);

// Starts processes, which a busy machine may take seconds for.
describe('the command line as it is published', { timeout: 60_000 }, () => {
  let folder: string;

  beforeAll(async () => {
    await run(process.execPath, [TOOL]);
    folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  const paymux = (...args: readonly string[]) => run(process.execPath, [BUNDLE, ...args], { cwd: folder });

  test('knows its version', async () => {
    expect((await paymux('--version')).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('verifies a delivery with an account of its configuration', async () => {
    const options = { merchantId: '8b03432e-385b-4670-8d06-064591096795', paymentApiKey: 'the key of payments' };
    const accounts = [{ id: 'main', provider: 'cryptomus', options }];
    writeFileSync(join(folder, 'paymux.config.json'), JSON.stringify({ accounts }));
    writeFileSync(join(folder, 'event.json'), JSON.stringify({ type: 'payment', uuid: 'p-1', order_id: 'order-42' }));

    const { stdout } = await paymux('webhook', 'sign', '--body', 'event.json');
    writeFileSync(join(folder, 'delivery.json'), stdout.replace('order-42', 'order-43'));
    const refusal = paymux('webhook', 'verify', '--body', 'delivery.json');

    await expect(refusal).rejects.toMatchObject({ code: 3, stderr: expect.stringContaining('signature_mismatch') });
  });

  test('makes a store in a folder', async () => {
    await paymux('migrate', '--store', join(folder, 'data'));

    expect((await paymux('payout', 'list', '--store', join(folder, 'data'), '--json')).stderr).toBe('');
  });

  test('plays a provider', async () => {
    const simulator = spawn(process.execPath, [BUNDLE, 'simulate', 'molam', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      for await (const line of createInterface({ input: simulator.stdout })) {
        expect(JSON.parse(line)).toMatchObject({ baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/) });
        break;
      }
    } finally {
      simulator.kill('SIGTERM');
    }
  });

  test('writes the package of a provider from its templates', async () => {
    await paymux('new', 'provider', 'tidepay', '--into', join(folder, 'tidepay'));

    expect(existsSync(join(folder, 'tidepay', 'package.json'))).toBe(true);
  });
});
