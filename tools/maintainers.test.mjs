import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { listDocuments } from './documents.mjs';
import { rowOf, reduceGraph } from './package-picture.mjs';
import { runProgram } from './run-program.mjs';
import { ROOT, listPublicPackages } from './workspace.mjs';

const byName = new Map(listDocuments().map((document) => [document.name, document]));

/** @param {string} name */
function documentNamed(name) {
  const document = byName.get(name);
  if (document === undefined) throw new Error(`There is no ${name}.`);
  return document;
}

describe('the architecture', () => {
  test('is drawn as the packages are', async () => {
    const { output, passed } = await runProgram('node', ['tools/package-picture.mjs']);

    expect(output).toBe('');
    expect(passed).toBe(true);
  });

  test('says of every published package what it says of itself', () => {
    const rows = documentNamed('docs/contributing/architecture.md').rows.slice(1);

    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(
        listPublicPackages().map(({ manifest }) => [`\`${manifest.name}\``, manifest.description ?? '']),
      ),
    );
  });

  test('has no arrow that follows from others, and stands packages right below their importers', () => {
    const graph = { top: ['middle', 'low', 'aside'], middle: ['low'], low: [], aside: [] };

    expect(reduceGraph(graph)).toEqual({ top: ['middle', 'aside'], middle: ['low'], low: [], aside: [] });
    expect(Object.keys(graph).map((name) => rowOf(graph, name))).toEqual([2, 1, 0, 1]);
  });
});

describe('the threat models', () => {
  const { anchors, rows } = documentNamed('docs/contributing/threat-models.md');
  const threats = rows.filter(([, , proof]) => proof?.startsWith('`'));

  test('have a section for every adapter, and one for those of others', () => {
    const adapters = listPublicPackages().filter(({ manifest }) =>
      / for Paymux: payment/.test(manifest.description ?? ''),
    );

    expect(adapters.length).toBe(3);
    expect([...anchors]).toEqual(
      expect.arrayContaining([...adapters.map(({ shortName }) => shortName), 'a-provider-of-ones-own']),
    );
  });

  test('answer every threat, by tests that exist', () => {
    expect(threats.length).toBeGreaterThan(30);
    for (const [threat = '', answer = '', proof = ''] of threats) {
      expect(answer, threat).toMatch(/\w/);
      expect(proof, threat).toMatch(/^(?:(?:^|, )`[^`]+` “[^”]+”)+$/);
      for (const [, file = '', title = ''] of proof.matchAll(/`([^`]+)` “([^”]+)”/g)) {
        expect(existsSync(join(ROOT, file)), `${threat} ${file}`).toBe(true);
        expect(readFileSync(join(ROOT, file), 'utf8'), threat).toContain(title);
      }
    }
  });
});

test('the index of decisions names each of them by its own title', () => {
  const index = documentNamed('docs/decisions/README.md').text;
  const decisions = [...byName.values()].filter(({ name }) => /^docs\/decisions\/\d/.test(name));

  for (const { name, text } of decisions) {
    const [, title = ''] = /^# (.+)$/m.exec(text) ?? [];
    expect(index).toContain(`- [${title}](${name.replace('docs/decisions/', '')})\n`);
  }
});

test('every page for maintainers is linked from CONTRIBUTING', () => {
  const linked = documentNamed('CONTRIBUTING.md').links.map(({ target }) => target);
  const pages = [...byName.keys()].filter((name) => name.startsWith('docs/contributing/'));

  expect(pages.length).toBeGreaterThan(10);
  expect(linked).toEqual(expect.arrayContaining(pages));
});

describe('the first hour', () => {
  const { rows, text } = documentNamed('docs/contributing/first-hour.md');

  test('leads to files that are there', () => {
    const places = rows.flatMap(([, place = '']) => /^`([^`]+)`/.exec(place)?.[1] ?? []);

    expect(places.length).toBeGreaterThan(8);
    expect(places.filter((place) => !existsSync(join(ROOT, place)))).toEqual([]);
  });

  test('shows how to run one file, and that works as it is written', async () => {
    const [, command = ''] = /One file: `([^`]+)`/.exec(text) ?? [];
    const [npm = '', ...npmArguments] = command.split(' ');
    const { output, passed } = await runProgram(npm, npmArguments, { fromPath: true });

    expect(passed, output).toBe(true);
    expect(output).toMatch(/\d+ passed, 0 failed/);
  });
});

test('new versions of what is shipped, of tools and of actions are proposed, and those that need a newer Node.js refused', () => {
  const { updates } = /** @type {{ updates: { 'package-ecosystem': string, groups?: object }[] }} */ (
    parse(readFileSync(join(ROOT, '.github', 'dependabot.yml'), 'utf8'))
  );
  const workspace = /** @type {{ engineStrict: boolean, catalog: Record<string, string> }} */ (
    parse(readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8'))
  );

  expect(updates.map((each) => each['package-ecosystem'])).toEqual(['npm', 'github-actions']);
  expect(Object.keys(updates[0]?.groups ?? {})).toEqual(['shipped', 'tools']);
  expect(workspace.engineStrict).toBe(true);
  expect(Object.entries(workspace.catalog).filter(([, version]) => !/^\d/.test(version))).toEqual([]);
});

describe('the forms for issues', () => {
  const folder = join(ROOT, '.github', 'ISSUE_TEMPLATE');
  const forms = readdirSync(folder).filter((name) => name !== 'config.yml');

  test.each(forms)('%s asks for what it needs, each thing under a name of its own', (name) => {
    const form = /** @type {{ name: string, description: string, body: { id?: string, type: string }[] }} */ (
      parse(readFileSync(join(folder, name), 'utf8'))
    );
    const ids = form.body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);

    expect([form.name, form.description]).not.toContain(undefined);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('send whoever found a vulnerability to SECURITY', () => {
    expect(readFileSync(join(folder, 'bug.yml'), 'utf8')).toContain('SECURITY.md');
  });
});
