import { Container, type ServiceIdentifier } from 'inversify';
import { describe, expect, test } from 'vitest';
import { answered, connect, createTidepay, PAYMENT_REQUEST, TIDEPAY_KEY } from '../test/contracts/tidepay.js';
import type { HttpClient } from './http/http-client.js';
import { createScriptedHttpClient } from './http/scripted-http-client.js';
import { coreModule, TOKENS } from './inversify.js';
import { silentLogger } from './logging/logger.js';
import { ProviderRegistry } from './provider/provider-registry.js';
import { silentTelemetry } from './telemetry/telemetry.js';
import { type Clock, systemClock } from './time/clock.js';
import { createFakeClock } from './time/fake-clock.js';
import { systemRandom } from './time/random.js';

function loaded(): Container {
  const container = new Container();
  container.load(coreModule);
  return container;
}

describe('the module', () => {
  test('binds the real thing for everything that a provider works with', () => {
    const container = loaded();

    expect(container.get(TOKENS.Clock)).toBe(systemClock);
    expect(container.get(TOKENS.RandomSource)).toBe(systemRandom);
    expect(container.get(TOKENS.Logger)).toBe(silentLogger);
    expect(container.get(TOKENS.Telemetry)).toBe(silentTelemetry);
  });

  test('leaves the HTTP client to each account, which then opens connections of its own', () => {
    const container = loaded();

    expect(container.isBound(TOKENS.HttpClient)).toBe(false);
    expect(container.get(TOKENS.HttpClient, { optional: true })).toBeUndefined();
  });

  test('makes one registry, however often it is asked for', () => {
    const container = loaded();

    expect(container.get(TOKENS.ProviderRegistry)).toBe(container.get(TOKENS.ProviderRegistry));
  });

  test('lets a fake take the place of what it binds', () => {
    const container = loaded();
    const clock = createFakeClock();

    container.rebind(TOKENS.Clock).toConstantValue(clock);

    expect(container.get(TOKENS.Clock)).toBe(clock);
  });
});

describe('the registry', () => {
  test('reads every account that is bound, in the order of the bindings', () => {
    const container = loaded();
    for (const id of ['shop', 'market'])
      container.bind(TOKENS.ProviderAccount).toConstantValue({ id, provider: connect([]).provider });

    expect(container.get(TOKENS.ProviderRegistry).ids).toEqual(['shop', 'market']);
  });

  test('is empty where no account is bound', () => {
    const container = loaded();

    expect(container.get(TOKENS.ProviderRegistry)).toBeInstanceOf(ProviderRegistry);
    expect(container.get(TOKENS.ProviderRegistry).ids).toEqual([]);
  });

  test('refuses two accounts of one id as soon as it is asked for', () => {
    const container = loaded();
    for (let round = 0; round < 2; round += 1)
      container.bind(TOKENS.ProviderAccount).toConstantValue({ id: 'shop', provider: connect([]).provider });

    expect(() => container.get(TOKENS.ProviderRegistry)).toThrow(/more than one account/);
  });
});

test('a provider out of a container works with the fake that was put there, and resolves nothing per call', async () => {
  const container = loaded();
  const http = createScriptedHttpClient([answered(), answered(), answered()]);
  container.bind(TOKENS.HttpClient).toConstantValue(http);
  container
    .bind(TOKENS.ProviderAccount)
    .toResolvedValue(
      (httpClient: HttpClient) => ({ id: 'shop', provider: createTidepay({ apiKey: TIDEPAY_KEY }, { httpClient }) }),
      [TOKENS.HttpClient],
    )
    .inSingletonScope();
  const { payments } = container.get(TOKENS.ProviderRegistry).get('shop');
  let resolutions = 0;
  for (const token of Object.values<ServiceIdentifier>(TOKENS))
    container.onActivation(token, (_context, service) => ((resolutions += 1), service));

  for (let call = 0; call < 3; call += 1) await payments?.createPayment(PAYMENT_REQUEST);

  expect(http.requests).toHaveLength(3);
  expect(resolutions).toBe(0);
});

/** For the compiler alone: a token takes services of its own kind. */
export function bindWrongly(container: Container): void {
  // @ts-expect-error - What cannot sleep is no clock.
  container.bind(TOKENS.Clock).toConstantValue({ now: () => new Date(0) });
  // @ts-expect-error - A clock is no logger.
  container.bind(TOKENS.Logger).toResolvedValue((clock: Clock) => clock, [TOKENS.Clock]);
}
