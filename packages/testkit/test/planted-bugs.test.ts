import { describe, expect, test } from 'vitest';
import { CORE_PLANTED_BUGS, runPlantedBug } from '../src/planted-bugs.js';
import { describePlantedBugs } from '../src/vitest.js';

const SUITE = { module: new URL('./conformance-subject.ts', import.meta.url), name: 'FAKE_CONFORMANCE' };

describePlantedBugs(SUITE, CORE_PLANTED_BUGS);

describe('a planted bug', () => {
  const file = '@paymux/core/dist/money/decimal.js';
  const bug = { name: 'a comment is gone', file, find: '//# sourceMappingURL', replace: '//', cases: ['account/'] };

  test('whose text is gone from the module is stale', async () => {
    const planted = { ...bug, find: 'text that nobody wrote' };
    expect(await runPlantedBug(SUITE, planted)).toMatchObject({ outcome: 'stale' });
  });

  test('in a module that the suite does not load is stale', async () => {
    const planted = { ...bug, file: '@paymux/core/dist/inversify.js' };
    expect(await runPlantedBug(SUITE, planted)).toMatchObject({ outcome: 'stale' });
  });

  test('that changes nothing survives', async () => {
    expect(await runPlantedBug(SUITE, bug)).toEqual({ outcome: 'survived' });
  });
});
