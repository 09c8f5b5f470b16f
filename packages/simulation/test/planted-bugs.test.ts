import { describe, expect, test } from 'vitest';
import { PLANTED_BUGS } from '../src/planted-bugs.js';
import { REGIMES } from '../src/regimes.js';
import { runSeed } from '../src/run-seeds.js';

const SEEDS = 1000;

describe('a planted bug', () => {
  test('is one of at least 30', () => {
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(30);
  });

  test.each(PLANTED_BUGS)('is found: $name', { timeout: 300_000 }, async (bug) => {
    const regimes = REGIMES.filter(({ name }) => name.includes(bug.regime));
    expect(regimes.length).toBeGreaterThan(0);
    let seed = 0;
    let found = 0;
    while (found === 0 && seed < SEEDS) {
      seed += 1;
      found = (await runSeed(seed, regimes[seed % regimes.length], { bug })).violations.length;
    }

    expect(found, `nothing was broken in ${String(SEEDS)} seeds of ${bug.regime}`).toBeGreaterThan(0);
  });
});
