import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plantFiles } from './planted-files.mjs';
import { findPackingObjections } from './require-build.mjs';
import { runProgram } from './run-program.mjs';
import { listPublicPackages } from './workspace.mjs';

describe('npm run pack', () => {
  test('packs what it is told into the folder, the built page as well, and ends with the line to paste', async () => {
    const folder = join(emptyFolder(), 'tarballs');
    const { output, passed } = await runProgram('node', ['tools/pack.mjs', folder, '@paymux/admin', '@paymux/heleket']);

    expect(passed, output).toBe(true);
    expect(output.trim().split('\n').at(-1)).toBe(`npm install ${join(folder, '*.tgz')}`);
    const tarballs = readdirSync(folder).map((name) => name.replace(/-\d.*/, ''));
    expect(tarballs.sort()).toEqual(['paymux-admin', 'paymux-core', 'paymux-heleket', 'paymux-merchant-sign']);
    const page = readdirSync(folder).find((name) => name.startsWith('paymux-admin')) ?? '';
    const listing = await runProgram('tar', ['-tzf', join(folder, page)], { fromPath: true });
    expect(listing.output).toContain('package/dist/index.html');
  }, 240_000);

  test.each([
    ['no folder', [], 'Name a folder: npm run pack -- <folder>'],
    ['a package that is none', [join(tmpdir(), 'never-made'), 'paymaux'], 'No package is called paymaux.'],
  ])('says what is wrong with %s', async (_what, given, said) => {
    expect(await runProgram('node', ['tools/pack.mjs', ...given])).toEqual({ passed: false, output: `${said}\n` });
  });
});

describe('a package', () => {
  const MANIFEST = {
    name: '@acme/page',
    bin: { page: './bin/page.js' },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './index.html': './dist/index.html' },
  };

  test('is not packed before it is built: every missing entry is named', () => {
    const folder = plantFiles({ 'package.json': MANIFEST, 'bin/page.js': '', 'dist/index.js': '' });

    expect(findPackingObjections(folder, 'pnpm/10.34.9 node/v20')).toEqual([
      '@acme/page: ./dist/index.d.ts is missing; build it first.',
      '@acme/page: ./dist/index.html is missing; build it first.',
    ]);
  });

  test('is not packed by npm, which would leave versions that nobody can install', () => {
    const folder = plantFiles({ 'package.json': { name: '@acme/page' } });

    expect(findPackingObjections(folder, 'npm/10.8.2 node/v20')).toEqual([
      '@acme/page: only pnpm writes versions in the place of workspace: and catalog:.',
    ]);
  });

  test('asks that before it is packed, whichever it is', () => {
    for (const { manifest } of listPublicPackages()) {
      expect(manifest.scripts?.['prepack'], manifest.name).toMatch(/^node ..\/..\/tools\/require-build.mjs(?: && |$)/);
    }
  });
});

function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'pack-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
