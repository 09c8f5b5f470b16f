import { MisconfiguredError } from '../errors/misconfigured-error.js';
import { type Schema, toProblems } from './schema.js';

/**
 * Checks options and fills in defaults.
 *
 * @param subject - Whose options they are, such as `cryptomus`.
 * @throws {@link MisconfiguredError} Names every option that is missing, malformed or unknown.
 */
export function parseOptions<Settings>(subject: string, schema: Schema<Settings>, options: unknown): Settings {
  const result = schema.safeParse(options);
  if (!result.success) throw new MisconfiguredError(subject, toProblems(result));
  return result.data;
}
