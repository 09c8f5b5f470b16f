import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderDataMapping } from './data-mapping.mjs';
import { ROOT } from './workspace.mjs';

test('the map of fields says under which names they really travel', async () => {
  const text = await renderDataMapping();

  expect(readFileSync(join(ROOT, 'docs/data-mapping.md'), 'utf8'), 'run "node tools/data-mapping.mjs --update"').toBe(
    text,
  );
  expect(text).toContain('| `reference` | `order_id` |');
});
