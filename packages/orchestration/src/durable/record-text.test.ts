import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.js';
import { entryDigest } from './history.js';
import { fromRecordText, toRecordText } from './record-text.js';

const AT = new Date('2026-01-01T00:00:00.123Z');
const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
);
const { record } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('record')),
  record: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

test('a record comes back from its text as it was, instants included', () => {
  fc.assert(
    fc.property(record, (value) => {
      expect(fromRecordText(toRecordText(value))).toEqual(value);
    }),
  );
});

test('a record comes back whatever its members are called, and what says itself how it is written is written so', () => {
  const hostile: unknown = JSON.parse('{"__proto__":{"at":0},"a":[[{"b":null}]]}', (name, value: unknown) =>
    name === 'at' ? AT : value,
  );

  expect(JSON.stringify(fromRecordText(toRecordText(hostile)))).toBe(JSON.stringify(hostile));
  expect(fromRecordText('{"__proto__":{"$at":"2026-01-01T00:00:00.123Z"}}')).toHaveProperty(['__proto__'], AT);
  expect(fromRecordText(toRecordText({ amount: { toJSON: () => ({ at: AT }) }, absent: undefined }))).toEqual({
    amount: { at: AT },
  });
});

test('the fingerprint of a request knows no order of members, no absent ones, and every difference', () => {
  expect(fingerprint({ a: 1, b: { c: AT, d: undefined } })).toBe(fingerprint({ b: { c: AT }, a: 1 }));
  const others = [
    { a: 1 },
    { a: '1' },
    { a: [1] },
    { a: null },
    { b: 1 },
    { a: AT },
    { a: { b: 1 } },
    [1],
    [1, 1],
    'a',
    null,
  ];
  expect(new Set(others.map(fingerprint)).size).toBe(others.length);
});

test('what has the form of an instant and is none comes back as it was', () => {
  const inner = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.string(),
      fc.constant(null),
      fc.integer(),
      tie('like'),
      fc.array(tie('value'), { maxLength: 2 }),
    ),
    like: fc.record({ $at: tie('value') }),
  }));
  fc.assert(
    fc.property(inner.like, (detail) => {
      const record = { at: AT, detail };
      expect(fromRecordText(toRecordText(record))).toEqual(record);
    }),
  );
});

test('the digest of an entry covers every member of it and the digest before it', () => {
  const entry = { number: 1, at: AT, actor: 'alice', detail: { note: 'x' } };
  const digests = [
    entryDigest('', entry),
    entryDigest('before', entry),
    entryDigest('', { ...entry, number: 2 }),
    entryDigest('', { ...entry, at: new Date(AT.getTime() + 1) }),
    entryDigest('', { ...entry, actor: 'bob' }),
    entryDigest('', { ...entry, detail: { note: 'y' } }),
    entryDigest('', { ...entry, more: true }),
  ];

  expect(new Set(digests).size).toBe(digests.length);
  expect(entryDigest('', { ...entry, digest: 'any', absent: undefined })).toBe(digests[0]);
});
