import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import type { GatewayFaultKind } from '../conformance-gateway.js';
import type { ConformanceAccount } from '../conformance-world.js';
import { OPERATIONS } from '../operations.js';

const FAULTS: readonly (GatewayFaultKind | undefined)[] = [
  undefined,
  'rate-limit',
  'refusal',
  'reset-after',
  'half-body',
  'not-json',
  'wrong-content',
];

/** Everything that a value shows to whoever prints it. */
function shown(value: unknown): readonly string[] {
  return [inspect(value, { depth: null, showHidden: true }), JSON.stringify([value]), String(value)];
}

function shownByError(error: unknown): readonly string[] {
  const texts: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    texts.push(...shown(cause), cause.stack ?? '');
  return texts;
}

/** Texts that must not show: the credentials, and who is paid. */
function canariesOf({ options, subject }: ConformanceAccount): readonly string[] {
  const { destination } = options.payouts?.request ?? {};
  const { destination: back } = options.refunds?.request ?? {};
  const people = [destination, back].flatMap((place) => {
    if (place === undefined) return [];
    return place.type === 'crypto_address' ? [place.address] : [place.accountNumber, place.holder];
  });
  return [...subject.secrets.calls, ...subject.secrets.webhooks, ...people];
}

function assertNoCanary(account: ConformanceAccount, texts: readonly string[]): void {
  const text = [...texts, ...shown(account.logger.records), ...shown(account.figures)].join('\n').toLowerCase();
  assert.ok(account.logger.records.length > 0, 'Nothing was logged, so nothing was proven.');
  for (const canary of canariesOf(account)) {
    assert.ok(canary.length >= 6);
    assert.ok(!text.includes(canary.toLowerCase()), `A text shows "${canary.slice(0, 3)}…", which is a secret.`);
  }
}

export const SECRET_CASES: readonly ConformanceCase[] = [
  conformanceCase(
    'secrets/show-in-no-log-error-or-figure',
    'no credential and no payee shows in logs, errors or figures, whatever goes wrong',
    ['objects'],
    async (world) => {
      const unmet = await world.unmet();
      for (const operation of OPERATIONS) {
        if (operation.needs.some((need) => unmet.has(need))) continue;
        for (const kind of FAULTS) {
          const account = await world.open({ maxRetries: 1 });
          const call = await operation.prepare(account);
          if (kind !== undefined) {
            account.gateway.fault({
              ...account.callOf(operation.name),
              kind,
              times: 5,
              message: world.options.texts.refused,
            });
          }
          const error = await account.outcomeOf(call);
          assertNoCanary(account, shownByError(error));
        }
      }
    },
  ),
  conformanceCase(
    'secrets/do-not-come-back-from-an-echo',
    'a provider that repeats what it was sent in its refusal gets no credential into an error',
    ['objects'],
    async (world) => {
      const account = await world.open();
      account.intercept(async ({ body, headers }) => {
        const { calls, webhooks } = account.subject.secrets;
        const echo = [...calls, ...webhooks, ...Object.values(headers), String(body)].join(' ');
        const text = JSON.stringify({
          state: 1,
          message: echo,
          error: { code: 'invalid_request', message: echo, param: echo },
          errors: { order_id: [echo] },
        });
        return {
          status: 422,
          headers: new Headers({ 'x-request-id': echo.replace(/[^\x21-\x7e]/g, '') }),
          body: new TextEncoder().encode(text),
        };
      });
      const error = await account.failureOf(() => account.openFirst());
      assertNoCanary(account, shownByError(error));
    },
  ),
  conformanceCase(
    'secrets/show-in-no-account',
    'neither an account nor its parts show a credential to whoever prints them',
    ['objects'],
    async (world) => {
      const account = await world.open();
      await account.openFirst();
      assertNoCanary(account, [...shown(account.provider), ...shown({ ...account.provider })]);
    },
  ),
  conformanceCase(
    'secrets/show-in-no-refused-webhook',
    'a refused webhook shows no credential in logs, errors or figures',
    ['webhooks', 'objects'],
    async (world) => {
      const account = await world.open();
      const delivery = await account.delivery();
      const [secret = ''] = [...account.subject.secrets.webhooks, ...account.subject.secrets.calls];
      const body = new TextEncoder().encode(
        `${new TextDecoder().decode(delivery.body).slice(0, -1)},"key":"${secret}"}`,
      );
      const error = await account.failureOf(() => account.webhooks.validate({ ...delivery, body }));
      assertNoCanary(account, shownByError(error));
    },
  ),
  conformanceCase(
    'secrets/show-in-no-misconfiguration',
    'options that are refused are named, and their values are not repeated',
    [],
    async (world) => {
      const account = await world.open();
      const connect = (): unknown => account.connect({ timeoutMs: -1, baseUrl: 'nonsense' });
      let error: unknown;
      try {
        connect();
      } catch (thrown) {
        error = thrown;
      }
      assert.ok(error instanceof Error);
      const text = shownByError(error).join('\n');
      const { calls, webhooks } = account.subject.secrets;
      for (const secret of [...calls, ...webhooks]) assert.ok(!text.includes(secret));
    },
  ),
];
