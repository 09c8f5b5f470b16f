import { describe, expect, test } from 'vitest';
import { MisconfiguredError } from '../errors/misconfigured-error.js';
import { Secret } from '../options/secret.js';
import { createFakeClock } from '../time/fake-clock.js';
import { createLogger, type LoggerOptions, type LogRecord, type LogThreshold } from './create-logger.js';
import type { Logger } from './logger.js';

function recorded(use: (logger: Logger) => void, options: Partial<LoggerOptions> = {}): readonly LogRecord[] {
  const records: LogRecord[] = [];
  use(
    createLogger({
      sink: (record) => records.push(record),
      clock: createFakeClock('2026-02-03T04:05:06.789Z'),
      ...options,
    }),
  );
  return records;
}

function tellAll(logger: Logger): void {
  logger.debug('one');
  logger.info('two');
  logger.warn('three');
  logger.error('four');
}

describe('a logger', () => {
  test('hands its sink time, level, name, event and fields', () => {
    const records = recorded((logger) => logger.info('payout.broadcast', { reference: 'p-1' }));
    expect(records).toEqual([
      {
        time: new Date('2026-02-03T04:05:06.789Z'),
        level: 'info',
        name: 'paymux',
        event: 'payout.broadcast',
        fields: { reference: 'p-1' },
      },
    ]);
  });

  test.each<[LogThreshold, readonly string[]]>([
    ['debug', ['one', 'two', 'three', 'four']],
    ['info', ['two', 'three', 'four']],
    ['warn', ['three', 'four']],
    ['error', ['four']],
    ['silent', []],
  ])('at level %s writes %j', (level, events) => {
    expect(recorded(tellAll, { level }).map(({ event }) => event)).toEqual(events);
  });

  test('writes from info upwards unless told otherwise', () => {
    expect(recorded(tellAll).map(({ level }) => level)).toEqual(['info', 'warn', 'error']);
  });

  test('names its children by dots and lets them inherit fields, the nearest counting', () => {
    const records = recorded(
      (logger) => {
        const child = logger.child('cryptomus', { account: 'main', part: 'provider' });
        child.child('http', { part: 'http' }).info('sent', { attempt: 1 });
        child.child('http').info('sent', { account: 'other' });
      },
      { name: 'shop' },
    );
    expect(records.map(({ name, fields }) => ({ name, fields }))).toEqual([
      { name: 'shop.cryptomus.http', fields: { account: 'main', part: 'http', attempt: 1 } },
      { name: 'shop.cryptomus.http', fields: { account: 'other', part: 'provider' } },
    ]);
  });

  test('takes the level of the longest name that fits, on whole names only', () => {
    const records = recorded(
      (logger) => {
        for (const name of ['cryptomus', 'cryptomus.http', 'cryptomus.http.pool', 'cryptomus2', 'heleket']) {
          logger.child(name).debug('seen');
        }
      },
      {
        level: 'error',
        levels: { 'paymux.cryptomus': 'debug', 'paymux.cryptomus.http': 'silent', 'paymux.heleket': 'info' },
      },
    );
    expect(records.map(({ name }) => name)).toEqual(['paymux.cryptomus']);
  });

  test('redacts fields of its own and of its ancestors before the sink sees them', () => {
    const records = recorded((logger) =>
      logger
        .child('a', { apiKey: 'canary' })
        .warn('odd\nevent', { body: { wallet_address: 'canary' }, held: new Secret('canary') }),
    );
    expect(records[0]).toMatchObject({
      event: 'odd\\nevent',
      fields: { apiKey: '[redacted]', body: { wallet_address: '[redacted]' }, held: '[secret]' },
    });
  });

  test('reveals allow-listed fields at debug level and at no other', () => {
    const records = recorded(
      (logger) => {
        logger.debug('webhook.checked', { signature: 'abc', token: 'def' });
        logger.info('webhook.checked', { signature: 'abc', token: 'def' });
      },
      { level: 'debug', revealAtDebug: ['signature'] },
    );
    expect(records.map(({ fields }) => fields)).toEqual([
      { signature: 'abc', token: '[redacted]' },
      { signature: '[redacted]', token: '[redacted]' },
    ]);
  });

  test('does not look at the fields of an event below its level', () => {
    let looked = false;
    const fields = {
      get amount() {
        looked = true;
        return '1';
      },
    };
    recorded((logger) => logger.debug('quiet', fields));
    expect(looked).toBe(false);
  });

  test('survives a sink that throws and fields that cannot be read', () => {
    const broken = createLogger({
      sink: () => {
        throw new Error('disk full');
      },
    });
    expect(() => {
      broken.error('lost');
    }).not.toThrow();
    const fields = {
      good: 1,
      get bad(): string {
        throw new Error('no');
      },
    };
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    const records = recorded((logger) => {
      logger.info('read', fields);
      logger.info('read', hostile);
    });
    expect(records.map((record) => record.fields)).toEqual([
      { good: 1, bad: '[unreadable]' },
      { fields: '[unreadable]' },
    ]);
  });

  test('refuses levels that do not exist, all named at once', () => {
    const create = () =>
      createLogger({
        sink: () => undefined,
        level: 'loud' as LogThreshold,
        levels: { 'paymux.http': 'toString' as LogThreshold },
      });
    expect(create).toThrow(MisconfiguredError);
    expect(create).toThrow(/level must be one of debug, info, warn, error, silent; levels\.paymux\.http must be/);
  });
});
