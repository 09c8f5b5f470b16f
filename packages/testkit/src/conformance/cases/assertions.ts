import assert from 'node:assert/strict';
import type { PaymentsError } from '@paymux/core';
import type { ConformanceAccount } from '../conformance-world.js';

/** What binary fractions leave in decimal text: long tails and powers of ten. */
const FLOAT_ARTEFACT = /\.\d{13,}|\de[+-]?\d/i;

/** Refuses figures in requests that only a binary fraction could have made, unless they were asked for. */
export function assertExactOnTheWire({ gateway }: ConformanceAccount, asked: readonly string[]): void {
  for (const { text } of gateway.requests()) {
    const figures = text.match(/(?<=[:"[,\s])-?\d[\d.]*(?:e[+-]?\d+)?(?=[",}\]\s])/gi) ?? [];
    for (const figure of figures) {
      if (!asked.includes(figure)) assert.doesNotMatch(figure, FLOAT_ARTEFACT, `The wire carries ${figure}.`);
    }
  }
}

/** Refuses an answer that its reader could change. */
export function assertFrozen(value: unknown, path = 'The answer'): void {
  if (typeof value !== 'object' || value === null || value instanceof Date) return;
  assert.ok(Object.isFrozen(value), `${path} is not frozen.`);
  for (const [name, member] of Object.entries(value)) assertFrozen(member, `${path}.${name}`);
}

/** Freezes a value and everything in it. */
export function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const member of Object.values(value)) freezeDeep(member);
  return Object.freeze(value);
}

/** Asserts that a call was refused before anything was sent, for problems at these paths at least. */
export function assertRefusedUnsent(account: ConformanceAccount, error: PaymentsError, paths: readonly string[]): void {
  assert.deepEqual([error.code, error.outcome], ['invalid_request', 'not_sent']);
  const { problems = [] } = error as { readonly problems?: readonly { readonly path: string }[] };
  for (const path of paths) {
    assert.ok(
      problems.some((problem) => problem.path === path || problem.path.startsWith(`${path}.`)),
      `No problem names "${path}": ${JSON.stringify(problems)}`,
    );
  }
  assert.equal(account.gateway.requests().length, 0, 'A request was sent all the same.');
}
