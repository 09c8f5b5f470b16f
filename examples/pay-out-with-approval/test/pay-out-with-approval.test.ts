import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test('a large payout goes out once two others have agreed, and neither whoever asked nor one person twice counts', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);

  expect(stdout.trimEnd().split('\n')).toEqual([
    'anna asks for 80 USDT: nobody else has to agree, it is pending',
    'anna asks for 6000 USDT: it is awaiting_approval',
    'anna approves: refused, own_payout',
    'bruno approves: it is awaiting_approval',
    'bruno approves: refused, approved_already',
    'sent to the provider so far: nothing',
    'carla approves: it is pending',
    'anna asks for 900 USDT and takes it back: it is cancelled',
    'invoice-811 is paid',
    'invoice-812 is paid',
    expect.stringMatching(/^its history: created by anna, .*approved by bruno, .*approved by carla, /),
  ]);
});
