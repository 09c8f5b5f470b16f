import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { Pool } from 'undici';
import { checkedLookup, systemResolver } from './checked-lookup.js';
import type { HttpClientSettings } from './http-client-options.js';

/** Idle connections are closed before most servers close them, which is when a request could get lost. */
const KEEP_ALIVE_MS = 4_000;

/**
 * One bounded pool of kept-alive connections per origin. A pool writes one request at a time to
 * a connection and never writes one a second time.
 *
 * @see docs/decisions/2026-11-21-a-pool-of-its-own-for-every-account.md
 */
export class ConnectionPools {
  readonly #pools = new Map<string, Pool>();
  readonly #options: Pool.Options;

  constructor(settings: HttpClientSettings) {
    const { connections, connectTimeoutMs, allowPrivateNetwork, ca, resolve = systemResolver } = settings;
    const trust: SecureContextOptions = ca === undefined ? {} : { ca: [ca].flat().map((pem) => Buffer.from(pem)) };
    this.#options = {
      connections,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The attempt's own deadline covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout: connectTimeoutMs,
        lookup: checkedLookup(resolve, allowPrivateNetwork),
        secureContext: createSecureContext({ ...trust, minVersion: 'TLSv1.2' }),
        // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
        rejectUnauthorized: true,
      },
    };
  }

  forOrigin(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, this.#options);
    this.#pools.set(origin, pool);
    return pool;
  }

  /** Lets requests under way end, then closes every connection. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }
}
