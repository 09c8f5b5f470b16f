import { type Clock, type HttpClient, KyHttpClient, type RandomSource } from '@paymux/core';
import { createFakeClock, createSeededRandom } from '@paymux/core/testing';

/** What an account in a test works with. */
export interface PatientDependencies {
  readonly httpClient: HttpClient;
  readonly clock: Clock;
  readonly random: RandomSource;
  close(): Promise<void>;
}

/** Dependencies under which waits between attempts take no time, no attempt times out, and chance repeats itself. */
export function createPatientDependencies(): PatientDependencies {
  const httpClient = new KyHttpClient({ clock: createFakeClock() });
  return {
    httpClient,
    clock: createFakeClock(undefined, { autoAdvance: true }),
    random: createSeededRandom(),
    close: () => httpClient.close(),
  };
}
