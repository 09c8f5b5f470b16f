import { describe, expect, test } from 'vitest';
import { everyCrash } from '../src/exhaustive.js';
import { PLANTED_BUGS } from '../src/planted-bugs.js';
import type { ProviderBehaviour } from '../src/provider-model.js';

const ALWAYS: ProviderBehaviour = {
  deduplication: 'replay',
  deduplicatesForMs: Number.MAX_SAFE_INTEGER,
  findsByReference: true,
  findsAfterMs: 0,
};

describe.each<readonly [string, ProviderBehaviour]>([
  ['replays', ALWAYS],
  ['refuses repeats', { ...ALWAYS, deduplication: 'refuse' }],
  ['does not deduplicate', { ...ALWAYS, deduplication: 'none', deduplicatesForMs: 0 }],
])('one payout at a provider that %s', (_what, behaviour) => {
  test('survives a crash at every effect, and any two of them', { timeout: 300_000 }, async () => {
    const { findings, runs } = await everyCrash(behaviour, { pairs: true });

    expect(findings).toEqual([]);
    expect(runs).toBeGreaterThan(1000);
  });
});

describe('a crash at every effect', () => {
  test('shows that money was put on hold outside the commit of acceptance', { timeout: 60_000 }, async () => {
    const bug = PLANTED_BUGS.find(({ name }) => name.startsWith('money is put on hold outside'));
    const { findings } = await everyCrash(ALWAYS, { pairs: false, bug });

    expect(findings).not.toEqual([]);
  });
});
