import { describe, expect, test } from 'vitest';
import { runPaymux } from './main.js';

/** Runs the command line in this process and keeps what it wrote. */
async function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await runPaymux(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    untilStopped: () => Promise.resolve(),
  });
  return { code, stdout, stderr };
}

describe('the command line, handed its streams', () => {
  test('writes one line for a simulator and ends when it is told to', async () => {
    const { code, stdout, stderr } = await run(['simulate', 'cryptomus']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\{"provider":"cryptomus","baseUrl":"http:\/\/127\.0\.0\.1:\d+".*\}\n$/);
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
  });

  test('never repeats credentials that it was given', async () => {
    const { stdout } = await run(['simulate', 'cryptomus', '--payment-key', 'canary-1', '--payout-key', 'canary-2']);
    expect(stdout).not.toContain('canary');
  });

  test('writes nothing of a mistake to standard output', async () => {
    const { code, stdout, stderr } = await run(['simulate', 'acme']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Allowed choices are cryptomus');
  });

  test('says what is wrong with an address that this machine does not have', async () => {
    const { code, stderr } = await run(['simulate', 'cryptomus', '--host', '192.0.2.1']);
    expect(code).toBe(1);
    expect(stderr).toBe('This machine has no address "192.0.2.1". Choose another --host.\n');
  });
});
