import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCryptomusSimulator } from '../packages/simulators/dist/index.js';
import { joinBlocks } from './compile-blocks.mjs';
import { listDocuments } from './documents.mjs';
import { runBlock } from './run-block.mjs';
import { listPublicPackages } from './workspace.mjs';

const readme = listDocuments().find(({ name }) => name === 'README.md');

describe('the README', () => {
  test('takes a payment in 8 lines, and 6 more for the webhook', () => {
    const [payment, webhook] = blocksOf('ts').map(({ text }) => text.split('\n').filter((line) => line.trim() !== ''));

    expect(payment?.length).toBeLessThanOrEqual(8);
    expect(webhook?.length).toBeLessThanOrEqual(6);
  });

  test('opens with a program that really takes a payment and hears that it was paid', async () => {
    const simulator = await startCryptomusSimulator({ webhookRetryDelaysMs: Array.from({ length: 200 }, () => 25) });
    onTestFinished(() => simulator.close());
    const port = await findFreePort();
    const program = joinBlocks(/** @type {NonNullable<typeof readme>} */ (readme))[0]?.text ?? '';
    const local = program
      .replaceAll('https://shop.example', `http://127.0.0.1:${port}`)
      .replace('port: 3000', `hostname: '127.0.0.1', port: ${port}`);
    expect(local).not.toBe(program);

    const lines = runBlock(local, 'examples/accept-a-payment', {
      CRYPTOMUS_MERCHANT_ID: simulator.merchantId,
      CRYPTOMUS_PAYMENT_API_KEY: simulator.paymentKey,
      CRYPTOMUS_BASE_URL: simulator.baseUrl,
    });
    expect(await lines.next()).toEqual({ done: false, value: expect.stringMatching(/^Pay at http:\/\/127\.0\.0\.1:/) });
    await simulator.control.pay('order-42');

    expect(await lines.next()).toEqual({ done: false, value: 'order-42: succeeded' });
  });

  test('lists every package that is published, and no other', () => {
    const listed = readme?.rows.flatMap(([name = '']) => /^\[`([^`]+)`\]\(packages\//.exec(name)?.[1] ?? []);

    expect(listed?.toSorted()).toEqual(
      listPublicPackages()
        .map(({ manifest }) => manifest.name)
        .sort(),
    );
  });
});

/** @param {string} language */
function blocksOf(language) {
  return readme?.blocks.filter((block) => block.language === language) ?? [];
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
