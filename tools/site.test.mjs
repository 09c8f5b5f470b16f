import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { contents } from './site/contents.mjs';
import { listPages, PAGES, toPage } from './site/stage-pages.mjs';
import { runProgram } from './run-program.mjs';
import { ROOT } from './workspace.mjs';

describe('the site', () => {
  /** @type {{ passed: boolean, output: string }} */
  let built = { passed: false, output: '' };

  beforeAll(async () => {
    built = await runProgram('node', ['tools/site/site.mjs', 'check']);
  }, 600_000);

  test('is built of all documents, without a dead link', () => {
    expect(built.output).toContain(`${String(listPages().length)} documents are pages of the site.`);
    expect(built.passed, built.output).toBe(true);
  });

  test('has a page and a place in the contents for every document', () => {
    const listed = contents((page) => page).flatMap(({ items }) => items.map(({ text }) => text));
    const foreign = /(?:^|\/)(?:test|fixtures)\//;

    for (const { name } of listPages()) {
      expect(existsSync(join(PAGES, toPage(name))), name).toBe(true);
      if (!foreign.test(name)) expect(listed, name).toContain(toPage(name));
    }
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('can be searched without a network', () => {
    const chunks = readdirSync(join(ROOT, 'tools/site/dist/check/assets/chunks'));

    expect(chunks.filter((name) => name.includes('localSearchIndex'))).toHaveLength(1);
  });
});
