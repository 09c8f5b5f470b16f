import type { Logger, LogThreshold } from '@paymux/core';
import { Option } from 'commander';
import type { CommandHost } from './command.js';

/** `--log-level`, which every command that runs on has. */
export function logOption(): Option {
  return new Option('--log-level <level>', 'the least that is logged, as lines of JSON on standard error')
    .choices(['debug', 'info', 'warn', 'error', 'silent'] satisfies readonly LogThreshold[])
    .default('info');
}

/** What is logged, one JSON object a line, for whatever gathers logs. */
export async function loggerOf({ stderr }: CommandHost, level: LogThreshold): Promise<Logger> {
  const { createLogger, jsonLinesSink } = await import('@paymux/core');
  return createLogger({ level, sink: jsonLinesSink((line) => stderr.write(line)) });
}
