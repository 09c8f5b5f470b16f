import { createFakeClock } from '@paymux/core/testing';
import type { ImportRequest } from '@paymux/orchestration';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { openStoreOf, payoutSystem, STORES, type SystemOptions } from './payout-system.js';
import { unreliableStore } from './unreliable-store.js';

const HEAD = 'key,amount,currency,network,address\n';

function bytes(text: string): AsyncIterable<Uint8Array> {
  return Readable.from([Buffer.from(text)]);
}

function rows(from: number, to: number): string {
  return Array.from(
    { length: to - from },
    (_, at) => `row-${String(from + at)},1.5,USDT,tron,T${String(from + at)}\n`,
  ).join('');
}

function anImport(text: string, changes: Partial<ImportRequest> = {}): ImportRequest {
  const defaults = { feeFrom: 'balance' } as const;
  return { id: 'november', creator: 'anna', format: 'csv', content: bytes(text), defaults, ...changes };
}

async function openWith(options: SystemOptions & { readonly kind?: (typeof STORES)[number] } = {}) {
  const { kind = 'memory', clock = createFakeClock() } = options;
  const store = await openStoreOf(kind, clock);
  const system = payoutSystem(store, { ...options, clock });
  const sent = () =>
    system.fake.control
      .requests()
      .filter(({ operation }) => operation === 'createPayout')
      .map(({ idempotencyKey = '' }) => idempotencyKey);
  return { ...system, clock, sent };
}

async function text(pieces: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const piece of pieces) whole += piece;
  return whole;
}

describe.each(STORES)('on the %s store', (kind) => {
  test('a file is looked at as a whole, and its rows are paid once it is started', async () => {
    const { imports, sent, store, worker } = await openWith({ kind });
    const loaded = await imports.load(anImport(HEAD + rows(0, 250)));
    await worker.drain();

    expect(loaded).toMatchObject({ state: 'validated', rows: 250, totals: [{ amount: '375', currency: 'USDT' }] });
    expect(sent()).toEqual([]);
    await imports.start({ id: 'november', revision: loaded.revision, actor: 'anna' });
    await worker.drain();
    expect(await imports.find('november')).toMatchObject({
      state: 'done',
      progress: { accepted: 250, repeated: 0, refused: 0 },
    });
    expect(sent().toSorted()).toEqual(Array.from({ length: 250 }, (_, at) => `row-${String(at)}`).toSorted());
    await store.close();
  });

  test('the same file again, and rows that another file had, send nothing twice', async () => {
    const { imports, sent, store, worker } = await openWith({ kind });
    const file = HEAD + rows(0, 30);
    const { revision } = await imports.load(anImport(file));
    await imports.start({ id: 'november', revision, actor: 'anna' });
    await worker.drain();
    const again = await imports.load(anImport(file));
    expect(again).toMatchObject({ state: 'done', progress: { accepted: 30 } });
    await expect(imports.load(anImport(HEAD + rows(0, 31)))).rejects.toMatchObject({ code: 'idempotency_conflict' });

    const changed = 'row-25,99,USDT,tron,T25\n';
    const overlapping = anImport(HEAD + rows(10, 25) + changed + rows(30, 35), { id: 'december' });
    const other = await imports.load(overlapping);
    await imports.start({ id: 'december', revision: other.revision, actor: 'anna' });
    await worker.drain();

    expect(await imports.find('december')).toMatchObject({ progress: { accepted: 5, repeated: 15, refused: 1 } });
    expect(sent()).toHaveLength(35);
    expect(new Set(sent()).size).toBe(35);
    await store.close();
  });

  test('two workers on one import pay each row once', async () => {
    const { clock, fake, imports, sent, store, worker } = await openWith({ kind });
    const other = payoutSystem(store, { clock, fake, seed: 2 });
    const { revision } = await imports.load(anImport(HEAD + rows(0, 220)));
    await imports.start({ id: 'november', revision, actor: 'anna' });
    await Promise.all([worker.drain(), other.worker.drain()]);
    await worker.drain();

    expect(await imports.find('november')).toMatchObject({ state: 'done', progress: { accepted: 220 } });
    expect(new Set(sent()).size).toBe(220);
    expect(sent()).toHaveLength(220);
    await store.close();
  });
});

