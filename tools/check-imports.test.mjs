import { describe, expect, test } from 'vitest';
import { findImportViolations } from './check-imports.mjs';
import { plantFiles } from './planted-files.mjs';

const ENTRY = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };

/** Three packages as they should be. @type {Readonly<Record<string, string | object>>} */
const SOUND = {
  'package.json': { name: 'workspace', devDependencies: { vitest: '1.0.0' } },
  'tsconfig.json': { references: ['core', 'merchant-sign', 'cryptomus'].map((name) => ({ path: `packages/${name}` })) },
  'packages/core/package.json': { name: '@paymux/core', exports: ENTRY, dependencies: { zod: '4.0.0' } },
  'packages/core/tsconfig.json': {},
  'packages/core/src/index.ts': "import { createHash } from 'node:crypto';\nimport { z } from 'zod';\n",
  'packages/core/src/index.test.ts': "import { test } from 'vitest';\nimport { a } from './index.js';\n",
  'packages/merchant-sign/package.json': {
    name: '@paymux/merchant-sign',
    exports: ENTRY,
    dependencies: { '@paymux/core': 'workspace:^' },
  },
  'packages/merchant-sign/tsconfig.json': { references: [{ path: '../core' }] },
  'packages/merchant-sign/src/index.ts': "export type { Money } from '@paymux/core';\n",
  'packages/cryptomus/package.json': {
    name: '@paymux/cryptomus',
    exports: ENTRY,
    dependencies: { '@paymux/core': 'workspace:^', '@paymux/merchant-sign': 'workspace:^' },
    devDependencies: { '@paymux/testkit': 'workspace:^' },
  },
  'packages/cryptomus/tsconfig.json': { references: [{ path: '../core' }, { path: '../merchant-sign' }] },
  'packages/cryptomus/src/index.ts': "import { sign } from '@paymux/merchant-sign';\n",
  'packages/cryptomus/test/conformance.test.ts':
    "import { cases } from '@paymux/testkit';\nimport '../src/index.js';\n",
};

/** @param {Readonly<Record<string, string | object>>} changes */
function violationsWith(changes) {
  return findImportViolations(plantFiles({ ...SOUND, ...changes }));
}

describe('the direction of imports', () => {
  test('is kept by a workspace that follows the table', () => {
    expect(violationsWith({})).toEqual([]);
  });

  test('is broken by an import from below', () => {
    expect(violationsWith({ 'packages/core/src/up.ts': "\nimport { sign } from '@paymux/merchant-sign';\n" })).toEqual([
      'packages/core/src/up.ts:2 "@paymux/merchant-sign" is not below this package. It may import: none of ours.',
    ]);
  });

  test.each([
    ['an import', "import { heleket } from '@paymux/heleket';"],
    ['a type', "import type { Heleket } from '@paymux/heleket';"],
    ['a re-export', "export { heleket } from '@paymux/heleket';"],
    ['an import for its effect', "import '@paymux/heleket';"],
    ['a dynamic import', "const heleket = await import('@paymux/heleket');"],
    ['an import type', "type Heleket = import('@paymux/heleket').Heleket;"],
    ['a require', "const heleket = require('@paymux/heleket');"],
  ])('is broken by an adapter that reaches another one through %s', (_form, text) => {
    expect(violationsWith({ 'packages/cryptomus/src/other.ts': text })).toEqual([
      expect.stringMatching(/^packages\/cryptomus\/src\/other\.ts:1 "@paymux\/heleket" is not below this package\./),
    ]);
  });

  test('is broken by an adapter that reaches another one in a test', () => {
    expect(violationsWith({ 'packages/cryptomus/test/other.test.ts': "import '@paymux/heleket';" })).toHaveLength(1);
  });

  test('keeps test help out of sources', () => {
    expect(violationsWith({ 'packages/cryptomus/src/help.ts': "import '@paymux/testkit';" })).toEqual([
      'packages/cryptomus/src/help.ts:1 "@paymux/testkit" is for tests, and this is a source.',
    ]);
  });

  test('lets a simulator see the types of core, and nothing else of it', () => {
    const simulators = (/** @type {string} */ text) => ({
      'tsconfig.json': {
        references: ['core', 'merchant-sign', 'cryptomus', 'simulators'].map((name) => ({ path: `packages/${name}` })),
      },
      'packages/simulators/package.json': {
        name: '@paymux/simulators',
        devDependencies: { '@paymux/core': 'workspace:^' },
      },
      'packages/simulators/tsconfig.json': { references: [{ path: '../core' }] },
      'packages/simulators/src/index.ts': text,
    });
    expect(violationsWith(simulators("import type { Money } from '@paymux/core';"))).toEqual([]);
    expect(violationsWith(simulators("import { money } from '@paymux/core';"))).toEqual([
      'packages/simulators/src/index.ts:1 "@paymux/core" may be imported for its types alone: write `import type`.',
    ]);
    expect(violationsWith(simulators("import { sign } from '@paymux/merchant-sign';"))).toHaveLength(1);
  });

  test('lets nothing in but by public entries', () => {
    expect(
      violationsWith({
        'packages/cryptomus/src/deep.ts': "import '@paymux/core/dist/money.js';",
        'packages/cryptomus/src/relative.ts': "import '../../core/src/index.js';",
        'packages/cryptomus/src/self.ts': "import '@paymux/cryptomus';",
      }),
    ).toEqual([
      'packages/cryptomus/src/deep.ts:1 "@paymux/core/dist/money.js" is no public entry of @paymux/core: export what is needed there.',
      'packages/cryptomus/src/relative.ts:1 "../../core/src/index.js" leaves the package: import the other one by its name.',
      'packages/cryptomus/src/self.ts:1 "@paymux/cryptomus" is the package itself: import by relative path.',
    ]);
  });

  test('has a line for every package', () => {
    expect(violationsWith({ 'packages/stranger/package.json': { name: '@paymux/stranger' } })).toEqual([
      'packages/stranger: @paymux/stranger has no line in tools/import-directions.mjs.',
    ]);
  });

  test('lets an example import libraries, and no example', () => {
    expect(
      violationsWith({
        'examples/demo/package.json': { name: 'example-demo', dependencies: { '@paymux/core': 'workspace:^' } },
        'examples/demo/src/main.ts': "import '@paymux/core';",
        'examples/other/package.json': { name: 'example-other', dependencies: { 'example-demo': 'workspace:^' } },
      }),
    ).toEqual(['examples/other/package.json lists example-demo, which the table does not allow there.']);
  });
});

