import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @import { Block, BlockResult } from './run-blocks.mjs' */

const LANES = 2;
/** What one program may take, on a machine that is busy. */
const PATIENCE_MS = 60_000;

/**
 * Runs programs of documents, in a few processes side by side.
 *
 * @param {readonly Block[]} blocks
 * @returns {Promise<ReadonlyMap<string, string | undefined>>} What went wrong with each, by its name.
 */
export async function runPrograms(blocks) {
  const lanes = Array.from({ length: LANES }, (_, lane) => blocks.filter((_, index) => index % LANES === lane));
  const results = await Promise.all(lanes.map(runLane));
  return new Map(results.flat().map(({ name, problem }) => [name, problem]));
}

/**
 * @param {readonly Block[]} blocks
 * @returns {Promise<readonly BlockResult[]>}
 */
async function runLane(blocks) {
  /** @type {BlockResult[]} */
  const results = [];
  for (let left = blocks; left.length > 0; left = blocks.slice(results.length)) {
    results.push(...(await runProcess(left)));
  }
  return results;
}

/**
 * @param {readonly Block[]} blocks
 * @returns {Promise<readonly BlockResult[]>} As many as it came to, and at least one.
 */
function runProcess(blocks) {
  return new Promise((resolve) => {
    /** @type {BlockResult[]} */
    const results = [];
    const child = fork(join(import.meta.dirname, 'run-blocks.mjs'), {
      cwd: tmpdir(),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const hurry = () => setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    let timer = hurry();
    child.on('message', (/** @type {BlockResult} */ result) => {
      results.push(result);
      clearTimeout(timer);
      timer = hurry();
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const stuck = blocks[results.length];
      if (stuck !== undefined) results.push({ name: stuck.name, problem: `Its process ended (${signal ?? code}).` });
      resolve(results);
    });
    child.send(blocks);
  });
}
