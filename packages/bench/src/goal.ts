/** One line of the result: a ratio, what it has to be, and both sides of it. */
export interface GoalResult {
  /** The goal and what is compared, such as `P2 accept a webhook / stripe constructEvent`. Unique in a run. */
  readonly name: string;
  /** Our figure by the other one; where a goal bounds a figure itself, that figure. */
  readonly ratio: number;
  /** What the ratio has to reach, or must not exceed. */
  readonly goal: number;
  readonly bound: 'at_least' | 'at_most';
  readonly met: boolean;
  readonly ours: Side;
  /** Absent where a figure is bounded by itself. */
  readonly theirs?: Side | undefined;
  /** What a reader has to know about this line: how it was measured, what limits it. */
  readonly note?: string | undefined;
}

/** One side of a ratio, for people. */
export interface Side {
  readonly name: string;
  readonly figure: number;
  /** Such as `/s`, `µs CPU`, `ms`, `KiB`. */
  readonly unit: string;
}

/** Figures that belong to no goal and are worth printing, such as a curve: one series of points. */
export interface Series {
  readonly name: string;
  readonly x: { readonly name: string; readonly unit: string };
  readonly y: { readonly name: string; readonly unit: string };
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What a goal's program is given. */
export interface GoalContext {
  /** Rounds of each comparison that count, at least 7. */
  readonly rounds: number;
  /** Whether the whole run has to end in ten minutes. */
  readonly quick: boolean;
  /** How long one turn of a contestant takes, in milliseconds. */
  readonly turnMs: number;
  /** Is told of progress: one short line. */
  progress(line: string): void;
  /** Takes a result. */
  result(result: GoalResult): void;
  /** Takes a series. */
  series(series: Series): void;
}

/** Measures one goal or several that share what they set up. Runs in a process of its own. */
export type GoalProgram = (context: GoalContext) => Promise<void>;

/** What {@link result} needs to know of a line. */
export interface Claim {
  readonly name: string;
  readonly ratio: number;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  readonly ours: Side;
  readonly theirs?: Side | undefined;
  readonly note?: string | undefined;
}

/** A line of the result, judged. A ratio that is no number meets nothing. */
export function judged({ atLeast, atMost, ...line }: Claim): GoalResult {
  if ((atLeast === undefined) === (atMost === undefined)) throw new TypeError('A claim has one bound.');
  return atLeast === undefined
    ? { ...line, goal: atMost as number, bound: 'at_most', met: line.ratio <= (atMost as number) }
    : { ...line, goal: atLeast, bound: 'at_least', met: line.ratio >= atLeast };
}
