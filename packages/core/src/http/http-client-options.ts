import { type Logger, silentLogger } from '../logging/logger.js';
import { type Clock, systemClock } from '../time/clock.js';
import type { UrlRules } from './base-url.js';
import type { NameResolver } from './checked-lookup.js';
import type { HttpHooks } from './http-client.js';
import { RequestAddresses } from './request-address.js';

/** One or more certificates in PEM. */
export type CertificateAuthorities = string | Uint8Array | readonly (string | Uint8Array)[];

/** What both HTTP clients can be told. Certificates are always verified; there is no option against it. */
export interface HttpClientOptions extends UrlRules {
  /** Measures the time an attempt may take. @defaultValue {@link systemClock} */
  readonly clock?: Clock | undefined;
  /** The most connections open at once to one origin; further requests wait. @defaultValue `32` */
  readonly connections?: number | undefined;
  /** The longest answer body accepted, in bytes after decompression. @defaultValue `1_048_576` */
  readonly maxResponseBytes?: number | undefined;
  /** Time to open a connection, in milliseconds of real time. @defaultValue `10_000` */
  readonly connectTimeoutMs?: number | undefined;
  readonly hooks?: HttpHooks | undefined;
  /** Is told of hooks that fail. @defaultValue {@link silentLogger} */
  readonly logger?: Logger | undefined;
  /** Resolves host names, once per connection. @defaultValue the operating system's resolver */
  readonly resolve?: NameResolver | undefined;
  /** Trusted instead of the public authorities that come with Node.js. @defaultValue those */
  readonly ca?: CertificateAuthorities | undefined;
}

/** {@link HttpClientOptions} with defaults. */
export interface HttpClientSettings {
  readonly clock: Clock;
  readonly connections: number;
  readonly maxResponseBytes: number;
  readonly connectTimeoutMs: number;
  readonly hooks: HttpHooks;
  readonly logger: Logger;
  readonly resolve: NameResolver | undefined;
  readonly ca: CertificateAuthorities | undefined;
  readonly allowPrivateNetwork: boolean;
  /** Where requests may go. */
  readonly addresses: RequestAddresses;
}

/**
 * The options with defaults.
 *
 * @throws {RangeError} For a limit that is not a whole number above zero.
 */
export function toHttpClientSettings(options: HttpClientOptions): HttpClientSettings {
  const allowPrivateNetwork = options.allowPrivateNetwork === true;
  return {
    clock: options.clock ?? systemClock,
    connections: limit('connections', options.connections ?? 32),
    maxResponseBytes: limit('maxResponseBytes', options.maxResponseBytes ?? 1_048_576),
    connectTimeoutMs: limit('connectTimeoutMs', options.connectTimeoutMs ?? 10_000),
    hooks: options.hooks ?? {},
    logger: options.logger ?? silentLogger,
    resolve: options.resolve,
    ca: options.ca,
    allowPrivateNetwork,
    addresses: new RequestAddresses({ allowPrivateNetwork, allowInsecureHttp: options.allowInsecureHttp === true }),
  };
}

function limit(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number above zero.`);
  return value;
}
