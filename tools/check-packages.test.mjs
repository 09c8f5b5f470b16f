import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findContentObjections } from './check-packages.mjs';
import { plantFiles } from './planted-files.mjs';
import { ROOT } from './workspace.mjs';

const SOUND = {
  'unpacked/package.json': { name: '@paymux/core', dependencies: { zod: '4.6.7' } },
  'unpacked/LICENSE': 'MIT',
  'unpacked/README.md': '# Core',
  'unpacked/dist/index.js': 'export {};',
  'unpacked/dist/testing.js': 'export {};',
  'source/src/index.ts': '',
  'source/src/testing.ts': '',
};

/** @param {Readonly<Record<string, string | object>>} changes */
function objectionsWith(changes) {
  const folder = plantFiles({ ...SOUND, ...changes });
  return findContentObjections(join(folder, 'unpacked'), join(folder, 'source'));
}

describe('a packed package', () => {
  test('is fine with its build, licence and README', () => {
    expect(objectionsWith({})).toEqual([]);
  });

  test('carries a licence and a README', () => {
    const folder = plantFiles({ 'unpacked/package.json': '{}' });
    expect(findContentObjections(join(folder, 'unpacked'), folder)).toEqual([
      'LICENSE is missing.',
      'README.md is missing.',
    ]);
  });

  test.each([
    ['unpacked/dist/money.test.d.ts', 'dist/money.test.d.ts is a test.'],
    ['unpacked/test/conformance.ts', 'test/conformance.ts is a test.'],
    ['unpacked/src/index.ts', 'src/index.ts is a source.'],
    ['unpacked/dist/.tsbuildinfo', 'dist/.tsbuildinfo serves the build alone.'],
    ['unpacked/dist/index.d.ts.map', 'dist/index.d.ts.map serves the build alone.'],
    ['unpacked/dist/gone.js', 'dist/gone.js is built from a source that is gone.'],
  ])('does not hold %s', (name, objection) => {
    expect(objectionsWith({ [name]: '' })).toEqual([objection]);
  });

  test('names no path of the machine that built it', () => {
    expect(objectionsWith({ 'unpacked/dist/index.js.map': `{"sources":["${ROOT}/packages"]}` })).toEqual([
      'dist/index.js.map holds a path or an address of a machine.',
    ]);
  });

  test.each(['catalog:', 'workspace:^'])('has a number in place of %s', (range) => {
    expect(objectionsWith({ 'unpacked/package.json': { dependencies: { zod: range } } })).toEqual([
      'package.json keeps a catalog: or workspace: range.',
    ]);
  });
});
