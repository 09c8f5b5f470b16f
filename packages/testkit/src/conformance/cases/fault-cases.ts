import assert from 'node:assert/strict';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import type { GatewayFault } from '../conformance-gateway.js';
import type { ConformanceAccount } from '../conformance-world.js';
import type { ConformanceOptions } from '../conformance-options.js';
import { OPERATIONS, type OperationDriver } from '../operations.js';
import type { Requirement } from '../requirements.js';

/**
 * What a fault leaves the caller with: `not_sent` is turned away unread; `rejected` is a no;
 * `doubt` may have taken effect.
 */
type Meaning = 'not_sent' | 'rejected' | 'doubt';

interface FaultKind {
  /** Part of the case's id. */
  readonly name: string;
  /** Completes "moves money at most once when the gateway …". */
  readonly words: string;
  readonly meaning: Meaning;
  readonly needs?: readonly Requirement[];
  fault(options: ConformanceOptions): GatewayFault;
}

function kind(
  name: string,
  words: string,
  meaning: Meaning,
  fault: GatewayFault | ((options: ConformanceOptions) => GatewayFault),
  needs: readonly Requirement[] = [],
): FaultKind {
  return { name, words, meaning, needs, fault: typeof fault === 'function' ? fault : () => fault };
}

const FAULT_KINDS: readonly FaultKind[] = [
  kind('a-429-with-retry-after', 'answers 429 and says when to come back', 'not_sent', { kind: 'rate-limit' }),
  kind('a-429', 'answers 429 and does not say when to come back', 'not_sent', ({ texts }) => ({
    kind: 'refusal',
    status: 429,
    message: texts.refused,
  })),
  kind('a-425', 'answers 425', 'not_sent', ({ texts }) => ({ kind: 'refusal', status: 425, message: texts.refused })),
  kind('a-refusal', 'refuses in its own words', 'rejected', ({ texts }) => ({
    kind: 'refusal',
    message: texts.refused,
  })),
  kind(
    'an-undecided-refusal',
    'says neither yes nor no',
    'doubt',
    ({ texts }) => ({ kind: 'refusal', message: texts.undecided, status: 400 }),
    ['undecidedRefusals'],
  ),
  kind('a-500', 'answers 500 and has done nothing', 'doubt', { kind: 'server-error' }),
  kind('a-500-after-effect', 'answers 500 and has done it', 'doubt', { kind: 'server-error', applied: true }),
  kind('a-refusal-with-500', 'refuses in its own words with status 500, and has done it', 'doubt', ({ texts }) => ({
    kind: 'refusal',
    status: 500,
    message: texts.refused,
    applied: true,
  })),
  kind('a-503', 'answers 503', 'doubt', { kind: 'server-error', status: 503 }),
  kind('a-502-page', 'answers 502 with a page', 'doubt', { kind: 'not-json', status: 502 }),
  kind('a-bare-400', 'answers 400 without a word', 'doubt', { kind: 'client-error' }),
  kind('a-bare-403-after-effect', 'answers 403 without a word and has done it', 'doubt', {
    kind: 'client-error',
    status: 403,
    applied: true,
  }),
  kind('a-404-page', 'answers 404 with a page', 'doubt', { kind: 'not-json', status: 404 }),
  kind('a-408', 'answers 408 and has done it', 'doubt', { kind: 'client-error', status: 408, applied: true }),
  kind('a-bare-409', 'answers 409 without a word', 'doubt', { kind: 'client-error', status: 409, applied: true }),
  kind('a-bare-429', 'answers 429 without a word', 'doubt', { kind: 'client-error', status: 429 }),
  kind('a-redirect', 'redirects', 'doubt', { kind: 'redirect' }),
  kind('a-redirect-after-effect', 'redirects and has done it', 'doubt', {
    kind: 'redirect',
    applied: true,
    status: 307,
  }),
  kind('a-reset-before-effect', 'resets the connection before doing anything', 'doubt', { kind: 'reset-before' }),
  kind('a-reset-after-effect', 'resets the connection when it has done it', 'doubt', { kind: 'reset-after' }),
  kind('half-a-body', 'cuts its answer in half', 'doubt', { kind: 'half-body' }),
  kind('a-stalled-body', 'stops in the middle of its answer', 'doubt', { kind: 'stalled-body' }),
  kind('slow-headers', 'does not begin its answer in time', 'doubt', { kind: 'latency', delayMs: 3_600_000 }),
  kind('an-oversized-body', 'answers with megabytes', 'doubt', { kind: 'oversized', bytes: 4_000_000 }),
  kind('a-page', 'answers 200 with a page', 'doubt', { kind: 'not-json' }),
  kind('an-empty-body', 'answers 200 with nothing', 'doubt', { kind: 'empty-body' }),
];

