import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { bundle, listReaches, reachOf } from './entry-reach.mjs';
import { plantFiles } from './planted-files.mjs';
import { runProgram } from './run-program.mjs';
import { ROOT, listPublicPackages } from './workspace.mjs';

test('the document about entries says what they reach', async () => {
  const { output, passed } = await runProgram('node', ['tools/entry-reach.mjs']);

  expect(output).toBe('');
  expect(passed).toBe(true);
});

test('every entry that is said to need no Node.js loads where there is none, and verification is among them', async () => {
  const free = (await listReaches()).filter((each) => each.free).map(({ entry }) => entry);

  expect(free).toEqual(expect.arrayContaining(['@paymux/merchant-sign/verify', '@paymux/molam/verify']));
  for (const entry of free) {
    const { code } = await bundle(entry, ownerOf(entry), () => false);
    // Nothing but the language itself, and no way to load anything.
    expect(
      () => runInContext(`(() => { 'use strict'; ${code} })()`, createContext({ TextEncoder })),
      entry,
    ).not.toThrow();
  }
});

describe('what a module reaches', () => {
  test('is found through other modules, in globals, and not behind a late import', async () => {
    const folder = plantFiles({
      'entry.js': "import './inner.js';\nexport const later = () => import('node:fs');\n",
      'inner.js': "import { hash } from 'node:crypto';\nexport const made = hash('md5', Buffer.from('a'));\n",
      'types.js': 'export const typeName = (value) => typeof value;\n',
    });

    expect(await reachOf(join(folder, 'entry.js'), folder)).toEqual({ modules: ['Buffer', 'crypto'], libraries: [] });
    expect(await reachOf(join(folder, 'types.js'), folder)).toEqual({ modules: [], libraries: [] });
  });
});

/** @param {string} entry */
function ownerOf(entry) {
  const owner = listPublicPackages().find(({ manifest: { name } }) => entry === name || entry.startsWith(`${name}/`));
  return owner?.path ?? ROOT;
}