test.each([true, false])(
  'wherever an import is broken off, with the last commit made (%j) or not, it goes on and pays each row once',
  async (isMade) => {
    for (let at = 1; at <= 40; at += 1) {
      const { clock, fake, imports, sent, store } = await openWith();
      const { revision } = await imports.load(anImport(HEAD + rows(0, 12)));
      await imports.start({ id: 'november', revision, actor: 'anna' });
      const killed = payoutSystem(unreliableStore(store, at, isMade), { clock, fake, seed: 2 });
      await killed.worker.drain().catch(() => undefined);
      const next = payoutSystem(store, { clock, fake, seed: 3 });
      for (let hour = 0; hour < 3; hour += 1) {
        await clock.advance(3_600_000);
        await next.worker.drain();
      }

      expect(await next.imports.find('november')).toMatchObject({ state: 'done', progress: { accepted: 12 } });
      const { records } = await next.payouts.listPayouts();
      expect(new Set(records.map(({ reference }) => reference)).size).toBe(12);
      expect(records).toHaveLength(12);
      expect(new Set(sent()).size).toBe(12);
    }
  },
);

test('an upload that is broken off sends nothing, and is loaded anew', async () => {
  const { imports, sent, store, worker } = await openWith();
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(HEAD + rows(0, 150));
    await Promise.reject(new Error('the connection is gone'));
  };
  await expect(imports.load(anImport('', { content: broken() }))).rejects.toThrow('the connection is gone');
  await worker.drain();
  expect(await imports.find('november')).toMatchObject({ state: 'loading' });
  expect(sent()).toEqual([]);

  expect(await imports.load(anImport(HEAD + rows(0, 160)))).toMatchObject({ state: 'validated', rows: 160 });
  await store.close();
});

