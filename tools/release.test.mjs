import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { announcedSize, changeSize, findUnannounced, largest, nextVersion } from './change-size.mjs';
import { findRefused } from './licences.mjs';
import { plantFiles } from './planted-files.mjs';
import { runProgram } from './run-program.mjs';
import { createSbom } from './sbom.mjs';
import { listShipped } from './shipped-dependencies.mjs';
import { ROOT, listPublicPackages, readManifest } from './workspace.mjs';

/**
 * @typedef {object} Job What the tests read of a job in a workflow.
 * @property {unknown} [permissions]
 * @property {{ matrix: { node: readonly string[] } }} [strategy]
 * @property {readonly { with?: Record<string, string>, env?: Record<string, string> }[]} steps
 */

describe('the release dry run', () => {
  test('packs every public package, says its versions, and changes no file', async () => {
    const before = releasedFiles();
    const { output, passed } = await runProgram('node', ['tools/release-dry-run.mjs']);

    expect(passed, output).toBe(true);
    for (const { manifest } of listPublicPackages()) {
      const next = nextVersion(manifest.version, announcedSize());
      expect(output).toMatch(new RegExp(`^${manifest.name} +${manifest.version} → ${next} +\\d+ files +\\d+ kB$`, 'm'));
    }
    expect(output).toContain('Nothing was published, and no file was changed.');
    expect(releasedFiles()).toEqual(before);
  }, 240_000);
});

describe('the size of a change', () => {
  const REPORT = '// @public\nexport function charge(order: string): Payment;\n\nexport interface Payment {\n}\n';

  test.each([
    ['nothing, where comments alone differ', REPORT.replace('// @public', '// (undocumented)'), 'none'],
    ['minor, where something is new', `${REPORT}export const VERSION: string;\n`, 'minor'],
    ['major, where a parameter is another one', REPORT.replace('order: string', 'order: number'), 'major'],
    ['major, where an entry is gone', '', 'major'],
  ])('is %s', (_what, after, size) => {
    expect(changeSize(REPORT, after)).toBe(size);
  });

  test('is announced by the largest changeset, whichever package it names', () => {
    const folder = plantFiles({
      '.changeset/one.md': "---\n'@paymux/core': patch\n---\n\nA major repair.\n",
      '.changeset/two.md': "---\n'paymux': minor\n---\n\nMore.\n",
      '.changeset/README.md': "---\n'paymux': major\n---\n",
    });

    expect(announcedSize(folder)).toBe('minor');
    expect(largest([])).toBe('none');
    expect(nextVersion('0.3.1', 'minor')).toBe('0.4.0');
    expect(nextVersion('1.3.1', 'major')).toBe('2.0.0');
    expect(nextVersion('1.3.1', 'patch')).toBe('1.3.2');
  });

  test('is held against the last release: what broke or came since must be announced', async () => {
    const manifest = { name: 'paymux', version: '1.2.0', license: 'MIT' };
    const folder = plantFiles({
      'packages/paymux/package.json': manifest,
      'packages/paymux/paymux.api.md': REPORT,
      '.changeset/one.md': "---\n'paymux': patch\n---\n\nRepaired.\n",
    });
    const git = async (/** @type {string[]} */ ...call) => {
      const as = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
      const { output, passed } = await runProgram('git', ['-C', folder, ...as, ...call], { fromPath: true });
      expect(passed, output).toBe(true);
    };
    await git('init', '--quiet');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'Release');
    expect(await findUnannounced(folder)).toEqual([]);
    await git('tag', 'paymux@1.2.0');
    expect(await findUnannounced(folder)).toEqual([]);

    plantInto(folder, 'packages/paymux/paymux.api.md', REPORT.replace('order: string', 'order: number'));
    expect(await findUnannounced(folder)).toEqual([
      'packages/paymux/paymux.api.md has changed since paymux@1.2.0 in a way that needs a changeset of size "major".',
    ]);
    plantInto(folder, '.changeset/two.md', "---\n'paymux': major\n---\n\nOrders are numbers.\n");
    expect(await findUnannounced(folder)).toEqual([]);
  });
});

