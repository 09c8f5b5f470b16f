import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPrograms } from './blocks/run-programs.mjs';
import { runShell } from './blocks/run-shell.mjs';
import { declaredNames, exportedFunctions, printedLines } from './blocks/read-program.mjs';
import { joinBlocks } from './compile-blocks.mjs';
import { listDocuments } from './documents.mjs';
import { ROOT } from './workspace.mjs';

/** @import { CodeBlock } from './documents.mjs' */

const KINDS = ['ts', 'sh', 'json', 'text'];

/** What cannot run on every machine, and why. A block says so in a comment before it, with one of these words. */
const CANNOT_RUN = new Map([
  ['a container engine', /^ *docker /m],
  ['PHP', /^ *php /m],
]);

/** Documents that a program writes, and the test that compares them. */
const GENERATED = new Map([['docs/command-line.md', 'packages/cli/test/help.test.ts']]);

const documents = listDocuments();
const blocks = documents.flatMap((document) =>
  document.blocks.map((block) => ({ ...block, document, name: `${document.name}:${block.line}` })),
);
/** @typedef {(typeof blocks)[number]} Snippet */

/** How each block was proven. @type {Map<string, string>} */
const proven = new Map();
/** What each block of commands printed. @type {Map<string, string>} */
const printed = new Map();

/** @param {(block: Snippet) => boolean} fits */
const named = (fits) => blocks.filter(fits).map((block) => /** @type {const} */ ([block.name, block]));

afterAll(() => {
  const ways = [...proven.values()];
  const counts = [...new Set(ways)].map((way) => `${ways.filter((each) => each === way).length} ${way}`);
  console.log(`${proven.size} of ${blocks.length} blocks of code: ${counts.join(', ')}.`);
});

test('every block is of a kind that is run here', () => {
  expect(blocks.filter(({ language }) => !KINDS.includes(language)).map(({ name }) => name)).toEqual([]);
});

describe('a block of a file', () => {
  test.each(named(({ from }) => from !== undefined))(
    '%s stands in that file, word for word',
    (name, { from = '', text }) => {
      const source = readFileSync(join(ROOT, from), 'utf8');
      let at = 0;
      for (const piece of text.split(/^ *\/\/ …$\n?/m).filter((each) => each.trim() !== '')) {
        const found = source.indexOf(piece.trimEnd(), at);
        expect(found, `${piece}\nis not in ${from}`).toBeGreaterThanOrEqual(at);
        at = found + piece.length;
      }
      proven.set(name, 'of files that tests run');
    },
  );
});

describe('a block of a page that is generated', () => {
  test.each([...GENERATED])('is compared with its program: %s', (document, proof) => {
    expect(readFileSync(join(ROOT, proof), 'utf8')).toContain(document);
    for (const { name } of blocks.filter((block) => block.document.name === document)) proven.set(name, 'generated');
  });
});

describe('a program in TypeScript', () => {
  const programs = documents.flatMap((document) =>
    joinBlocks(document).map(({ line, text }) => ({ name: `${document.name}:${line}`, text })),
  );
  /** @type {ReadonlyMap<string, string | undefined>} */
  let problems = new Map();

  beforeAll(async () => {
    problems = await runPrograms(programs);
  }, 600_000);

  test.each(programs.map(({ name }) => name))('%s runs, and prints what it says', (name) => {
    expect(problems.get(name)).toBeUndefined();
    expect(problems.has(name)).toBe(true);
    proven.set(name, 'in TypeScript that ran');
  });

  test('is counted with the blocks that continue it', () => {
    for (const { continues, from, language, name } of blocks) {
      if (language === 'ts' && from === undefined && continues) proven.set(name, 'in TypeScript that ran');
    }
  });
});

describe('a block of commands', () => {
  const commands = named(({ document, language }) => language === 'sh' && !GENERATED.has(document.name));

  test.each(commands)('%s does what it says, and ends well', { timeout: 120_000 }, async (name, block) => {
    const reason = [...CANNOT_RUN.keys()].find((each) => isMarked(block, each));
    if (reason !== undefined) {
      expect(block.text).toMatch(/** @type {RegExp} */ (CANNOT_RUN.get(reason)));
      proven.set(name, `that needs ${reason}`);
      return;
    }
    const { code, stderr, stdout } = await runShell(block.text, { walkThrough: simulatorBefore(block) });
    expect(code, stdout + stderr).toBe(0);
    printed.set(name, stdout);
    proven.set(name, 'of commands that ran');
  });
});

describe('a block of JSON', () => {
  test.each(named(({ language }) => language === 'json'))(
    '%s is a configuration, or what was printed',
    { timeout: 120_000 },
    async (name, block) => {
      const value = /** @type {Record<string, unknown>} */ (JSON.parse(block.text));
      if ('accounts' in value) {
        const files = {
          'paymux.config.json': block.text.replaceAll('/run/secrets/', 'secrets/'),
          'secrets/payment-key': 'payment-key-of-the-account\n',
        };
        const { code, stderr } = await runShell('npx paymux worker', { files });
        expect(code, stderr).toBe(0);
      } else {
        const [line = '{}'] = (printed.get(commandsBefore(block)?.name ?? '') ?? '').split('\n');
        const shown = /** @type {object} */ (/** @type {unknown} */ (JSON.parse(line)));
        expect(Object.keys(shown)).toEqual(Object.keys(value));
      }
      proven.set(name, 'of JSON that was read');
    },
  );
});

