import { describe } from 'vitest';
import { describeAmounts } from './amount-cases.js';
import { describeChanges } from './change-cases.js';
import { describeClaims } from './claim-cases.js';
import { describeCommits } from './commit-cases.js';
import { describeDocuments } from './document-cases.js';
import { describeQueries } from './query-cases.js';
import type { OpenEmptyStore } from './store-subject.js';
import { describeTexts } from './text-cases.js';
import { describeTraces } from './trace-cases.js';

/**
 * Registers the contract of `DurableStore` with Vitest.
 *
 * @param name - What the store is called in the titles.
 * @param open - Opens an empty store for each test, which goes by the clock that is handed in. The suite closes it.
 */
export function describeDurableStore(name: string, open: OpenEmptyStore): void {
  describe(`${name} keeps the contract of a durable store:`, () => {
    describeCommits(open);
    describeAmounts(open);
    describeClaims(open);
    describeQueries(open);
    describeDocuments(open);
    describeChanges(open);
    describeTexts(open);
    describeTraces(open);
  });
}
