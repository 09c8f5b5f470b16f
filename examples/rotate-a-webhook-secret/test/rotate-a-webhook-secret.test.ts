import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test('a secret is replaced in five steps, no genuine delivery is lost, and the old secret opens nothing any more', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);

  expect(stdout.match(/→ \d+/g)).toEqual(['→ 200', '→ 200', '→ 200', '→ 200', '→ 401', '→ 200']);
  expect(stdout).toContain('genuine deliveries that were lost: 0\n');
});
