import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { molamSimulated } from './molam-client.js';

const run = promisify(execFile);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, section = ''] = readme.split(/^## Molam$/m);

/** The section "Molam with curl", as a newcomer copies it. */
const walkThrough = /^### Molam with curl\n+```sh\n(.*?)^```$/ms.exec(section)?.[1] ?? '';

describe('the walk-through of Molam in the README', () => {
  test('works as it stands, in a plain shell with curl', async () => {
    const { simulator } = await molamSimulated({ apiKey: 'sk_test_example' });
    const { stdout, stderr } = await run('sh', ['-eu', '-c', walkThrough], {
      env: { PATH: process.env['PATH'], BASE: simulator.baseUrl },
    });
    expect(stderr).toBe('');
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(answers).toMatchObject([
      { object: 'payment_intent', amount: 4200, status: 'requires_payment_method' },
      { reference: 'order-1', status: 'succeeded', received: '42.00' },
      { object: 'list', data: [{ status: 'succeeded', amount_received: 4200 }], total_count: 1 },
      { object: 'payment_intent', amount: 4200, status: 'requires_payment_method' },
      { object: 'payout', amount: 250.75, status: 'pending', beneficiary: { account_number: '****5678' } },
      {},
      [
        { kind: 'payment', orderId: 'order-1', amount: '42.00' },
        { kind: 'payout', orderId: 'payout-1', amount: '250.75' },
      ],
      {},
      { error: { code: 'server_error' } },
      { error: { code: 'payout_not_found' } },
    ]);
    expect(simulator.control.intents()).toHaveLength(1);
  });

  test('uses the key that its command line names', () => {
    expect(section).toMatch(/simulate molam .*--api-key sk_test_example/);
    expect(walkThrough).toContain('Bearer sk_test_example');
  });

  test('names every call of the control', async () => {
    const { simulator } = await molamSimulated();
    for (const name of Object.keys(simulator.control)) expect(section).toMatch(new RegExp(`\`${name}[\`(]`));
  });
});
