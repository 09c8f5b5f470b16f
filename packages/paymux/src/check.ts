import { type MisconfiguredError, PaymentsError, type Problem } from '@paymux/core';

/** What was read, or everything that is wrong with what it was read from. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Turns the {@link MisconfiguredError} of `read` into its problems, with their paths below `prefix`. */
export function check<Value>(read: () => Value, prefix = ''): Checked<Value> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!isMisconfigured(error)) throw error;
    const problems = error.problems.map(({ message, path }) => ({
      path: [prefix, path].filter((part) => part !== '').join('.'),
      message,
    }));
    return { ok: false, problems };
  }
}

function isMisconfigured(error: unknown): error is MisconfiguredError {
  return PaymentsError.isInstance(error) && error.code === 'misconfigured';
}
