/** The programs that measure, each with the goals it answers. */
export const PROGRAMS = [
  { module: './goals/webhook-acceptance.js', goals: ['P1', 'P2', 'P3', 'P4'] },
  { module: './goals/webhook-refusal.js', goals: ['P5'] },
  { module: './goals/outbound.js', goals: ['P6', 'P7'] },
  { module: './goals/memory.js', goals: ['P8'] },
  { module: './goals/container.js', goals: ['P9'] },
  { module: './goals/start-up.js', goals: ['P10', 'P11'] },
  { module: './goals/webhook-ingest.js', goals: ['P12'] },
  { module: './goals/payouts.js', goals: ['P13', 'P14'] },
  { module: './goals/jobs.js', goals: ['P15'] },
  { module: './goals/embedded-store.js', goals: ['P16'] },
  { module: './goals/workers.js', goals: ['P17'] },
  { module: './goals/storm.js', goals: ['P18'] },
  { module: './goals/growth.js', goals: ['GROWTH'] },
] as const satisfies readonly ProgramEntry[];

/** A program and what it is for. */
export interface ProgramEntry {
  /** The module, whose export `measure` is a {@link GoalProgram}. */
  readonly module: string;
  /** The goals of docs/benchmark.md that it answers. */
  readonly goals: readonly string[];
  /** Options of Node.js that its process is started with. */
  readonly execArgv?: readonly string[] | undefined;
}

/** The programs that answer some goals; all if none is named. A name may be of any case. */
export function programsFor(names: readonly string[]): readonly ProgramEntry[] {
  if (names.length === 0) return PROGRAMS;
  const programs: readonly ProgramEntry[] = PROGRAMS;
  const known = new Set(programs.flatMap(({ goals }) => goals));
  const wanted = new Set(names.map((name) => name.toUpperCase()));
  const unknown = [...wanted].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new TypeError(`There is no goal ${unknown.join(', ')}. There are ${[...known].join(', ')}.`);
  }
  return programs.filter(({ goals }) => goals.some((goal) => wanted.has(goal)));
}
