import type { HttpClient } from '../http/http-client.js';
import type { Logger } from '../logging/logger.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Clock } from '../time/clock.js';
import type { RandomSource } from '../time/random.js';

/** What a provider works with besides its options. Whatever is left out is the real thing. */
export interface Dependencies {
  /** Carries the requests. A client handed in is never closed by the provider. */
  readonly httpClient?: HttpClient | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  readonly random?: RandomSource | undefined;
  readonly telemetry?: Telemetry | undefined;
}
