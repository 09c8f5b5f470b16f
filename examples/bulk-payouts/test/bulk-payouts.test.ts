import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test('a file with mistakes sends nothing, the corrected one is sent once, and its rows in another file are not sent again', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);
  const lines = stdout.split('\n');

  expect(lines).toEqual(
    expect.arrayContaining([
      'the first file is invalid:',
      'payouts so far: 0',
      'the corrected file is validated: 3 rows, 530.4 USDT',
      'started by anna: 3 payouts',
      'the same rows in another file: 3 repeated, 3 payouts',
    ]),
  );
  expect(lines.filter((line) => line.startsWith('  line ')).length).toBe(2);
  expect(lines.filter((line) => line.includes(',accepted,')).length).toBe(3);
});
