import { MisconfiguredError } from '../errors/misconfigured-error.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { parseTraceParent } from '../telemetry/trace-parent.js';
import { type Clock, systemClock } from '../time/clock.js';
import type { LogFields, Logger } from './logger.js';
import { redact, type RedactOptions } from './redact.js';
import { safeText } from './safe-text.js';

/** How much an event matters, from least to most. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The least level that is written, or `silent` for none. */
export type LogThreshold = LogLevel | 'silent';

/** One event as a sink receives it: redacted, plain data. */
export interface LogRecord {
  readonly time: Date;
  readonly level: LogLevel;
  /** Dotted name of the logger: `paymux.cryptomus.http`. */
  readonly name: string;
  readonly event: string;
  /** The trace it belongs to, where one is under way: 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  /** The span within that trace: 16 hexadecimal digits. */
  readonly spanId?: string | undefined;
  readonly fields: LogFields;
}

/** Takes the records of a logger. Returns at once; what it throws is dropped, because a log never breaks a payment. */
export type LogSink = (record: LogRecord) => void;

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  readonly sink: LogSink;
  /** @defaultValue `'info'` */
  readonly level?: LogThreshold | undefined;
  /**
   * Levels of single loggers and everything below them, by dotted name:
   * `{ 'paymux.cryptomus': 'debug' }`. The longest name that fits counts.
   */
  readonly levels?: Readonly<Record<string, LogThreshold>> | undefined;
  /** @defaultValue `'paymux'` */
  readonly name?: string | undefined;
  /**
   * Names of fields that records of level `debug` show although redaction would
   * hide them, such as `signature`. A `Secret` stays hidden all the same.
   *
   * @defaultValue none
   */
  readonly revealAtDebug?: readonly string[] | undefined;
  /** Stamps the records. @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
  /** Says which trace a record belongs to. @defaultValue none is told */
  readonly telemetry?: Pick<Telemetry, 'activeTrace'> | undefined;
}

const SEVERITY: Readonly<Record<LogThreshold, number>> = { debug: 10, info: 20, warn: 30, error: 40, silent: 50 };

/**
 * A logger that redacts every event and hands it to a sink. What is below the
 * level costs a comparison and is neither copied nor redacted.
 *
 * @throws {@link MisconfiguredError} A level is not one of `debug`, `info`, `warn`, `error`, `silent`.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { level = 'info', levels = {}, name = 'paymux' } = options;
  const problems = [
    ['level', level] as const,
    ...Object.entries(levels).map(([key, value]) => [`levels.${key}`, value] as const),
  ]
    .filter(([, value]) => !Object.hasOwn(SEVERITY, value))
    .map(([path]) => ({ path, message: `must be one of ${Object.keys(SEVERITY).join(', ')}` }));
  if (problems.length > 0) throw new MisconfiguredError('the logger', problems);
  return loggerNamed(name, {}, { ...options, level, levels, clock: options.clock ?? systemClock });
}

interface LoggerSettings {
  readonly sink: LogSink;
  readonly level: LogThreshold;
  readonly levels: Readonly<Record<string, LogThreshold>>;
  readonly revealAtDebug?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly telemetry?: Pick<Telemetry, 'activeTrace'> | undefined;
}

function loggerNamed(name: string, bound: LogFields, settings: LoggerSettings): Logger {
  const { sink, clock, revealAtDebug, telemetry } = settings;
  const threshold = SEVERITY[thresholdFor(name, settings)];

  function at(level: LogLevel): (event: string, fields?: LogFields) => void {
    if (SEVERITY[level] < threshold) return () => undefined;
    const redaction = level === 'debug' ? { reveal: revealAtDebug } : {};
    return (event, fields = {}) => {
      try {
        sink({
          time: clock.now(),
          level,
          name: safeText(name),
          event: safeText(event),
          ...traceOf(telemetry),
          fields: { ...redactFields(bound, redaction), ...redactFields(fields, redaction) },
        });
      } catch {
        // A full disk or a closed pipe is no reason to fail the call that wanted to tell something.
      }
    };
  }

  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (childName, fields) => loggerNamed(`${name}.${childName}`, { ...bound, ...fields }, settings),
  };
}

function traceOf(telemetry: LoggerSettings['telemetry']): Pick<LogRecord, 'traceId' | 'spanId'> {
  const trace = telemetry?.activeTrace?.();
  const { spanId, traceId } = (trace === undefined ? undefined : parseTraceParent(trace)) ?? {};
  return traceId === undefined ? {} : { traceId, spanId };
}

/** Redacted before they are copied: fields may be any object, and a copy would run its getters. */
function redactFields(fields: LogFields, options: RedactOptions): LogFields {
  const redacted = redact(fields, options);
  return typeof redacted === 'object' && redacted !== null ? (redacted as LogFields) : { fields: redacted };
}

function thresholdFor(name: string, { level, levels }: LoggerSettings): LogThreshold {
  for (let ancestor = name; ancestor !== ''; ancestor = ancestor.slice(0, Math.max(0, ancestor.lastIndexOf('.')))) {
    if (Object.hasOwn(levels, ancestor)) return levels[ancestor] ?? level;
  }
  return level;
}
