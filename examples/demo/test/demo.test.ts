import { type ExecFileException, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test.each(['cryptomus', 'heleket', 'molam', 'fake'])(
  'plays every step on %s when the environment names it, and says so',
  async (provider) => {
    const { code, stdout } = await demo([], { PROVIDER: provider });

    expect(stdout).toContain(`Paymux on ${provider}`);
    expect(stdout.match(/opened by +(\S+)/g)?.map((line) => line.split(/ +/).at(-1))).toEqual([provider, provider]);
    expect(stdout).toContain('All 9 steps happened.');
    expect(code).toBe(0);
  },
);

test.each(['heleket', 'molam', 'fake'])('tells the same story on %s as on cryptomus', async (provider) => {
  const titles = async (PROVIDER: string) => (await demo([], { PROVIDER })).stdout.match(/^✓.*$/gm);

  expect(await titles(provider)).toEqual(await titles('cryptomus'));
});

test.each([{}, { CI: 'true' }, { TERM: 'xterm-256color' }])(
  'is plain text where it is piped, under %j',
  async (environment) => {
    const { stdout } = await demo([], environment);

    expect(stdout).toContain('✓  1 ');
    expect(stdout).not.toContain('\u001B');
  },
);

test('writes one JSON object a line for machines', async () => {
  const { code, stdout } = await demo(['--json'], {});

  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly event: string; readonly name?: string });
  expect(lines[0]).toEqual({ event: 'begin', provider: 'cryptomus' });
  expect(lines.filter(({ event }) => event === 'step').map(({ name }) => name)).toEqual([
    'configured',
    'payment_opened',
    'payment_succeeded',
    'forgery_refused',
    'replay_ignored',
    'payout_opened',
    'repeat_recognised',
    'payout_confirmed',
    'books_checked',
  ]);
  expect(lines.at(-1)).toEqual({ event: 'end', ok: true, steps: 9 });
  expect(code).toBe(0);
});

test('refuses a provider that does not exist, and names those that do', async () => {
  const { code, stderr } = await demo([], { PROVIDER: 'nobody' });

  expect(stderr).toContain('There is no provider "nobody"');
  expect(stderr).toContain('cryptomus');
  expect(code).toBe(2);
});

function demo(args: readonly string[], environment: Readonly<Record<string, string>>) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const { PATH = '' } = process.env;
    execFile(
      process.execPath,
      [MAIN, ...args],
      { env: { PATH, ...environment } },
      (error: ExecFileException | null, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}
