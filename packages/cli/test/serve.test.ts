import { writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runIn } from './command-world.js';
import { PAYOUT, simulatedShop } from './simulated-shop.js';

const BIN = fileURLToPath(new URL('../bin/paymux.js', import.meta.url));

describe('paymux serve', () => {
  test('serves what the commands work on, logs lines of JSON, and ends with 0 when it is asked to', async () => {
    const { environment, folder, cryptomus } = await simulatedShop();
    const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', '--json'], {
      cwd: folder,
      env: { ...environment, PATH: process.env['PATH'] },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    await vi.waitUntil(() => stdout.endsWith('\n'), { timeout: 20_000 });
    const { firstAdminLink, profile, url } = JSON.parse(stdout) as Readonly<Record<string, string>>;

    expect({ profile, firstAdminLink }).toEqual({
      profile: 'development',
      firstAdminLink: expect.stringContaining(url ?? '') as string,
    });
    expect((await fetch(`${url ?? ''}/health/ready`)).status).toBe(200);
    const delivery = ['webhook', 'send', `${url ?? ''}/webhooks/main`, '--account', 'main'];
    expect((await runIn(folder, delivery, { environment })).stdout).toMatch(/^answered {2}/);
    const create = ['payout', 'create', '--reference', 'a', ...PAYOUT, '--account', 'main', '--as', 'ana', '--yes'];
    expect((await runIn(folder, create, { environment })).code).toBe(0);
    expect(cryptomus.control.payouts()).toHaveLength(1);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect([events[0], events.at(-1)]).toEqual(['server.started', 'server.stopped']);
  });

  test('takes the port of the environment, and says which one is taken', async () => {
    const { environment, folder } = await simulatedShop();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const port = String((other.address() as AddressInfo).port);

    const serve = ['serve', '--log-level', 'silent'];
    expect(await runIn(folder, serve, { environment: { ...environment, PORT: port } })).toEqual({
      code: 1,
      stdout: '',
      stderr: `Something listens on 127.0.0.1:${port} already. Choose another --port.\n`,
    });
    expect(await runIn(folder, serve, { environment: { ...environment, PORT: 'x' } })).toMatchObject({ code: 2 });
  });

  test('does not start with what its profile must not have', async () => {
    const { environment, file, folder } = await simulatedShop();
    await writeFile(
      file,
      JSON.stringify({ accounts: [{ id: 'main', provider: 'molam', options: { apiKey: 'sk_live_x' } }] }),
    );

    const staging = { ...environment, PAYMUX_PROFILE: 'staging' };
    const { code, stderr } = await runIn(folder, ['serve', '--store', join(folder, 'books')], { environment: staging });
    expect(code).toBe(2);
    expect(stderr).toContain('plain text: accounts.main.apiKey');
    expect(stderr).toContain('server.publicUrl is no public https address, and this is the staging profile');
  });
});
