import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test('workers of one store pay everything once, though one of them is killed at work', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);

  expect(stdout).toContain('one of them is killed while it works\n');
  expect(stdout).toContain('the provider sent 12 payouts under 12 references\n');
});
