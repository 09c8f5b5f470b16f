import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCryptomusSimulator, startHeleketSimulator } from '../packages/simulators/dist/index.js';
import { joinBlocks } from './compile-blocks.mjs';
import { listDocuments } from './documents.mjs';
import { runBlock } from './run-block.mjs';
import { listPublicPackages } from './workspace.mjs';

const readme = listDocuments().find(({ name }) => name === 'README.md');

describe('the README', () => {
  test('takes a payment in 7 lines, and 7 more for the webhook', () => {
    const [payment, webhook] = blocksOf('ts').map(({ text }) => text.split('\n').filter((line) => line.trim() !== ''));

    expect(payment?.length).toBeLessThanOrEqual(7);
    expect(webhook?.length).toBeLessThanOrEqual(7);
  });

  test.each([
    ['cryptomus', startCryptomusSimulator],
    ['heleket', startHeleketSimulator],
  ])(
    'opens with a program that really takes a payment and hears that it was paid, at %s by one word',
    async (provider, start) => {
      const simulator = await start({ webhookRetryDelaysMs: Array.from({ length: 200 }, () => 25) });
      onTestFinished(() => simulator.close());
      const port = await findFreePort();
      const program = joinBlocks(/** @type {NonNullable<typeof readme>} */ (readme))[0]?.text ?? '';
      const local = program
        .replaceAll('https://shop.example', `http://127.0.0.1:${port}`)
        .replace('listen(3000)', `listen(${port}, '127.0.0.1')`);
      expect(local).not.toBe(program);

      const lines = runBlock(local, 'examples/accept-a-payment', {
        PAYMUX_PROVIDER: provider,
        CRYPTOMUS_MERCHANT_ID: simulator.merchantId,
        CRYPTOMUS_PAYMENT_API_KEY: simulator.paymentKey,
        CRYPTOMUS_BASE_URL: simulator.baseUrl,
        HELEKET_MERCHANT_ID: simulator.merchantId,
        HELEKET_PAYMENT_API_KEY: simulator.paymentKey,
        HELEKET_PROJECT_URL: simulator.baseUrl,
      });
      expect(await lines.next()).toEqual({
        done: false,
        value: expect.stringMatching(/^Pay at http:\/\/127\.0\.0\.1:/),
      });
      await simulator.control.pay('order-42');

      expect(await lines.next()).toEqual({ done: false, value: 'order-42: succeeded' });
    },
  );

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
