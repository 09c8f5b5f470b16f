import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findForbiddenText } from './check-text.mjs';
import { compileBlocks } from './compile-blocks.mjs';
import { listDocuments, readDocument } from './documents.mjs';
import { runBlock } from './run-block.mjs';
import { ROOT, readManifest } from './workspace.mjs';

/** @import { Document } from './documents.mjs' */

const documents = listDocuments();
const byName = new Map(documents.map((document) => [document.name, document]));

describe('every document', () => {
  test('shows TypeScript that compiles against the build', () => {
    expect(compileBlocks(documents)).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (
      /** @type {unknown} */ (readManifest(ROOT))
    );

    const unknown = documents.flatMap(({ name, text }) =>
      [...text.matchAll(/\bnpm run ([\w:-]+)/g)].flatMap(([, script = '']) =>
        script in scripts ? [] : [`${name} names "npm run ${script}"`],
      ),
    );

    expect(unknown).toEqual([]);
  });

  test('links to files and headings that exist', () => {
    expect(documents.flatMap((document) => findBrokenLinks(document))).toEqual([]);
  });

  test('names no machine and no registry', () => {
    expect(documents.flatMap(({ name, text }) => findForbiddenText(name, text))).toEqual([]);
  });
});

describe('the decisions', () => {
  const decisions = documents.filter(({ name }) => /^docs\/decisions\/\d/.test(name));

  test('are named by date, and say in this order what they must say', () => {
    const headings = ['Context', 'Decision', 'Cost', 'Turned down', 'Status'];

    expect(decisions.length).toBeGreaterThan(5);
    for (const { name, text } of decisions) {
      expect(name).toMatch(/\/\d{4}-\d\d-\d\d-[a-z0-9-]+\.md$/);
      expect([name, ...text.matchAll(/^## (.+)$/gm)].map(([heading], index) => (index === 0 ? name : heading))).toEqual(
        [name, ...headings.map((heading) => `## ${heading}`)],
      );
    }
  });

  test('are all in the index', () => {
    const indexed = byName.get('docs/decisions/README.md')?.links.map(({ target }) => target);

    expect(indexed).toEqual(expect.arrayContaining(decisions.map(({ name }) => posix.basename(name))));
  });
});

test('every test that a document names exists', () => {
  const claims = documents.flatMap(({ name, text }) =>
    [...text.replace(/\s+/g, ' ').matchAll(/`([\w./-]+\.(?:ts|mjs))` “([^”]*)”/g)].map(([, file = '', title = '']) => ({
      name,
      file,
      title,
    })),
  );

  expect(claims.length).toBeGreaterThan(100);
  for (const { file, name, title } of claims) {
    expect(existsSync(join(ROOT, file)), `${name} names ${file}`).toBe(true);
    expect(title, name).toMatch(/\w/);
    expect(readFileSync(join(ROOT, file), 'utf8'), `${name} names a test of ${file}`).toContain(title);
  }
});

test('every claim of a document that something is tested names the test', () => {
  const vague = documents.flatMap(({ name, text }) =>
    text
      .split(/\n\n+/)
      .filter(
        (paragraph) =>
          /\bTested (?:by|for)\b/.test(paragraph) &&
          !/`[\w./-]+` “|conformance\.md/.test(paragraph.replace(/\s+/g, ' ')),
      )
      .map((paragraph) => `${name}: ${paragraph.slice(0, 60)}`),
  );

  expect(vague).toEqual([]);
});

test('every row of the security checklist names tests that exist', () => {
  const rows = byName.get('docs/security-checklist.md')?.rows.filter(([claim]) => claim !== 'What holds') ?? [];

  expect(rows.length).toBeGreaterThan(20);
  for (const [claim = '', proof = ''] of rows) {
    expect(proof, claim).toMatch(/^(?:(?:^|, )`[^`]+` “[^”]+”)+$/);
    for (const [, file = '', title = ''] of proof.matchAll(/`([^`]+)` “([^”]+)”/g)) {
      expect(existsSync(join(ROOT, file)), `${claim} ${file}`).toBe(true);
      expect(readFileSync(join(ROOT, file), 'utf8'), claim).toContain(title);
    }
  }
});

describe('the adapter of the recipe', () => {
  const adapter = byName.get('docs/contributing/add-a-provider.md')?.blocks.find(({ language }) => language === 'ts');

  test('is the one of the example, whole in 80 lines', () => {
    const source = readFileSync(join(ROOT, 'examples/custom-provider/src/tidepay.ts'), 'utf8');

    expect(`${adapter?.text ?? ''}\n`).toBe(source);
    expect(adapter?.text.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(80);
  });

  test('opens a payment, finds it, and notices an older one under the same reference', async () => {
    const scenario = `
      import { createScriptedHttpClient } from '@paymux/core/testing';
      const units = (value) => ({ value, currency: 'USD' });
      const found = {
        id: 'charge-1', reference: 'order-42', state: 'open', amount: units(1500), paid: units(0),
        checkout_url: 'https://pay.tidepay.example/1', created_at: '2026-01-01T00:00:00Z',
      };
      const httpClient = createScriptedHttpClient([
        { status: 200, body: found },
        { status: 200, body: { ...found, state: 'paid' } },
        { status: 404, body: { error: { code: 'missing', message: 'None.' } } },
        { status: 200, body: { ...found, amount: units(900) } },
      ]);
      const { payments } = createTidepay({ apiKey: 'test-key', webhookSecrets: ['test-secret'] }, { httpClient });
      const request = { reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } };
      console.log((await payments.createPayment(request)).status);
      console.log((await payments.findPayment({ providerId: 'charge-1' }))?.status);
      console.log(await payments.findPayment({ reference: 'order-43' }));
      await payments.createPayment(request).catch(({ code }) => console.log(code));
    `;
    const lines = [];

    for await (const line of runBlock(`${adapter?.text ?? ''}${scenario}`, 'examples/custom-provider'))
      lines.push(line);

    expect(lines).toEqual(['pending', 'succeeded', 'undefined', 'reference_conflict']);
  });
});

describe('reading a document', () => {
  test('finds blocks with their language and place, wherever they are indented', () => {
    const { blocks } = readDocument(
      'a.md',
      ['1. one', '', '   ```ts', '   const a = 1;', '   ```', '', '<!-- continues -->', '', '```ts', 'a;', '```'].join(
        '\n',
      ),
    );

    expect(blocks).toEqual([
      { language: 'ts', text: 'const a = 1;', line: 4, continues: false, from: undefined },
      { language: 'ts', text: 'a;', line: 10, continues: true, from: undefined },
    ]);
  });

  test('takes neither links nor headings out of code', () => {
    const { anchors, links } = readDocument('a.md', '# A `b`: c\n\n```sh\n# no\n[x](y)\n```\n`[x](y)` [`z`](z.md#q)\n');

    expect([...anchors]).toEqual(['a-b-c']);
    expect(links).toEqual([{ target: 'z.md#q', line: 7 }]);
  });

  test('tells headings of one name apart as GitHub does', () => {
    expect([...readDocument('a.md', '## Cost\n## Cost\n').anchors]).toEqual(['cost', 'cost-1']);
  });
});

describe('compiling blocks', () => {
  test('reports an error at its line in the document', () => {
    const document = readDocument('docs/a.md', 'text\n\n```ts\nconst a = 1;\nconst b: string = a;\n```\n');

    expect(compileBlocks([document])).toEqual(["docs/a.md:5 Type 'number' is not assignable to type 'string'."]);
  });

  test('lets a block continue the one before it, and no other', () => {
    const first = '```ts\nconst a = 1;\n```\n';
    const second = '```ts\na.toFixed();\n```\n';

    expect(compileBlocks([readDocument('docs/a.md', `${first}\n<!-- continues -->\n\n${second}`)])).toEqual([]);
    expect(compileBlocks([readDocument('docs/a.md', `${first}\n${second}`)])).toEqual([
      "docs/a.md:6 Cannot find name 'a'.",
    ]);
  });

  test('knows the packages by what they export', () => {
    const document = readDocument(
      'docs/a.md',
      "```ts\nimport { createPaymux, Nothing } from 'paymux';\nimport 'paymux/dist/providers.js';\n```\n",
    );

    expect(compileBlocks([document])).toEqual([
      expect.stringContaining("docs/a.md:2 Module '\"paymux\"' has no exported member 'Nothing'."),
      expect.stringContaining('docs/a.md:3 Cannot find module'),
    ]);
  });
});

/**
 * @param {Document} document
 * @returns {string[]} One sentence for each.
 */
function findBrokenLinks({ name, links }) {
  return links.flatMap(({ line, target }) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? name : posix.join(posix.dirname(name), decodeURIComponent(path));
    const there = existsSync(join(ROOT, file));
    const known = anchor === undefined || byName.get(file)?.anchors.has(anchor) === true;
    return there && known ? [] : [`${name}:${line} links to ${target}`];
  });
}
