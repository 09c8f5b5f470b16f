import { describe, expect, test } from 'vitest';
import { objectNamingProblems } from './object-naming.js';

describe('an object', () => {
  test.each<[unknown, readonly string[]]>([
    [{ reference: 'r'.repeat(100) }, []],
    [{ providerId: 'p'.repeat(256) }, []],
    [{ transactionId: 't'.repeat(64) }, []],
    [{ reference: 'r'.repeat(101) }, ['reference']],
    [{ reference: 'a b' }, ['reference']],
    [{ providerId: '' }, ['providerId']],
    [{ providerId: 'p'.repeat(257) }, ['providerId']],
    [{ transactionId: 't'.repeat(65) }, ['transactionId']],
    [{ transactionId: 7 }, ['transactionId']],
    [{}, ['']],
    [{ reference: 'a', providerId: 'b' }, ['']],
    [{ reference: undefined, providerId: undefined }, ['']],
    [null, ['']],
    [undefined, ['']],
    ['reference', ['']],
  ])('named by %j has the problems %j', (request, paths) => {
    const problems = objectNamingProblems(request, { providerId: 256, transactionId: 64 });
    expect(problems.map(({ path }) => path)).toEqual(paths);
  });
});
