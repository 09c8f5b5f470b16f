// Holds every public entry against its budget: how much it brings along, and how many files, before anything is called.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listEntries, measureEntry } from './entry-sizes.mjs';
import { ROOT } from './workspace.mjs';

/** @import { EntrySize } from './entry-sizes.mjs' */

const TABLE = join(ROOT, 'tools', 'size-budgets.json');

/** What a new budget leaves room for, as a share of what is measured. */
const ROOM = 0.03;

/**
 * What is wrong with the sizes of entries, one sentence each: none where every budget is kept.
 *
 * @param {Readonly<Record<string, EntrySize>>} budgets - With the parts as they were when the budget was set.
 * @param {Readonly<Record<string, EntrySize>>} sizes
 * @returns {string[]}
 */
export function findOverruns(budgets, sizes) {
  return [
    ...Object.keys(budgets)
      .filter((name) => sizes[name] === undefined)
      .map((name) => `${name} has a budget and is no entry any more.`),
    ...Object.entries(sizes).flatMap(([name, size]) => {
      const budget = budgets[name];
      if (budget === undefined) return [`${name} has no budget.`];
      const over = [
        ...(size.kib > budget.kib ? [`${size.kib} KiB compressed, where ${budget.kib} are allowed`] : []),
        ...(size.modules > budget.modules ? [`${size.modules} modules, where ${budget.modules} are allowed`] : []),
      ];
      const needless = size.needs.filter((needed) => !budget.needs.includes(needed));
      if (needless.length > 0)
        return [`${name} loads ${needless.join(', ')} at once, which is to be loaded when it is used.`];
      return over.length === 0 ? [] : [`${name} has ${over.join(', and ')}. ${whatGrew(budget, size)}`];
    }),
  ];
}

/**
 * @param {EntrySize} before
 * @param {EntrySize} now
 */
function whatGrew(before, now) {
  const grown = Object.entries(now.parts)
    .map(([part, kib]) => ({ part, kib, by: kib - (before.parts[part] ?? 0) }))
    .filter(({ by }) => by >= 0.1)
    .sort((one, other) => other.by - one.by)
    .map(({ by, kib, part }) => `${part} by ${by.toFixed(1)} to ${kib} KiB`);
  return grown.length === 0 ? 'No part of it has grown by itself.' : `Grown, before compression: ${grown.join(', ')}.`;
}

/**
 * @param {EntrySize} size
 * @returns {EntrySize}
 */
function budgetFor({ kib, modules, needs, parts }) {
  return { kib: Math.ceil(kib * (1 + ROOM)), modules: Math.ceil(modules * (1 + ROOM)), parts, needs };
}

async function main() {
  /** @type {Record<string, EntrySize>} */
  const sizes = {};
  for (const [name, file] of Object.entries(listEntries())) sizes[name] = await measureEntry(file);
  if (process.argv.includes('--update')) {
    const table = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, budgetFor(size)]));
    writeFileSync(TABLE, `${JSON.stringify(table, undefined, 2)}\n`);
    console.log(`${Object.keys(table).length} budgets were set.`);
    return;
  }
  const budgets = /** @type {Record<string, EntrySize>} */ (JSON.parse(readFileSync(TABLE, 'utf8')));
  const overruns = findOverruns(budgets, sizes);
  for (const overrun of overruns) console.error(overrun);
  if (overruns.length > 0) process.exitCode = 1;
  else console.log(`${Object.keys(sizes).length} entries keep their budgets.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
