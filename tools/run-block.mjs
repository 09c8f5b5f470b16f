import { spawn } from 'node:child_process';
import { join } from 'node:path';
import ts from 'typescript';
import { onTestFinished } from 'vitest';
import { ROOT } from './workspace.mjs';

/**
 * Runs the TypeScript of a document in a process of its own, which ends with the test at the latest.
 *
 * @param {string} text
 * @param {string} folder - The package whose dependencies it may import, from the root.
 * @param {Readonly<Record<string, string>>} environment
 * @returns {AsyncGenerator<string, void>} The lines it prints.
 */
export async function* runBlock(text, folder, environment = {}) {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const child = spawn(process.execPath, ['--input-type=module', '--eval', outputText], {
    // A text that stands in no file imports as from here.
    cwd: join(ROOT, folder),
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let rest = '';
  for await (const chunk of /** @type {AsyncIterable<string>} */ (child.stdout.setEncoding('utf8'))) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
