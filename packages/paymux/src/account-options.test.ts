import { Secret } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { resolveReferences } from './account-options.js';

const CANARY = 'canary-91ab';

function resolve(options: Readonly<Record<string, unknown>>) {
  const files: Readonly<Record<string, string>> = {
    '/run/secrets/key': `${CANARY}\nsecond line\n`,
    '/run/secrets/crlf': `${CANARY}\r\n`,
    '/run/secrets/bare': CANARY,
    '/run/secrets/empty': '\nsecond line',
  };
  return resolveReferences(
    options,
    {
      environment: { KEY: CANARY, EMPTY: '', NESTED: 'env:KEY' },
      readFile: (path) => files[path] ?? raise(new Error(`ENOENT ${path}`)),
    },
    'accounts.main',
  );
}

function raise(error: Error): never {
  throw error;
}

test.each([
  ['a variable', 'env:KEY'],
  ['the first line of a file', 'file:/run/secrets/key'],
  ['the first line of a file with the line ends of Windows', 'file:/run/secrets/crlf'],
  ['the only line of a file', 'file:/run/secrets/bare'],
  ['a function', () => CANARY],
  ['a function that takes its time', async () => CANARY],
])('puts what %s holds in place of the reference', async (_what, reference) => {
  await expect(resolve({ paymentApiKey: reference })).resolves.toEqual({
    options: { paymentApiKey: CANARY },
    problems: [],
  });
});

test('resolves references inside lists and inner objects', async () => {
  const { options, problems } = await resolve({
    retiringPaymentApiKeys: ['env:KEY', () => 'second', 'plain'],
    inner: { list: [{ key: 'file:/run/secrets/key' }] },
  });

  expect(problems).toEqual([]);
  expect(options).toEqual({
    retiringPaymentApiKeys: [CANARY, 'second', 'plain'],
    inner: { list: [{ key: CANARY }] },
  });
});

test('leaves what is no reference as it is', async () => {
  const secret = new Secret('env:KEY');
  const given = {
    text: 'environment',
    number: 1,
    no: false,
    nothing: null,
    absent: undefined,
    secret,
    at: new Date(0),
  };

  const { options, problems } = await resolve(given);

  expect(problems).toEqual([]);
  expect(options).toEqual(given);
  expect(options['secret']).toBe(secret);
});

test('follows one reference, not what it leads to', async () => {
  const { options } = await resolve({ first: 'env:NESTED', second: () => 'env:KEY' });

  expect(options).toEqual({ first: 'env:KEY', second: 'env:KEY' });
});

test('leaves a function alone where an option of that name is one', async () => {
  const secretFor = (kid: string): string => kid;

  const resolved = resolveReferences(
    { webhookSecrets: secretFor, inner: { webhookSecrets: () => CANARY } },
    { environment: {}, readFile: () => '' },
    'accounts.main',
    ['webhookSecrets'],
  );

  await expect(resolved).resolves.toEqual({
    options: { webhookSecrets: secretFor, inner: { webhookSecrets: CANARY } },
    problems: [],
  });
});

test('asks a function once', async () => {
  let calls = 0;
  await resolve({ paymentApiKey: () => String((calls += 1)) });

  expect(calls).toBe(1);
});

describe('a reference that leads nowhere', () => {
  test.each([
    ['a variable that is not set', 'env:OTHER', 'is missing: the variable OTHER is not set'],
    ['an empty variable', 'env:EMPTY', 'is missing: the variable EMPTY is not set'],
    ['what every object inherits', 'env:constructor', 'is missing: the variable constructor is not set'],
    ['a file that is not there', 'file:/other', 'is missing: the file /other cannot be read'],
    [
      'a file whose first line is empty',
      'file:/run/secrets/empty',
      'is missing: the first line of the file /run/secrets/empty is empty',
    ],
    ['a function that fails', () => raise(new Error(CANARY)), 'is missing: the function that gives it failed'],
    [
      'a function that fails later',
      () => Promise.reject(new Error(CANARY)),
      'is missing: the function that gives it failed',
    ],
    ['a function that gives nothing', () => undefined, 'is missing: the function that gives it gave nothing'],
    ['a function that gives no text', () => '', 'is missing: the function that gives it gave nothing'],
  ])('is a problem with a path: %s', async (_what, reference, message) => {
    const { options, problems } = await resolve({ list: [{ key: reference }], other: 'env:KEY' });

    expect(problems).toEqual([{ path: 'accounts.main.list.0.key', message }]);
    expect(options).toEqual({ list: [{ key: undefined }], other: CANARY });
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });

  test('does not hide the others', async () => {
    const { problems } = await resolve({ first: 'env:A', second: ['env:B'], third: () => null });

    expect(problems.map(({ path }) => path)).toEqual([
      'accounts.main.first',
      'accounts.main.second.0',
      'accounts.main.third',
    ]);
  });
});

test('ends although options hold themselves', async () => {
  const options: Record<string, unknown> = { paymentApiKey: 'env:KEY' };
  options['self'] = options;
  options['list'] = [options];

  await expect(resolve(options)).resolves.toMatchObject({ options: { paymentApiKey: CANARY }, problems: [] });
});

test('touches no prototype through a name like __proto__', async () => {
  const { options } = await resolve(JSON.parse('{"__proto__": {"polluted": "env:KEY"}}') as Record<string, unknown>);

  expect(Object.keys(options)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(options)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('polluted');
});
