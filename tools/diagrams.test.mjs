import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawAll, drawPayoutStates, recordWebhooks } from './diagrams.mjs';
import { ROOT } from './workspace.mjs';

describe('the diagrams', () => {
  /** @type {readonly (readonly [string, string])[]} */
  let files = [];

  beforeAll(async () => {
    files = Object.entries(await drawAll());
  }, 120_000);

  test('are what the code does', () => {
    expect(files.length).toBeGreaterThan(3);
    for (const [name, text] of files) {
      expect(readFileSync(join(ROOT, name), 'utf8'), `run "node tools/diagrams.mjs --update" for ${name}`).toBe(text);
    }
  });

  test('show every state that a payout can have', () => {
    const states = /PayoutState =([^;]+);/.exec(
      readFileSync(join(ROOT, 'packages/orchestration/src/payout/payout-record.ts'), 'utf8'),
    );
    const names = [...(states?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
    const drawn = files.find(([name]) => name.endsWith('payout-states.svg'))?.[1] ?? '';

    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect(drawn).toContain(`>${name}</text>`);
  });
});

test('a way that nobody has drawn a state for is an error', () => {
  expect(() => drawPayoutStates(new Set(['ready>elsewhere']))).toThrow('There is no way from ready to elsewhere.');
});

test('a forged delivery and a repeated one never reach the program', async () => {
  const told = (await recordWebhooks()).filter(({ to }) => to === 'your program');

  expect(told.map(({ label }) => label)).toEqual(['on(event): succeeded']);
});
