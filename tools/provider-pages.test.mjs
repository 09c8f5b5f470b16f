import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderProviderPages } from './provider-pages.mjs';
import { listDocuments } from './documents.mjs';
import { ROOT } from './workspace.mjs';

const pages = Object.entries(await renderProviderPages());

test.each(pages)('%s says what the adapter declares', (name, text) => {
  expect(readFileSync(join(ROOT, name), 'utf8'), 'run "node tools/provider-pages.mjs --update"').toBe(text);
});

test.each(pages)('%s reads every word the same wherever it stands', (name, text) => {
  const rows = listDocuments().find((document) => document.name === name)?.rows ?? [];
  const declared = rows.filter(([kind = '']) => ['payments', 'payouts', 'refunds'].includes(kind));
  const written = rows.filter(
    ([word = '', reading]) => /^`\w+`$/.test(word) && reading !== undefined && isReading(reading),
  );

  expect(declared.length, text).toBeGreaterThan(3);
  for (const [word, reading = ''] of written) {
    const readings = declared.filter(([, each]) => each === word).map(([, , each = '']) => each.split(/[ ,]/)[0]);
    if (readings.length > 0) expect(readings, `${word} of ${name}`).toContain(reading.split(/[ ,]/)[0]);
  }
});

/** @param {string} cell */
function isReading(cell) {
  return /^(?:pending|processing|requires_action|authorized|succeeded|failed|cancelled|expired|broadcast|confirmed|reversed)\b/.test(
    cell,
  );
}
