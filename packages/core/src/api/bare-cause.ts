import { PaymentsError } from '../errors/payments-error.js';

/**
 * What may be shown of an error that is not ours: name, code, its message made fit, and where it
 * arose. Clients hang requests and answers on their errors; none of that goes along.
 *
 * @param clean - Takes out of a text what must not be shown.
 */
export function bareCause(error: unknown, clean: (text: string) => string): Error {
  if (PaymentsError.isInstance(error)) return error;
  if (!(error instanceof Error)) return new Error('Something that is no error was thrown.');
  const { name, stack = '' } = error;
  const cause = new Error(clean(error.message));
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  Object.defineProperty(cause, 'name', { value: clean(name) });
  Object.defineProperty(cause, 'stack', { value: [`${cause.name}: ${cause.message}`, ...frames].join('\n') });
  if ('code' in error && typeof error.code === 'string') Object.assign(cause, { code: clean(error.code) });
  return cause;
}
