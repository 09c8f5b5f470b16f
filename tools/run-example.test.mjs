import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listDocuments } from './documents.mjs';
import { listExamples } from './run-example.mjs';
import { runProgram } from './run-program.mjs';
import { ROOT } from './workspace.mjs';

const examples = listExamples();

describe('npm run example', () => {
  test('lists every example with what it shows, and fails for a name that is none of them', async () => {
    const listed = await runProgram('node', ['tools/run-example.mjs']);
    const unknown = await runProgram('node', ['tools/run-example.mjs', 'take-my-money']);

    expect(examples.length).toBeGreaterThan(10);
    for (const { name, what } of examples) expect(listed.output).toMatch(new RegExp(`^  ${name} +${what}$`, 'm'));
    expect(listed.passed).toBe(true);
    expect(unknown.passed).toBe(false);
    expect(unknown.output).toContain('There is no example called "take-my-money".');
  });

  test('builds an example and runs it', async () => {
    const { output, passed } = await runProgram('node', ['tools/run-example.mjs', 'accept-a-payment']);

    expect(output).toMatch(/^shipping order-42$/m);
    expect(passed).toBe(true);
  });
});

describe('every example', () => {
  test.each(examples)('$name says in its README how it is run, and has tests that run with all others', ({ name }) => {
    const readme = listDocuments().find((document) => document.name === `examples/${name}/README.md`);

    expect(readme?.blocks.some(({ text }) => /npm (?:run|start)/.test(text))).toBe(true);
    const files = readdirSync(join(ROOT, 'examples', name, 'test'), { encoding: 'utf8', recursive: true });
    expect(files.filter((file) => file.endsWith('.test.ts'))).not.toEqual([]);
  });
});
