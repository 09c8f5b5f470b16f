import { createLogger, type LogRecord } from './create-logger.js';
import type { Logger } from './logger.js';

/** What a {@link RecordingLogger} keeps of an event. */
export type RecordedEvent = Omit<LogRecord, 'time'>;

/** A logger that keeps its events instead of writing them. */
export interface RecordingLogger extends Logger {
  /** Every event so far, those of children included, oldest first, redacted as in a real log. */
  readonly records: readonly RecordedEvent[];
}

/**
 * Keeps every event of every level.
 *
 * @param name - Dotted name that the records carry. @defaultValue `paymux`
 */
export function createRecordingLogger(name?: string): RecordingLogger {
  const records: RecordedEvent[] = [];
  const logger = createLogger({
    name,
    level: 'debug',
    sink: ({ level, name: loggerName, event, fields }) => {
      records.push({ level, name: loggerName, event, fields });
    },
  });
  return {
    ...logger,
    get records() {
      return [...records];
    },
  };
}