test('of two uploads at the same moment one is refused', async () => {
  const { imports } = await openWith();
  const results = await Promise.allSettled([
    imports.load(anImport(HEAD + rows(0, 150))),
    imports.load(anImport(HEAD + rows(0, 150))),
  ]);

  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('all problems are told by line, nothing is sent, and the corrected file can be loaded', async () => {
  const { imports, profiles, sent, worker } = await openWith({
    rules: { main: { limits: { perPayout: { USDT: '100' } } } },
  });
  const profile = await profiles.create({
    client: 'maria',
    displayName: 'Maria',
    currency: 'USDT',
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TMaria' },
  });
  const file = [
    'key,amount,currency,network,address,walletProfileId,feeFrom,colour',
    'ok-1,10,USDT,tron,T1,,,',
    'ok-1,10,USDT,tron,T1,,,',
    'much,100.01,USDT,tron,T1,,,',
    'bad key,ten,,,,,everyone,',
    '"two\nlines",1,USDT,tron,T1,,,',
    'short,1',
    'open,1"0,USDT,tron,T1,,,',
    `both,1,USDT,,T1,${profile.id},,`,
    `coin,1,BTC,,,${profile.id},,`,
    'paint,1,USDT,tron,T1,,,red',
  ].join('\n');
  const loaded = await imports.load(anImport(file));

  expect(loaded).toMatchObject({ state: 'invalid', rows: 10, problemCount: 9 });
  expect(loaded.problems.map(({ line, problems }) => [line, problems.map(({ path }) => path)])).toEqual([
    [3, ['key']],
    [4, ['amount.amount']],
    [5, ['key', 'feeFrom', 'amount', 'currency', 'address']],
    [6, ['key']],
    [8, ['', 'currency', 'address']],
    [9, ['', 'amount']],
    [10, ['address']],
    [11, ['currency']],
    [12, ['colour']],
  ]);
  await expect(imports.start({ id: 'november', revision: loaded.revision, actor: 'anna' })).rejects.toThrow('invalid');
  await worker.drain();
  expect(sent()).toEqual([]);
  const corrected = await imports.load(anImport(`${HEAD}ok-1,10,USDT,tron,T1\n`));
  expect(corrected).toMatchObject({ state: 'validated', rows: 1, problemCount: 0 });
});

test('only the first hundred problems are kept, and all are counted', async () => {
  const { imports } = await openWith();
  const file = HEAD + Array.from({ length: 450 }, (_, at) => `k${String(at)},x,USDT,tron,T\n`).join('');
  const { problemCount, problems } = await imports.load(anImport(file));

  expect([problemCount, problems.length, problems.at(-1)?.line]).toEqual([450, 100, 101]);
});

test.each([
  ['an empty file', '', 'must be followed by rows'],
  ['a file with no rows', HEAD, 'must be followed by rows'],
  ['a column that is named twice', 'key,key\na,b\n', 'must not name a column twice'],
])('%s is refused', async (_title, file, message) => {
  const { imports } = await openWith();

  expect((await imports.load(anImport(file))).problems[0]?.problems[0]?.message).toBe(message);
});

test('bytes that are not UTF-8 are refused', async () => {
  const { imports } = await openWith();
  const content = Readable.from([Buffer.from(HEAD + rows(0, 2)), Buffer.from([0xff, 0xfe, 0x0a])]);
  const loaded = await imports.load(anImport('', { content }));

  expect(loaded).toMatchObject({ state: 'invalid', rows: 2 });
  expect(loaded.problems).toEqual([{ line: 4, problems: [{ path: '', message: 'or one after it is not UTF-8' }] }]);
});

test('JSON Lines are read by the same names, from wallets and bank accounts too', async () => {
  const { imports, payouts, profiles, worker } = await openWith();
  const profile = await profiles.create({
    client: 'maria',
    displayName: 'Maria',
    currency: 'USDT',
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TMaria' },
  });
  const file = [
    { key: 'one', amount: '1', walletProfileId: profile.id, description: 'rent, "November"' },
    { key: 'two', amount: '2.50', currency: 'EUR', bankCode: 'B1', accountNumber: '42', holder: 'Ana' },
  ];
  const content = file.map((row) => JSON.stringify(row)).join('\r\n');
  const loaded = await imports.load(anImport(content, { format: 'jsonl', prefix: 'nov-' }));
  expect(loaded).toMatchObject({ state: 'validated', problems: [], rows: 2 });
  await imports.start({ id: 'november', revision: loaded.revision, actor: 'anna' });
  await worker.drain();

  expect(await payouts.findPayout({ reference: 'nov-one' })).toMatchObject({
    client: 'maria',
    trigger: { import: 'november', row: 'one' },
    terms: { destination: { address: 'TMaria' }, description: 'rent, "November"' },
  });
  expect(await payouts.findPayout({ reference: 'nov-two' })).toMatchObject({
    terms: { destination: { holder: 'Ana' } },
  });
  const wrong = await imports.load(
    anImport('{"key":"a","amount":1}\nnonsense\n[]\n', { format: 'jsonl', id: 'wrong' }),
  );
  expect(wrong.problems.map(({ line, problems }) => [line, problems[0]?.message])).toEqual([
    [1, 'must have nothing but texts, amounts included'],
    [2, 'is not JSON'],
    [3, 'must be a JSON object'],
  ]);
});

test('the result file tells what became of every row, in the order of the file, and is safe to open', async () => {
  const { imports, payouts, sent, worker } = await openWith({
    rules: { main: { limits: { perDay: { USDT: '20' } } } },
  });
  const { revision } = await imports.load(
    anImport(`${HEAD}-first,10,USDT,tron,T1\nsecond,15,USDT,tron,T2\nthird,5,USDT,tron,T3\n`),
  );
  const running = await imports.start({ id: 'november', revision, actor: 'anna' });
  await worker.drain();
  const states = (await payouts.listPayouts()).records.map(({ id, reference }) => [reference, id]);
  const idOf = (reference: string) => String(states.find(([name]) => name === reference)?.[1]);

  const lines = (await text(imports.results('november', 'csv'))).split('\r\n');
  expect(lines[0]).toBe('line,key,reference,outcome,payoutId,payoutState,transactionId,reason');
  expect(lines.slice(1).map((line) => line.split(',').slice(0, 4).join(','))).toEqual(
    expect.arrayContaining([`2,"'-first","'-first",accepted`]),
  );
  const results = (await text(imports.results('november', 'jsonl')))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  expect(results.map(({ key, line }) => [line, key])).toEqual([
    ['2', '-first'],
    ['3', 'second'],
    ['4', 'third'],
  ]);
  const refused = results.filter(({ outcome }) => outcome === 'refused');
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ reason: 'amount breaks a limit for the day', payoutId: '', payoutState: '' });
  expect(results[0]).toMatchObject({ outcome: 'accepted', payoutId: idOf('-first'), payoutState: 'pending' });
  expect(sent()).toHaveLength(2);
  expect(running.state).toBe('running');
});

