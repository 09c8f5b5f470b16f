import { fieldName, type Problem } from '../errors/problem.js';

/** What a schema says of one value. */
export type SchemaResult<Output> =
  | { readonly success: true; readonly data: Output }
  | {
      readonly success: false;
      readonly error: {
        readonly issues: readonly {
          readonly path: readonly PropertyKey[];
          readonly message: string;
          /** The names of fields that are not known, where that is the issue. */
          readonly keys?: readonly string[] | undefined;
        }[];
      };
    };

/**
 * Checks unknown input and gives it a type. Every zod 4 schema is one.
 *
 * @typeParam Output - What remains after checks and defaults.
 * @typeParam Input - What people write.
 */
export interface Schema<Output, Input = unknown> {
  safeParse(value: unknown): SchemaResult<Output>;
  readonly '~standard': {
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The issues of a failed check as problems, in the order found. */
export function toProblems(result: Extract<SchemaResult<unknown>, { success: false }>): readonly Problem[] {
  return result.error.issues.flatMap(({ keys, message, path }) => {
    const names = path.map((name) => fieldName(String(name)));
    if (keys === undefined) return [{ path: names.join('.'), message: toClause(message) }];
    return keys.map((key) => ({ path: [...names, fieldName(key)].join('.'), message: 'is not a known field' }));
  });
}

/** The sentence zod says about a wrong type, as the clause that a problem is. */
function toClause(message: string): string {
  const [, expected, received] = /^Invalid input: expected (.+), received (.+)$/.exec(message) ?? [];
  if (expected === undefined) return message;
  return received === 'undefined' ? 'is missing' : `must be of type ${expected}`;
}