describe('what is shipped', () => {
  test('is all in the bill of materials, each library with its hash, and every reference leads somewhere', () => {
    const { components, dependencies } = createSbom();
    const refs = new Set(components.map((component) => component['bom-ref']));

    expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['paymux', 'undici', 'libsql', 'react']));
    expect(components.map(({ name }) => name)).not.toContain('vitest');
    for (const component of components) {
      if ('hashes' in component) expect(component.hashes[0]?.content, component.name).toMatch(/^[0-9a-f]{128}$/);
    }
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.has(ref))).toEqual([]);
    expect(createSbom()).toEqual(createSbom());
  });

  test('is named in the page of @paymux/admin, whose bundle holds libraries of others', () => {
    const notice = readFileSync(join(ROOT, 'packages/admin/dist/assets/notices.md'), 'utf8');

    for (const name of ['react', 'react-dom', '@tanstack/react-query', '@noble/hashes'])
      expect(notice).toContain(`${name} `);
    expect(notice).toContain('Permission is hereby granted');
  });

  test('has licences that were agreed to, known wherever the library is installed', () => {
    const { libraries } = listShipped();

    expect(libraries.filter(({ licence, optional }) => !optional && licence === undefined)).toEqual([]);
  });

  test('refuses a licence that nobody has agreed to, and takes one out of several', () => {
    const found = new Map([
      ['@acme/a@1.0.0', 'AGPL-3.0-only'],
      ['b@1.0.0', '(AGPL-3.0-only OR MIT)'],
      ['c@1.0.0', 'none stated'],
    ]);

    expect(findRefused(found, ['MIT'])).toEqual([
      '@acme/a@1.0.0 is under AGPL-3.0-only, which is not on the list.',
      'c@1.0.0 is under none stated, which is not on the list.',
    ]);
  });
});

describe('the workflows', () => {
  const workflows = readdirSync(join(ROOT, '.github', 'workflows')).map((name) => ({
    name,
    text: readFileSync(join(ROOT, '.github', 'workflows', name), 'utf8'),
  }));

  test('name scripts and files that exist, and give nobody more than they need', () => {
    const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (
      /** @type {unknown} */ (readManifest(ROOT))
    );

    for (const { name, text } of workflows) {
      const unknown = [...text.matchAll(/npm run ([\w:-]+)/g)].filter(([, script = '']) => !(script in scripts));
      expect(unknown, name).toEqual([]);
      expect(parse(text)).toHaveProperty('permissions');
    }
  });

  test('run everything on every version of Node.js that packages say they need, and publish with provenance', () => {
    const jobOf = (/** @type {string} */ file, /** @type {string} */ job) => {
      const { text = '' } = workflows.find(({ name }) => name === file) ?? {};
      const workflow = /** @type {{ jobs: Record<string, Job> }} */ (parse(text));
      return workflow.jobs[job];
    };
    const ci = jobOf('ci.yml', 'everything');
    const release = jobOf('release.yml', 'release');
    const lowest = /\d+\.\d+\.\d+/.exec(readManifest(ROOT).engines?.['node'] ?? '')?.[0];

    expect(ci?.strategy?.matrix.node).toEqual([lowest, '20', '22', '24']);
    expect(release?.permissions).toEqual({
      contents: 'write',
      'pull-requests': 'write',
      'id-token': 'write',
    });
    const publishing = release?.steps.at(-1);
    expect(publishing?.env?.['NPM_CONFIG_PROVENANCE']).toBe('true');
    expect(publishing?.with?.['publish']).toBe('npm run release:publish');
  });
});

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} text
 */
function plantInto(folder, name, text) {
  writeFileSync(join(folder, name), text);
}

/** What a release changes: versions, changesets, changelogs, and tarballs that would be left behind. */
function releasedFiles() {
  const folders = [join(ROOT, '.changeset'), ...listPublicPackages().map(({ path }) => path)];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(?:md|json|tgz)$/.test(name))
      .map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]),
  );
}