test('once started again, an import tries what was refused, and only that; a cancelled one stops', async () => {
  const { clock, imports, sent, worker } = await openWith({ rules: { main: { limits: { perDay: { USDT: '15' } } } } });
  const { revision } = await imports.load(anImport(HEAD + rows(0, 12)));
  const started = await imports.start({ id: 'november', revision, actor: 'anna' });
  const cancelled = await imports.cancel({ id: 'november', revision: started.revision, actor: 'bruno' });
  await worker.drain();
  expect(sent()).toEqual([]);

  await imports.start({ id: 'november', revision: cancelled.revision, actor: 'anna' });
  await worker.drain();
  const done = await imports.find('november');
  expect(done).toMatchObject({ state: 'done', progress: { accepted: 10, refused: 2 } });
  await clock.advance(86_400_000);
  await imports.start({ id: 'november', revision: done?.revision ?? 0, actor: 'anna' });
  await worker.drain();
  expect(await imports.find('november')).toMatchObject({ state: 'done', progress: { accepted: 12, refused: 0 } });
  expect(sent().length).toBe(12);
});

test('a file of many rows is read, paid and reported in bounded memory', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Memory that grows with the rows shows with a few thousand; a hundred thousand take minutes.
  const count = Number(process.env['PAYMUX_TEST_IMPORT_ROWS'] ?? 5000);
  const { imports, payouts, store } = await openWith({ kind: 'sqlite' });
  let most = 0;
  const measure = () => {
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed);
  };
  const generated = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(HEAD);
    for (let at = 0; at < count; at += 100) {
      if (at % 1000 === 0) measure();
      yield await Promise.resolve(Buffer.from(rows(at, at + 100)));
    }
  };
  collect();
  const before = process.memoryUsage().heapUsed;
  const loaded = await imports.load(anImport('', { content: generated() }));
  expect(loaded).toMatchObject({ state: 'validated', rows: count });
  const started = await imports.start({ id: 'november', revision: loaded.revision, actor: 'anna' });
  expect(started.state).toBe('running');
  for (;;) {
    const [claimed] = await store.claim('documents', { limit: 1, leaseMs: 60_000 });
    if (claimed === undefined) break;
    await imports.step(claimed);
    measure();
  }
  let lines = 0;
  for await (const piece of imports.results('november', 'csv')) {
    lines += piece.split('\r\n').length - 1;
    if (lines % 1000 === 0) measure();
  }

  expect(await imports.find('november')).toMatchObject({ state: 'done', progress: { accepted: count } });
  expect(lines).toBe(count + 1);
  expect((await payouts.listPayouts({ limit: 1 })).records).toHaveLength(1);
  // The rows as objects would take more than a kilobyte each.
  expect(most - before).toBeLessThan(4 * 1024 * 1024);
  await store.close();
}, 3_600_000);
