import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { simulated } from './merchant-client.js';

const run = promisify(execFile);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }));

/** The section "With curl", as a newcomer copies it. */
const walkThrough = blocks.find(({ language, text }) => language === 'sh' && text?.includes('openssl'))?.text ?? '';

describe('the walk-through of the README', () => {
  beforeAll(async () => {
    for (const tool of ['curl', 'openssl']) {
      await run('sh', ['-c', `command -v ${tool}`]).catch(() => {
        throw new Error(`This test runs the README's commands and needs ${tool}. Install it and run the test again.`);
      });
    }
  });

  test('works as it stands, in a plain shell, with signatures made by openssl', async () => {
    const { simulator } = await simulated();
    const { stdout, stderr } = await run('sh', ['-eu', '-c', walkThrough], {
      env: { PATH: process.env['PATH'], BASE: simulator.baseUrl },
    });
    expect(stderr).toBe('');
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(answers).toMatchObject([
      { state: 0, result: { order_id: 'order-1', payment_status: 'check', payer_amount: '15.00000000' } },
      { orderId: 'order-1', status: 'paid' },
      { state: 0, result: { order_id: 'order-1', payment_status: 'paid', is_final: true } },
      { state: 0, result: { status: 'process', amount: '5.00000000' } },
      {},
      [
        { kind: 'payment', orderId: 'order-1' },
        { kind: 'payout', orderId: 'payout-1', amount: '5.00000000' },
      ],
      {},
      { message: 'Server error, #1', code: 500, error: null },
      { state: 0, result: [{ balance: {} }] },
      { message: 'Invalid Sign.' },
    ]);
  });

  test('names the default credentials', async () => {
    const { simulator } = await simulated();
    for (const value of [simulator.merchantId, simulator.paymentKey, simulator.payoutKey])
      expect(walkThrough).toContain(value);
  });

  test('names every fault and every call of the control interface', async () => {
    const { simulator } = await simulated();
    const error = (): unknown => {
      simulator.control.fault({ kind: 'none' as 'latency' });
      return undefined;
    };
    const kinds = /The kinds are (.+)\.$/.exec(catching(error))?.[1]?.split(', ') ?? [];
    expect(kinds).toHaveLength(18);
    const names = [...kinds, ...Object.keys(simulator.control)];
    for (const name of names) expect(readme).toMatch(new RegExp(`\`${name}[\`(]`));
  });
});

function catching(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}
