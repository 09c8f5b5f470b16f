/** What an event carries beside its name. Values are redacted before they are written. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Receives events: a short name and fields, such as `payout.broadcast` with
 * `{ reference, provider }`, never a sentence with values in it.
 *
 * Levels: `debug` for signatures and answers, `info` for operations and
 * verifications, `warn` for what a person should look at, `error` for failures.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;

  /** A logger below this one: `child('http')` of `paymux.cryptomus` is `paymux.cryptomus.http`. */
  child(name: string, fields?: LogFields): Logger;
}

/** Writes nothing. What a part without a logger uses. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
