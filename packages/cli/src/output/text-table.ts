import type { Money } from '@paymux/core';
import { colours } from './colours.js';

/** Lines of text whose columns are below one another, with a heading. */
export function textTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  const write = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return lines.map((cells, index) => `${index === 0 ? colours.bold(write(cells)) : write(cells)}\n`).join('');
}

/** Facts, one on a line, with their names before them; those that are absent are left out. */
export function factList(facts: readonly (readonly [name: string, value: string | undefined])[]): string {
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(16)}${value}\n`])).join('');
}

/** An amount as every table shows it. */
export function amountText({ amount, currency }: Money): string {
  return `${amount} ${currency}`;
}
