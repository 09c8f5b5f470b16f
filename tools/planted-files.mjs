import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * Writes files into a folder of their own, which goes away with the test.
 *
 * @param {Readonly<Record<string, string | object>>} files - Text, or data to write as JSON, by relative path.
 * @returns {string} The folder's absolute path.
 */
export function plantFiles(files) {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