describe('a block of text', () => {
  const texts = named(({ document, language }) => language === 'text' && !GENERATED.has(document.name));

  test.each(texts)('%s is what the commands before it print', { timeout: 120_000 }, async (name, block) => {
    const command = printsMark(block) ?? commandsBefore(block)?.text.trim().split('\n').at(-1) ?? '';
    const script = command.replace(/^npm run demo(?: --)?/, 'node examples/demo/dist/main.js').replace(/ +#.*$/, '');
    const before = commandsBefore(block);
    let stdout = before?.text.trim() === script ? printed.get(before.name) : undefined;
    if (stdout === undefined) {
      const run = await runShell(script);
      expect(run.code, run.stderr).toBe(0);
      stdout = run.stdout;
    }
    const lines = stdout.split('\n').map(withoutChance);
    let at = 0;
    for (const line of block.text.split('\n').map(withoutChance)) {
      const found = lines.indexOf(line, at);
      expect(found, `"${line}" is not printed by ${script}, but\n${stdout}`).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
    proven.set(name, 'of text that was printed');
  });
});

test('every block of every document was run, or says why it cannot be', () => {
  expect(blocks.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
});

describe('reading a program', () => {
  test('tells what it takes for granted, and what is to be called', () => {
    const text =
      'declare const a: Vault;\ndeclare function b(): void;\nexport const c = (d: Paymux) => d;\nexport function e(): void {}\n';

    expect(declaredNames(text)).toEqual([
      { name: 'a', type: 'Vault' },
      { name: 'b', type: '' },
    ]);
    expect(exportedFunctions(text)).toEqual([
      { name: 'c', parameters: [{ name: 'd', type: 'Paymux' }] },
      { name: 'e', parameters: [] },
    ]);
  });

  test('tells what it says that it prints', () => {
    expect(printedLines("console.log(a); // paid\nconst b = 1; // no\n  console.log(a, 'x'); // b x\n")).toEqual([
      'paid',
      'b x',
    ]);
  });
});

describe('running programs', () => {
  test('finds those that throw, print something else, call what is not there, or never end well', async () => {
    const problems = await runPrograms([
      { name: 'throws', text: "throw new Error('it breaks');" },
      { name: 'prints', text: "console.log('one'); // two" },
      { name: 'lacks', text: 'declare const nobodyKnows: object;\nconsole.log(nobodyKnows);' },
      {
        name: 'later',
        text: "setTimeout(() => { throw new Error('later'); }, 0); await new Promise((r) => setTimeout(r, 5));",
      },
      { name: 'calls', text: 'export function f(nobodyKnows: Other) { return nobodyKnows; }' },
      { name: 'within', text: "export function f() { throw new Error('inside'); }" },
      { name: 'goes out', text: "await fetch('https://shop.example/');" },
      { name: 'ends', text: 'process.exit(3);' },
      { name: 'is fine', text: "console.log('one'); // one" },
    ]);

    expect(Object.fromEntries(problems)).toEqual({
      throws: expect.stringContaining('it breaks'),
      prints: expect.stringContaining('does not print "two"'),
      lacks: expect.stringContaining('Nothing stands for "nobodyKnows"'),
      later: expect.stringContaining('later'),
      calls: expect.stringContaining('Nothing can be handed to f as "nobodyKnows"'),
      within: expect.stringContaining('inside'),
      'goes out': expect.stringContaining('fetch failed'),
      ends: 'Its process ended (3).',
      'is fine': undefined,
    });
  });

  test('finds commands that fail, and commands that nothing runs', async () => {
    expect(await runShell('npm run nothing-like-it')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm run nothing-like-it'),
    });
    expect(await runShell('npx something-else')).toMatchObject({ code: 1 });
    expect(await runShell('npm install not-one-of-ours')).toMatchObject({ code: 1 });
    expect((await runShell('npx paymux payout show nobody')).code).toBeGreaterThan(0);
  });
});

/**
 * @param {Snippet} block
 * @param {string} reason
 */
function isMarked({ document, line }, reason) {
  return document.text
    .split('\n')
    .slice(line - 4, line - 1)
    .some((each) => each.trim() === `<!-- not run: needs ${reason} -->`);
}

/** The command that a comment before a block names. @param {Snippet} block */
function printsMark({ document, line }) {
  const before = document.text
    .split('\n')
    .slice(line - 4, line - 1)
    .join('\n');
  return /<!-- prints: (.+) -->/.exec(before)?.[1];
}

/** @param {Snippet} block */
function commandsBefore({ document, line }) {
  return blocks.findLast((each) => each.document === document && each.language === 'sh' && each.line < line);
}

/** The provider whose simulator a walk-through asks: the one that was started last. @param {Snippet} block */
function simulatorBefore({ document, line, text }) {
  if (!text.includes('BASE=')) return undefined;
  const before = document.blocks
    .filter((each) => each.line < line)
    .map((each) => /simulate (\w+)/.exec(each.text)?.[1]);
  return before.findLast((name) => name !== undefined);
}

/** What differs from run to run. @param {string} line */
function withoutChance(line) {
  return line
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\b(po|pay)_[0-9a-f]{32}\b/g, '$1_<id>')
    .replace(/\d\d:\d\d:\d\d\.\d{3}/g, '<time>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .trimEnd();
}
