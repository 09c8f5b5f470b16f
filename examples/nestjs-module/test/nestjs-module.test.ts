import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test('a NestJS application takes a payment, refuses a forged webhook, ships once, and ends', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);

  expect(stdout).toMatch(/^pay at http:\/\/127\.0\.0\.1:\d+\/pay\//);
  expect(stdout).toContain('\na forged webhook: 401, shipped nothing\npaid: 200, shipped order-42\n');
});
