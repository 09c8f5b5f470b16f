import type { PlantedBug } from './planted-bugs.js';

const API_CLIENT = '@paymux/core/dist/api/retrying-api-client.js';
const VERDICT = '@paymux/core/dist/api/verdict.js';
const CHECKS = '@paymux/core/dist/authoring/contract-checks.js';
const WEBHOOKS = '@paymux/core/dist/authoring/webhook-scheme.js';

/** Bugs in `@paymux/core` that the suite must catch at every provider with payments. */
export const CORE_PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a call is sent again after a doubt, whatever was declared',
    file: API_CLIENT,
    find: 'if (doubt === undefined || !call.mutating)',
    replace: 'if (true)',
    cases: ['faults/create-payment-is-sent-once'],
  },
  {
    name: 'a later refusal talks a doubt away',
    file: API_CLIENT,
    find: "if (doubt === undefined || doubt.error === error || error.code === 'reference_conflict')",
    replace: 'if (true)',
    cases: ['doubts/payment-stays-in-doubt'],
  },
  {
    name: 'what was turned away unread is not sent again',
    file: VERDICT,
    find: 'new RateLimitedError(retryAfterMs, errorOptions(call)), true',
    replace: 'new RateLimitedError(retryAfterMs, errorOptions(call)), false',
    cases: ['faults/create-payment-meets-a-429'],
  },
  {
    name: 'the deadline is not looked at between attempts',
    file: API_CLIENT,
    find: 'progress.attempts > retry.maxRetries || nextAt >= deadline',
    replace: 'progress.attempts > retry.maxRetries',
    cases: ['doubts/payment-ends-by-its-deadline'],
  },
  {
    name: 'Retry-After is ignored',
    file: API_CLIENT,
    find: 'retryDelayMs(retry, progress.attempts, random, failure.retryAfterMs)',
    replace: 'retryDelayMs(retry, progress.attempts, random, undefined)',
    cases: ['doubts/payment-honours-retry-after'],
  },
  {
    name: 'a server error reads as a refusal',
    file: VERDICT,
    find: 'if (status >= 500 || status === 408)',
    replace: 'if (status === 408)',
    cases: ['faults/create-payment-meets-a-refusal-with-500', 'faults/create-payment-meets-a-500'],
  },
  {
    name: 'a time-out reads as a call that was not sent',
    file: VERDICT,
    find: "if (error.outcome === 'not_sent') {",
    replace: "if (error.outcome === 'not_sent' || error.failure === 'timeout') {",
    cases: ['faults/create-payment-meets-a-stalled-body', 'doubts/payment-takes-no-strange-failure'],
  },
  {
    name: 'an answer nobody can read is taken for a no',
    file: VERDICT,
    find: "    if (answer.kind !== 'refusal') {",
    replace:
      "    if (answer.kind !== 'refusal' && status >= 400 && !turnedAway)\n        return judgeRefusal(call, status, {}, retryAfterMs, clean);\n    if (answer.kind !== 'refusal') {",
    cases: ['faults/create-payment-meets-a-bare-400'],
  },
  {
    name: 'references are not checked',
    file: CHECKS,
    find: '(isReference(value) ? [] : [{ path, message: REFERENCE_RULE }]);',
    replace: '([]);',
    cases: ['requests/payment-with-a-bad-reference'],
  },
  {
    name: 'amounts of zero and below are let through',
    file: CHECKS,
    find: 'return problems.length > 0 || isPositive(value)',
    replace: 'return true || isPositive(value)',
    cases: ['requests/payment-with-a-bad-amount'],
  },
  {
    name: 'fields that nobody knows are let through',
    file: CHECKS,
    find: "problems.push({ path: at(fieldName(name)), message: 'is not a known field' });",
    replace: ';',
    cases: ['requests/payment-with-an-unknown-field'],
  },
  {
    name: 'webhooks of any size are read',
    file: WEBHOOKS,
    find: 'body.byteLength > maxBodyBytes',
    replace: 'body.byteLength > Infinity',
    cases: ['webhooks/refuse-an-oversized-body'],
  },
  {
    name: 'answers can be changed by their reader',
    file: '@paymux/core/dist/authoring/operations.js',
    find: 'freezeDeep(parse(checked.data))',
    replace: 'parse(checked.data)',
    cases: ['payments/answers-are-frozen'],
  },
  {
    name: 'an answer about another object is believed',
    file: '@paymux/core/dist/authoring/operations.js',
    find: 'if (definition.fits?.(checked, request) === false)',
    replace: 'if (false)',
    cases: ['doubts/a-look-up-of-a-payment-does-not-take'],
  },
  {
    name: 'an older object under the same reference is taken for the new one',
    file: '@paymux/core/dist/authoring/operations.js',
    find: 'const differs = definition.differs?.(checked, request) ?? [];',
    replace: 'const differs = [];',
    cases: ['payments/conflict-under-a-used-reference', 'payouts/conflict', 'faults/create-payment-does-not-take'],
  },
];
