import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listDocuments } from './documents.mjs';
import { ROOT } from './workspace.mjs';

/** How many lines each group has, in the order of the document. */
const LINES = { H: 38, L: 35, O: 18, A: 9, W: 15, R: 13, K: 6, M: 53, C: 38, X: 23 };

/** Cases are registered by the tests of every store. */
const TEST_FILE = /(?:\.test\.(?:ts|mjs)|\.browser\.ts|\.test-d\.ts|\.suite\.ts|\/src\/store\/\w+-cases\.ts)$/;

const tables = listDocuments().find(({ name }) => name === 'docs/requirements.md')?.rows ?? [];
const rows = tables.filter(([line = '']) => /^[A-Z]-\d/.test(line));
const issues = tables.flatMap(([issue = '']) => (/^#\d+$/.test(issue) ? [issue] : []));

describe('the requirements', () => {
  test('are all there, each once and in order', () => {
    const expected = Object.entries(LINES).flatMap(([group, count]) =>
      Array.from({ length: count }, (_, index) => `${group}-${String(index + 1).padStart(2, '0')}`),
    );

    expect(rows.map(([line]) => line)).toEqual(expected);
  });

  test('say what was asked for, each in words of its own', () => {
    for (const [line, what = '', ...rest] of rows) {
      expect(what, line).toMatch(/\w/);
      expect(rest, line).toHaveLength(2);
    }
  });

  test('are done and proven, or open and waiting for an issue, or both in part', () => {
    for (const [line, , state = '', proof = ''] of rows) {
      const [, word, waiting = ''] = /^(done|part|open)((?: #\d+)*)$/.exec(state) ?? [];
      expect({ line, proven: proof !== '', waits: waiting !== '' }).toEqual({
        line,
        proven: word === 'done' || word === 'part',
        waits: word === 'open' || word === 'part',
      });
    }
  });

  test('wait for no other issues than those of the table, and each of these brings something', () => {
    const waited = new Set(rows.flatMap(([, , state = '']) => state.match(/#\d+/g) ?? []));

    expect([...waited].sort()).toEqual(issues);
  });

  test('name tests that exist', () => {
    const proven = rows.filter(([, , , proof]) => proof !== '');

    expect(proven.length).toBeGreaterThan(100);
    for (const [line, , , proof = ''] of proven) {
      expect(proof, line).toMatch(/^(?:(?:^|, )`[^`]+` “[^”]+”)+$/);
      for (const [, file = '', title = ''] of proof.matchAll(/`([^`]+)` “([^”]+)”/g)) {
        expect(file, line).toMatch(TEST_FILE);
        expect(existsSync(join(ROOT, file)), `${line} ${file}`).toBe(true);
        expect(readFileSync(join(ROOT, file), 'utf8'), line).toContain(title);
      }
    }
  });
});
