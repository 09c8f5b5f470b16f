import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'vitest';

/** What only the gateway's documents can say, and the package therefore marks with FILL IN. */
const TOPICS = [
  'address',
  'authentication',
  'refusals',
  'amounts',
  'objects',
  'statuses',
  'repeats',
  'webhooks',
] as const;

const marks = ['src', 'test'].flatMap((folder) =>
  readdirSync(new URL(`../${folder}`, import.meta.url)).flatMap((file) => {
    const lines = readFileSync(new URL(`../${folder}/${file}`, import.meta.url), 'utf8').split('\n');
    return lines.flatMap((line, index) => {
      const [, topic, what] = /^\s*\/\/ FILL IN (\w+): (.+)$/.exec(line) ?? [];
      return topic === undefined ? [] : [{ topic, place: `${folder}/${file}:${index + 1}  ${what ?? ''}` }];
    });
  }),
);

describe('FILL IN', () => {
  test.each(TOPICS)('nothing about %s is a stand-in any more', (topic) => {
    const places = marks.filter((mark) => mark.topic === topic).map(({ place }) => place);
    if (places.length === 0) return;
    const error = new Error(`Replace the stand-in, then delete the mark:\n  ${places.join('\n  ')}`);
    // The places are what counts, not this file's.
    error.stack = error.message;
    throw error;
  });
});
