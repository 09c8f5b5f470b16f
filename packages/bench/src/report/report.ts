import type { GoalResult, Series } from '../goal.js';
import type { Machine } from '../machine.js';

/** A run, as it is written to a file. */
export interface Report {
  /** The day of the run, `YYYY-MM-DD`. */
  readonly date: string;
  readonly machine: Machine;
  readonly quick: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly goals: readonly GoalResult[];
  readonly series: readonly Series[];
  /** Programs that broke off, with the reason: their goals are not among the results, or not all of them. */
  readonly failures: readonly { readonly goals: readonly string[]; readonly reason: string }[];
}

/** A figure with three digits that count, and thousands apart. */
export function figureText(figure: number): string {
  if (!Number.isFinite(figure)) return '–';
  if (figure === 0) return '0';
  const size = Math.abs(figure);
  if (size >= 1000) return Math.round(figure).toLocaleString('en-GB');
  return size >= 100 ? figure.toFixed(0) : size >= 10 ? figure.toFixed(1) : figure.toFixed(size >= 0.1 ? 2 : 3);
}
