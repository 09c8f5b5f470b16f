import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test('a payout whose process was killed in the middle of it is paid once, by the next process', {
  timeout: 60_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);

  expect(stdout).toContain('it was killed by SIGKILL');
  expect(stdout).toContain('it ended with code 0');
  expect(stdout).toContain('The provider was asked 1 time, and by its own books sent 1 payout.');
  const table = stdout.split('\n').map((line) => line.split(/ {2,}/).filter((cell) => !/^[\d:.]{12}$/.test(cell)));
  expect(table).toEqual(
    expect.arrayContaining([
      ['1', 'payroll', 'created', 'ready'],
      ['2', 'worker', 'sending', 'submitting'],
      ['3', 'worker', 'looked_up', 'confirmed'],
      ['', 'the books', 'hold', '250 USDT from available to held'],
      ['', 'the books', 'post', '250 USDT from held to paid'],
    ]),
  );
});
