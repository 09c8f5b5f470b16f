import { median } from './statistics.js';

/** The figures of one round, by name: `perSecond`, `cpuMicroseconds`, `p99Milliseconds` and the like. */
export type Figures<Name extends string = string> = Readonly<Record<Name, number>>;

/** What takes part in a comparison. */
export interface Contestant<Name extends string = string> {
  /** What it is, for a reader who has not seen the code. */
  readonly name: string;
  /** Does its work once, for about the time of a round, and says what it took. */
  round(): Figures<Name> | Promise<Figures<Name>>;
}

/** How often a comparison is repeated. */
export interface RoundOptions {
  /** Rounds that count; one more goes before them, which warms up and does not count. */
  readonly rounds: number;
  /** Is told of each contestant's turn. */
  readonly onTurn?: ((contestant: string, round: number, rounds: number) => void) | undefined;
}

/** What came of a comparison. */
export interface Comparison<Side extends string = string, Name extends string = string> {
  /** The median of one figure of one side. */
  figure(side: Side, name: Name): number;
  /**
   * How one side's figure compares with another's: the median of the ratios of each round, so that what slows a whole
   * round down slows both sides.
   */
  ratio(ours: Side, theirs: Side, name: Name): number;
}

/**
 * Lets contestants take turns, round after round, each round in another order.
 *
 * @param contestants - By the name that the comparison calls them.
 */
export async function playRounds<Side extends string, Name extends string>(
  contestants: Readonly<Record<Side, Contestant<Name>>>,
  { onTurn, rounds }: RoundOptions,
): Promise<Comparison<Side, Name>> {
  const sides = Object.keys(contestants) as Side[];
  const kept = new Map<Side, Figures<Name>[]>(sides.map((side) => [side, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < sides.length; turn += 1) {
      const side = sides[(round + turn) % sides.length] as Side;
      onTurn?.(contestants[side].name, round, rounds);
      const figures = await contestants[side].round();
      if (round > 0) kept.get(side)?.push(figures);
    }
  }
  const figuresOf = (side: Side, name: Name): readonly number[] => (kept.get(side) ?? []).map((round) => round[name]);
  return {
    figure: (side, name) => median(figuresOf(side, name)),
    ratio: (ours, theirs, name) => {
      const others = figuresOf(theirs, name);
      return median(figuresOf(ours, name).map((figure, round) => figure / (others[round] ?? Number.NaN)));
    },
  };
}
