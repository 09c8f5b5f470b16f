import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);

test('no file of the simulators imports code of ours from elsewhere, so that one misreading cannot hide in both', () => {
  const foreign = files.flatMap((file) =>
    [...readFileSync(`${root}/${file}`, 'utf8').matchAll(/from '([^']+)'|import\('([^']+)'\)|require\('([^']+)'\)/g)]
      .map(([, from, dynamic, required]) => from ?? dynamic ?? required ?? '')
      .filter(
        (name) => !/^(\.\.?\/|node:|hono$|@hono\/node-server)/.test(name) || /(^|\/)\.\.\/(dist|packages)\//.test(name),
      )
      .map((name) => `${file}: ${name}`),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(foreign).toEqual([]);
});
