import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const SOURCES = join(import.meta.dirname, '..');
const document = JSON.parse(readFileSync(new URL('../../../server/openapi.json', import.meta.url), 'utf8')) as OpenApi;

function listAskedPaths(): readonly string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.tsx?$/.test(name),
  );
  const texts = files.flatMap((name) => [
    ...readFileSync(join(SOURCES, name), 'utf8').matchAll(/(?<=['"`])\/v1\/[^'"`]*/g),
  ]);
  return [...new Set(texts.map(([path]) => path))].map((path) =>
    path.replace(/\?.*$/, '').replaceAll(/\$\{[^}]*\}/g, '{}'),
  );
}

test('every path that the page asks for is one that the service describes', () => {
  const described = new Set(Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}')));
  const asked = listAskedPaths();
  expect(asked.length).toBeGreaterThan(20);
  // The page's decisions about a payout end in their own names.
  expect(asked.filter((path) => !described.has(path) && path !== '/v1/payouts/{}/{}')).toEqual([]);
});
