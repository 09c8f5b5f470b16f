import { type Logger, silentLogger } from '../logging/logger.js';

/** The same logger, never throwing: that something could not be told is no reason to fail a payment. */
export function steadyLogger(logger: Logger): Logger {
  if (logger === silentLogger) return silentLogger;
  return {
    debug: (event, fields) => attempt(() => logger.debug(event, fields)),
    info: (event, fields) => attempt(() => logger.info(event, fields)),
    warn: (event, fields) => attempt(() => logger.warn(event, fields)),
    error: (event, fields) => attempt(() => logger.error(event, fields)),
    child: (name, fields) => steadyLogger(attempt(() => logger.child(name, fields)) ?? silentLogger),
  };
}

function attempt<Result>(tell: () => Result): Result | undefined {
  try {
    return tell();
  } catch {
    return undefined;
  }
}
