import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

test('every receiver refuses what is forged, and tells of what is genuine once', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN]);

  expect(stdout).toBe(
    ['Express', 'Fastify', 'Hono', 'Next', 'a worker']
      .map((name) => `${name}: forged 401, genuine 200, told 1 time\n`)
      .join(''),
  );
});
