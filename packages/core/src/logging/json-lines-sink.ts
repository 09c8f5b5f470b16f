import type { LogSink } from './create-logger.js';

/**
 * Writes each record as one line of JSON: `time` (ISO 8601), `level`, `name`, `event`, `trace_id` and `span_id` where a
 * trace is under way, `fields`.
 *
 * @param write - Takes one line, its line feed included.
 * @example `createLogger({ sink: jsonLinesSink((line) => process.stderr.write(line)) })`
 */
export function jsonLinesSink(write: (line: string) => void): LogSink {
  return ({ fields, spanId, traceId, ...record }) => {
    write(`${JSON.stringify({ ...record, trace_id: traceId, span_id: spanId, fields })}\n`);
  };
}