describe('dependency lists', () => {
  test('name no package that the table keeps away, not even for tests', () => {
    const manifest = /** @type {object} */ (SOUND['packages/cryptomus/package.json']);
    expect(
      violationsWith({
        'packages/cryptomus/package.json': {
          ...manifest,
          peerDependencies: { '@paymux/testkit': 'workspace:^' },
          devDependencies: { '@paymux/molam': 'workspace:^' },
        },
      }),
    ).toEqual([
      'packages/cryptomus/package.json lists @paymux/testkit, which the table does not allow there.',
      'packages/cryptomus/package.json lists @paymux/molam, which the table does not allow there.',
    ]);
  });

  test('hold at run time what sources import, and what tests import anywhere', () => {
    expect(
      violationsWith({
        'packages/core/src/wrong.ts': "import 'ky';\nimport 'vitest';\nimport '@scope/name/entry';\n",
        'packages/core/src/wrong.test.ts': "import 'nock';\n",
      }),
    ).toEqual([
      'packages/core/src/wrong.test.ts:1 "nock" is in no dependency list.',
      'packages/core/src/wrong.ts:1 "ky" is not in dependencies or peerDependencies, where sources need it.',
      'packages/core/src/wrong.ts:2 "vitest" is not in dependencies or peerDependencies, where sources need it.',
      'packages/core/src/wrong.ts:3 "@scope/name/entry" is not in dependencies or peerDependencies, where sources need it.',
    ]);
  });
});

describe("the compiler's references", () => {
  test('are the dependencies of a package', () => {
    expect(
      violationsWith({ 'packages/cryptomus/tsconfig.json': { references: [{ path: '../merchant-sign' }] } }),
    ).toEqual(['packages/cryptomus/tsconfig.json lacks the reference ../core, a dependency.']);
    expect(violationsWith({ 'packages/core/tsconfig.json': { references: [{ path: '../cryptomus' }] } })).toEqual([
      'packages/core/tsconfig.json references cryptomus, which is no dependency.',
    ]);
  });

  test('reach every package from the root', () => {
    expect(
      violationsWith({ 'tsconfig.json': { references: [{ path: 'packages/core' }, { path: 'packages/cryptomus' }] } }),
    ).toEqual(['tsconfig.json lacks the reference packages/merchant-sign, so nothing builds it.']);
  });
});
