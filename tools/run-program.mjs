import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { FAILED_BEFORE } from './closing-line-reporter.mjs';
import { ROOT } from './workspace.mjs';

/**
 * Runs a program at the root of the workspace, without input, and keeps what it prints.
 *
 * @param {string} program - `node`, a program of `node_modules/.bin`, or, when `fromPath`, one of the system.
 * @param {readonly string[]} programArguments
 * @param {{ fromPath?: boolean }} options
 * @returns {Promise<{ passed: boolean, output: string }>} Both streams as one text.
 */
export function runProgram(program, programArguments, { fromPath = false } = {}) {
  const isOwn = program !== 'node' && !fromPath;
  // npm's programs are command scripts on Windows, which only a shell starts.
  const shell = isOwn && process.platform === 'win32';
  const path = program === 'node' ? process.execPath : isOwn ? join(ROOT, 'node_modules', '.bin', program) : program;
  // Its tests are its own: what failed before those that run it is not theirs to count.
  const { [FAILED_BEFORE]: _failed, ...env } = process.env;
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(shell ? `"${path}"` : path, programArguments, {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => resolve({ passed: false, output: output + error.message }));
    child.once('close', (code) => resolve({ passed: code === 0, output }));
  });
}
