import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SHOP = fileURLToPath(new URL('../src/shop.ts', import.meta.url));

test('one application takes a payment on every provider, and the file alone decides on which', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);

  expect(stdout).toBe(
    ['cryptomus', 'heleket', 'molam']
      .map((name) => `configuration/${name}.json: ${name} took 15.00 USD, shipped order-42\n`)
      .join(''),
  );
});

test('the application names no provider', () => {
  expect(readFileSync(SHOP, 'utf8')).not.toMatch(/cryptomus|heleket|molam/i);
});
