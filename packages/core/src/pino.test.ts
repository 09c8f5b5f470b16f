import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { MisconfiguredError } from './errors/misconfigured-error.js';
import { ProviderRefusedError } from './errors/provider-refused-error.js';
import type { LogThreshold } from './logging/create-logger.js';
import { Secret } from './options/secret.js';
import { createPinoLogger, type PinoLoggerOptions } from './pino.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function harness(options: PinoLoggerOptions = {}, level = 'debug') {
  const stream = new PassThrough();
  const target = pino({ level, base: null }, stream);
  return {
    target,
    logger: createPinoLogger(target, options),
    text: () => String(stream.read() ?? ''),
  };
}

function linesOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a logger that writes through pino', () => {
  test('tells level, name, event and fields, the fields under a name of their own', () => {
    const { logger, text } = harness();
    logger.child('http', { attempt: 2 }).warn('attempt.failed', { level: 10, time: 'never', msg: 'forged' });
    expect(linesOf(text())).toMatchObject([
      {
        level: 40,
        name: 'paymux.http',
        msg: 'attempt.failed',
        fields: { attempt: 2, level: 10, time: 'never', msg: 'forged' },
      },
    ]);
  });

  test('says on every line which trace and span are active, and nothing where none is', () => {
    let active: string | undefined = TRACE;
    const { logger, text } = harness({ telemetry: { activeTrace: () => active } });
    logger.info('within');
    active = undefined;
    logger.info('without');
    active = 'no trace';
    logger.info('odd');
    const [within, ...others] = linesOf(text());
    expect(within).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' });
    for (const line of others) expect(Object.keys(line)).toEqual(['level', 'time', 'name', 'fields', 'msg']);
  });

  test.each<[string, LogThreshold | undefined, readonly string[]]>([
    ['debug', undefined, ['one', 'two', 'three']],
    ['warn', undefined, ['three']],
    ['silent', undefined, []],
    ['debug', 'warn', ['three']],
    ['error', 'debug', []],
  ])('writes what both allow: pino at %s, its own level %s', (pinoLevel, level, events) => {
    const { logger, text } = harness({ level }, pinoLevel);
    logger.debug('one');
    logger.info('two');
    logger.warn('three');
    expect(linesOf(text()).map(({ msg }) => msg)).toEqual(events);
  });

  test('does not look at fields that pino would not write', () => {
    const { logger } = harness({}, 'error');
    let looked = false;
    logger.info('quiet', {
      get amount() {
        looked = true;
        return '1';
      },
    });
    expect(looked).toBe(false);
  });

  test('refuses a level that does not exist', () => {
    expect(() => harness({ level: 'loud' as LogThreshold })).toThrow(MisconfiguredError);
  });

  test('lets no secret and no personal data through, wherever they hide', () => {
    const { logger, text } = harness();
    const own = Object.assign(new Error('refused https://user:canary@host/?token=canary'), {
      apiKey: 'canary',
      response: { headers: { authorization: 'Bearer canary' }, body: 'canary' },
    });
    const ours = new ProviderRefusedError({ httpStatus: 400 }, { cause: own });
    logger.child('canary-free', { paymentApiKey: 'canary', held: new Secret('canary') }).error('all.of_it', {
      wallet_address: 'canary',
      email: 'canary',
      list: [{ deep: { iban: 'canary', memo: 'canary' } }, new Map([['password', 'canary']])],
      headers: new Headers({ 'x-molam-signature': 'canary' }),
      bytes: Buffer.from('canary'),
      err: own,
      error: new AggregateError([own, ours], 'several', { cause: ours }),
      wrapped: { error: new Error('outer', { cause: { token: 'canary', error: own } }) },
    });
    const written = text();
    expect(linesOf(written)).toHaveLength(1);
    expect(written.replaceAll('canary-free', '')).not.toContain('canary');
  });

  test('keeps an event on one line, whatever is in it', () => {
    const { logger, text } = harness();
    logger.info('odd\n{"level":60}', { reason: 'a\r\nb\u2028c' });
    const written = text();
    expect(written.split(/\r|\n|\u2028/)).toHaveLength(2);
    expect(linesOf(written)).toMatchObject([{ level: 30 }]);
  });
});
