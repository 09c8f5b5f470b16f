import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from '../measuring/rounds.js';

/**
 * A contestant that starts Node.js with a program, again and again: the time from nothing to its end, over that of
 * Node.js with an empty program right before.
 *
 * @param folder - Where the program is written to.
 */
export function coldStart(name: string, folder: string, program: string): Contestant<'milliseconds'> {
  const bare = join(folder, 'empty.mjs');
  const file = join(folder, `${name.replace(/\W+/g, '-')}.mjs`);
  writeFileSync(bare, '');
  writeFileSync(file, program);
  return { name, round: () => ({ milliseconds: overBareMs(bare, file) }) };
}

function overBareMs(bare: string, file: string): number {
  const bareMs = startMs(bare);
  return startMs(file) - bareMs;
}

function startMs(file: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} failed: ${stderr}`);
  return performance.now() - startedAt;
}