/** One operation under one fault that goes on, and then once more without it. */
function faultCase(
  operation: OperationDriver,
  { fault, meaning, name, needs = [], words }: FaultKind,
): ConformanceCase {
  const id = `faults/${dashed(operation.name)}-meets-${name}` as const;
  const title = `${operation.name} happens at most once and says so when the gateway ${words}`;
  return conformanceCase(id, title, [...operation.needs, ...needs], async (world) => {
    const account = await world.open({ maxRetries: 2, retryJitter: 'none' });
    const call = await operation.prepare(account);
    const before = account.sent(operation.name);
    account.gateway.fault({ ...account.callOf(operation.name), times: 20, ...fault(world.options) });
    const error = await account.outcomeOf(call);
    const sent = account.sent(operation.name) - before;
    account.gateway.clearFaults();

    assert.ok(error, 'The call must not succeed.');
    const repeats = maySendAgain(account, operation);
    switch (meaning) {
      case 'not_sent':
        assert.equal(error.outcome, 'not_sent');
        assert.equal(sent, 3, 'What was turned away unread is sent again, up to the limit.');
        assert.equal(await operation.effects(account), 0);
        break;
      case 'rejected':
        assert.equal(error.outcome, 'rejected');
        assert.equal(sent, 1, 'A no is not asked for again.');
        assert.equal(await operation.effects(account), 0);
        break;
      case 'doubt':
        assert.equal(error.outcome, 'unknown');
        assert.ok(sent === 1 || (repeats && sent <= 3), `After a doubt it was sent ${String(sent)} times.`);
        if (!repeats) assert.ok((await operation.effects(account)) <= 1);
        break;
    }
    if (!repeats) return;
    // What the provider recognises can be asked for again, and still happens once.
    assert.equal(await account.outcomeOf(call), undefined, 'The same call must succeed once the fault is gone.');
    assert.equal(await operation.effects(account), 1);
  });
}

function maySendAgain({ provider }: ConformanceAccount, { name }: OperationDriver): boolean {
  return (provider.capabilities.operations[name]?.deduplicatesForMs ?? 0) > 0;
}

/** The operation met by the fault once: a repeat inside the call may bring the answer. */
function passingFaultCase(operation: OperationDriver): ConformanceCase {
  const id = `faults/${dashed(operation.name)}-goes-on-after-one-fault` as const;
  const title = `${operation.name} goes on after a passing fault only where a repeat is safe`;
  return conformanceCase(id, title, operation.needs, async (world) => {
    for (const fault of [{ kind: 'reset-after' }, { kind: 'server-error', applied: true }] as const) {
      const account = await world.open();
      const call = await operation.prepare(account);
      account.gateway.fault({ ...account.callOf(operation.name), ...fault });
      const error = await account.outcomeOf(call);
      if (maySendAgain(account, operation)) assert.equal(error, undefined);
      else assert.equal(error?.outcome, 'unknown');
      assert.equal(await operation.effects(account), 1);
    }
  });
}

/** Without a declared window nothing is sent again, whatever the provider would make of it. */
function closedWindowCase(operation: OperationDriver): ConformanceCase {
  const id = `faults/${dashed(operation.name)}-is-sent-once-when-the-window-is-closed` as const;
  const title = `${operation.name} is sent once after a doubt when the account promises no deduplication`;
  return conformanceCase(id, title, operation.needs, async (world) => {
    const account = await world.open({ deduplicatesForMs: { [operation.name]: 0 } });
    const call = await operation.prepare(account);
    const before = account.sent(operation.name);
    account.gateway.fault({ ...account.callOf(operation.name), kind: 'reset-after', times: 5 });
    assert.equal((await account.failureOf(call)).outcome, 'unknown');
    assert.equal(account.sent(operation.name) - before, 1);
  });
}

/** An answer about another object is no answer. */
function foreignAnswerCase(operation: OperationDriver): ConformanceCase {
  const id = `faults/${dashed(operation.name)}-does-not-take-an-answer-about-another-object` as const;
  const title = `${operation.name} does not take an answer about another object for its own`;
  return conformanceCase(id, title, operation.needs, async (world) => {
    const account = await world.open();
    const call = await operation.prepare(account);
    const before = account.sent(operation.name);
    const seen = account.gateway.requests().length;
    account.gateway.fault({ ...account.callOf(operation.name), kind: 'wrong-content' });
    const error = await account.outcomeOf(call);
    // A gateway whose answer names no object has nothing to confuse.
    if (error !== undefined) assert.equal(error.outcome, 'unknown');
    else assert.ok(operation.name === 'createRefund' && world.options.statuses.refunds === undefined);
    assert.equal(account.sent(operation.name) - before, 1);
    assert.ok(account.gateway.requests().length > seen);
  });
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Every fault at every changing operation. The books of the gateway are the judge. */
export const FAULT_CASES: readonly ConformanceCase[] = OPERATIONS.flatMap((operation) => [
  closedWindowCase(operation),
  passingFaultCase(operation),
  foreignAnswerCase(operation),
  ...FAULT_KINDS.map((fault) => faultCase(operation, fault)),
]);
