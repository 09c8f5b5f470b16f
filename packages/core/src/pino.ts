import {
  createLogger,
  type LoggerOptions,
  type LogLevel,
  type LogRecord,
  type LogSink,
} from './logging/create-logger.js';
import type { Logger } from './logging/logger.js';

/** What is used of a pino logger. */
export interface PinoTarget {
  isLevelEnabled(level: string): boolean;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Options of {@link createPinoLogger}. */
export type PinoLoggerOptions = Omit<LoggerOptions, 'sink' | 'clock'>;

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * A logger that writes through pino: to its destinations, in its format. Every event is redacted before pino sees it:
 * also nested fields, lists, errors and their causes. pino's own bindings, mixins and serializers are the application's.
 *
 * A line has `name`, such as `paymux.cryptomus.http`, the event as `msg`, its fields under `fields`, and `trace_id` and
 * `span_id` where `telemetry` says that a trace is under way.
 *
 * @param pino - Its level counts as well: what it does not write is not written.
 * @throws {@link MisconfiguredError} A level is not one of `debug`, `info`, `warn`, `error`, `silent`.
 * @example `createPinoLogger(pino(), { telemetry })`
 */
export function createPinoLogger(pino: PinoTarget, options: PinoLoggerOptions = {}): Logger {
  const level = options.level ?? LEVELS.find((each) => pino.isLevelEnabled(each)) ?? 'silent';
  return createLogger({ ...options, level, sink: pinoSink(pino) });
}

function pinoSink(pino: PinoTarget): LogSink {
  return ({ event, fields, level, name, spanId, traceId }: LogRecord) => {
    const trace = traceId === undefined ? {} : { trace_id: traceId, span_id: spanId };
    // Under one name, so that none of them can pass itself off as pino's own `level` or `time`.
    pino[level]({ name, ...trace, fields }, event);
  };
}
