import type { GoalResult, Series } from './goal.js';

/** What a program's process says to the one that started it. */
export type ProgramMessage =
  | { readonly kind: 'progress'; readonly line: string }
  | { readonly kind: 'result'; readonly result: GoalResult }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'failed'; readonly reason: string };
