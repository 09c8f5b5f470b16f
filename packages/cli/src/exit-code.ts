/** What a command ends with. The table that users read is written from this one. */
export const EXIT_CODE = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  unknown: 4,
  notSent: 5,
  problems: 6,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** What each exit code means, and what to do then. */
export const EXIT_CODE_MEANINGS: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT_CODE.done, 'done'],
  [EXIT_CODE.failed, 'the command failed; standard error says why, and what to do'],
  [EXIT_CODE.usage, 'the arguments or the configuration cannot be meant; nothing was done'],
  [EXIT_CODE.refused, 'refused, by a rule here or by the provider; no money moves'],
  [EXIT_CODE.unknown, 'the outcome is unknown: look it up, and do not ask again under another reference'],
  [EXIT_CODE.notSent, 'nothing was sent: the same command may be run again'],
  [EXIT_CODE.problems, 'something does not agree or is not in order; the output names it'],
];
