/** One thing wrong with what a caller passed. Never holds the offending value itself. */
export interface Problem {
  /** Where, as a dotted path: `amount.currency`. Empty for the whole input. */
  readonly path: string;
  /** What is wrong and what is allowed, as a clause: `must be 1 to 100 letters, digits, "_" or "-"`. */
  readonly message: string;
}

/** As many as a person reads at once. */
const MAX_DESCRIBED = 20;

/** The problems as one line for a message. */
export function describeProblems(problems: readonly Problem[]): string {
  const described = problems
    .slice(0, MAX_DESCRIBED)
    .map(({ path, message }) => (path === '' ? message : `${path} ${message}`));
  const more = problems.length - described.length;
  return [...described, ...(more > 0 ? [`and ${String(more)} more`] : [])].join('; ');
}

/** The name of a field as it can stand in a problem: one that could be anything at all is not repeated. */
export function fieldName(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : 'a field with an unusual name';
}
