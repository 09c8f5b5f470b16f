import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { escapeNonAscii } from '../src/php-json/escape-non-ascii.js';
import { encodePhpMap, readPhpJson } from '../src/php-json/read-php-json.js';

interface CorpusCase {
  readonly group: string;
  readonly text?: string;
  readonly base64?: string;
  readonly decodes: boolean;
  readonly unescaped?: string | null;
  readonly escaped?: string | null;
  readonly withoutSign?: string | null;
}

const corpus = JSON.parse(readFileSync(new URL('./fixtures/php-corpus.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly CorpusCase[];
};

function bytesOf({ text, base64 }: CorpusCase): Buffer {
  return base64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64');
}

/** As `json_decode` sees bytes: nothing that is not UTF-8. */
function read(bytes: Buffer) {
  return isUtf8(bytes) ? readPhpJson(bytes.toString('utf8'), { locate: '"sign"' }) : undefined;
}

test('the corpus holds at least 400 cases that decode and 100 that do not', () => {
  const decoding = corpus.cases.filter(({ decodes }) => decodes).length;

  expect(decoding).toBeGreaterThanOrEqual(400);
  expect(corpus.cases.length - decoding).toBeGreaterThanOrEqual(100);
});

const groups = new Set(corpus.cases.map(({ group }) => group));

describe.each([...groups])('reads and writes as PHP does: %s', (group) => {
  const cases = corpus.cases.filter((corpusCase) => corpusCase.group === group);

  test.each(cases.map((corpusCase) => [titleOf(corpusCase), corpusCase] as const))('%s', (_title, corpusCase) => {
    const json = read(bytesOf(corpusCase));

    expect(json !== undefined).toBe(corpusCase.decodes);
    if (json === undefined) return;
    expect(json.encoded ?? null).toBe(corpusCase.unescaped);
    expect(json.encoded === undefined ? null : escapeNonAscii(json.encoded)).toBe(corpusCase.escaped);
    if (corpusCase.withoutSign === undefined) return;
    const members = new Map(json.members);
    members.delete('"sign"');
    expect(encodePhpMap(members) ?? null).toBe(corpusCase.withoutSign);
  });
});

function titleOf({ text, base64 }: CorpusCase): string {
  return text === undefined ? `bytes ${base64 ?? ''}` : JSON.stringify(text).slice(0, 80);
}
