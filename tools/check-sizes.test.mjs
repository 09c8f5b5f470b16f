import { expect, test } from 'vitest';
import { findOverruns } from './check-sizes.mjs';
import { listEntries, measureEntry } from './entry-sizes.mjs';
import { listPublicPackages } from './workspace.mjs';

const BUDGET = { kib: 10, modules: 5, parts: { zod: 20, core: 4 }, needs: ['pino'] };

test('an entry within its budget is let through', () => {
  expect(findOverruns({ entry: BUDGET }, { entry: { ...BUDGET, kib: 9.9 } })).toEqual([]);
});

test('an entry over its budget is told with what grew', () => {
  const size = { ...BUDGET, kib: 12, modules: 7, parts: { zod: 20, core: 5.5, lodash: 70 } };

  expect(findOverruns({ entry: BUDGET }, { entry: size })).toEqual([
    'entry has 12 KiB compressed, where 10 are allowed, and 7 modules, where 5 are allowed. ' +
      'Grown, before compression: lodash by 70.0 to 70 KiB, core by 1.5 to 5.5 KiB.',
  ]);
});

test('an entry that loads at once what is to be loaded later is told', () => {
  const [overrun] = findOverruns({ entry: BUDGET }, { entry: { ...BUDGET, needs: ['pino', 'undici'] } });

  expect(overrun).toContain('undici');
});

test('an entry without a budget, and a budget without an entry, are told', () => {
  expect(findOverruns({ old: BUDGET }, { new: BUDGET })).toEqual([
    'old has a budget and is no entry any more.',
    'new has no budget.',
  ]);
});

test('a system with an account brings neither a transport nor a store, before it needs them', async () => {
  const { needs, parts } = await measureEntry(listEntries()['paymux'] ?? '');

  expect(needs).toEqual([]);
  expect(Object.keys(parts)).not.toContain('store');
  expect(Object.keys(parts)).not.toContain('kysely');
});

test('nothing that is published runs a script where it is installed', () => {
  const scripts = listPublicPackages().flatMap(({ manifest }) =>
    Object.keys(/** @type {{ scripts?: object }} */ (manifest).scripts ?? {}),
  );

  expect(scripts.filter((name) => /install|^prepare$/.test(name))).toEqual([]);
});
