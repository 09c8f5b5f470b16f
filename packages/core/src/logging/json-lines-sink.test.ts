import { expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { createLogger } from './create-logger.js';
import { jsonLinesSink } from './json-lines-sink.js';

test('a record is one line of JSON, whatever is in it', () => {
  const lines: string[] = [];
  const logger = createLogger({
    sink: jsonLinesSink((line) => lines.push(line)),
    clock: createFakeClock('2026-02-03T04:05:06.789Z'),
  });
  logger.child('http').warn('attempt.failed', { reason: 'reset\r\n{"level":"info"}', units: 5n });
  expect(lines.map((line) => line.split(/\r|\n|\u2028/).length)).toEqual([2]);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: '2026-02-03T04:05:06.789Z',
    level: 'warn',
    name: 'paymux.http',
    event: 'attempt.failed',
    fields: { reason: 'reset\\r\\n{"level":"info"}', units: '5' },
  });
});

test('a record of a trace that is under way names it and its span', () => {
  const lines: string[] = [];
  const logger = createLogger({
    sink: jsonLinesSink((line) => lines.push(line)),
    telemetry: { activeTrace: () => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  });
  logger.info('payout.accepted');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
  });
});
