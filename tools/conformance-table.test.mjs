import { expect, test } from 'vitest';
import { runProgram } from './run-program.mjs';

test('the document about conformance says what the suites say', async () => {
  const { output, passed } = await runProgram('node', ['tools/conformance-table.mjs']);

  expect(output).toBe('');
  expect(passed).toBe(true);
}, 60_000);
