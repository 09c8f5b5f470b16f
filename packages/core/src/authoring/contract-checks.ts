import { fieldName, type Problem } from '../errors/problem.js';
import { checkCallbackUrl } from '../http/callback-url.js';
import { isPositive } from '../money/money-arithmetic.js';
import { type Money, moneyProblems } from '../money/money.js';
import { isReference, REFERENCE_RULE } from '../provider/reference.js';
import type { CheckContext } from './operation.js';

type Rule = (value: unknown, path: string, context: CheckContext) => readonly Problem[];

/** One contract's fields: what each must be, and which may not be missing. */
interface RequestContract {
  readonly required: readonly string[];
  readonly rules: Readonly<Record<string, Rule>>;
}

const text =
  (limit = 1000): Rule =>
  (value, path) =>
    typeof value === 'string' && value !== '' && value.length <= limit && !hasControl(value)
      ? []
      : [{ path, message: `must be text of 1 to ${String(limit)} characters without control characters` }];

const oneOf =
  (...words: readonly string[]): Rule =>
  (value, path) =>
    words.includes(value as string)
      ? []
      : [{ path, message: `must be ${words.map((word) => `"${word}"`).join(' or ')}` }];

const reference: Rule = (value, path) => (isReference(value) ? [] : [{ path, message: REFERENCE_RULE }]);

const amount: Rule = (value, path) => {
  const problems = moneyProblems(value, { path });
  return problems.length > 0 || isPositive(value as Money)
    ? problems
    : [{ path: `${path}.amount`, message: 'must be above zero' }];
};

const callbackUrl: Rule = (value, path, { baseUrl }) => {
  const problem = typeof value === 'string' ? checkCallbackUrl(value, { baseUrl }) : 'must be a URL as text';
  return problem === undefined ? [] : [{ path, message: problem }];
};

const wholeSeconds: Rule = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? []
    : [{ path, message: 'must be a whole number of seconds above zero' }];

const instant: Rule = (value, path) =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? [] : [{ path, message: 'must be a valid Date' }];

const metadata: Rule = (value, path) =>
  isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string')
    ? []
    : [{ path, message: 'must be an object whose values are text' }];

const anyRecord: Rule = (value, path) => (isRecord(value) ? [] : [{ path, message: 'must be an object' }]);

const destination: Rule = (value, path) => {
  if (!isRecord(value)) return [{ path, message: 'must be a crypto address or a bank account' }];
  switch (value['type']) {
    case 'crypto_address':
      return check(value, path, { required: ['address'], rules: { type: () => [], address: text(256) } });
    case 'bank_account': {
      const rules = { type: () => [], bankCode: text(64), accountNumber: text(64), holder: text(200) };
      return check(value, path, { required: ['bankCode', 'accountNumber', 'holder'], rules });
    }
    default:
      return [{ path: `${path}.type`, message: 'must be "crypto_address" or "bank_account"' }];
  }
};

const OBJECT_CHANGE = { providerId: text(256), idempotencyKey: reference };

const LISTING = { createdFrom: instant, createdTo: instant };

const CONTRACTS: Readonly<Record<string, RequestContract>> = {
  createPayment: {
    required: ['reference', 'amount'],
    rules: {
      reference,
      amount,
      network: text(64),
      description: text(),
      webhookUrl: callbackUrl,
      returnUrl: callbackUrl,
      cancelUrl: callbackUrl,
      expiresInSeconds: wholeSeconds,
      capture: oneOf('automatic', 'manual'),
      metadata,
      providerOptions: anyRecord,
    },
  },
  confirmPayment: { required: ['providerId'], rules: { ...OBJECT_CHANGE, paymentMethod: text(256) } },
  capturePayment: { required: ['providerId'], rules: { ...OBJECT_CHANGE, amount } },
  cancelPayment: { required: ['providerId'], rules: OBJECT_CHANGE },
  createPayout: {
    required: ['reference', 'amount', 'destination'],
    rules: {
      reference,
      amount,
      destination,
      network: text(64),
      memo: text(256),
      feeFrom: oneOf('balance', 'amount'),
      webhookUrl: callbackUrl,
      description: text(),
      metadata,
      providerOptions: anyRecord,
    },
  },
  cancelPayout: { required: ['providerId'], rules: { ...OBJECT_CHANGE, reason: text() } },
  createRefund: {
    required: ['reference', 'paymentId'],
    rules: {
      reference,
      paymentId: text(256),
      amount,
      destination,
      feeFrom: oneOf('balance', 'amount'),
      reason: text(),
      metadata,
      providerOptions: anyRecord,
    },
  },
  listPayments: { required: [], rules: LISTING },
  listPayouts: { required: [], rules: LISTING },
  listRefunds: { required: [], rules: { ...LISTING, paymentId: text(256) } },
};

const findObject: RequestContract = {
  required: [],
  rules: { reference, providerId: text(256), createdAfter: instant },
};

function checkQuery(request: Readonly<Record<string, unknown>>): readonly Problem[] {
  const names = ['reference', 'providerId'].filter((name) => request[name] !== undefined);
  const choice = { path: '', message: 'the query must name the object by either reference or providerId' };
  return [...(names.length === 1 ? [] : [choice]), ...check(request, '', findObject)];
}

function checkKeys(request: Readonly<Record<string, unknown>>): readonly Problem[] {
  return ['reference', 'idempotencyKey'].flatMap((name) =>
    request[name] === undefined || isReference(request[name]) ? [] : [{ path: name, message: REFERENCE_RULE }],
  );
}

const NOT_AN_OBJECT: Problem = { path: '', message: 'the request must be an object' };

const QUERIES: ReadonlySet<string> = new Set(['findPayment', 'findPayout', 'findRefund']);

/**
 * What a contract method asks of its request, whatever the provider: every problem, none if it
 * is right. Of a method that is a provider's own, only the names that travel as keys are checked.
 */
export function contractProblems(method: string, request: unknown, context: CheckContext): readonly Problem[] {
  if (!isRecord(request)) return [NOT_AN_OBJECT];
  if (QUERIES.has(method)) return checkQuery(request);
  const contract = contractOf(method);
  return contract === undefined ? checkKeys(request) : check(request, '', contract, context);
}

/** Whether a contract method changes an object that exists, under a key which the caller may leave to us. */
export function takesIdempotencyKey(method: string): boolean {
  return contractOf(method)?.rules['idempotencyKey'] !== undefined;
}

function contractOf(method: string): RequestContract | undefined {
  return Object.hasOwn(CONTRACTS, method) ? CONTRACTS[method] : undefined;
}

function check(
  value: Readonly<Record<string, unknown>>,
  path: string,
  contract: RequestContract,
  context: CheckContext = { baseUrl: '' },
): readonly Problem[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const problems: Problem[] = [];
  for (const name of contract.required) {
    // Own fields only: what is inherited would be sent without having been checked.
    if (!Object.hasOwn(value, name) || value[name] === undefined)
      problems.push({ path: at(name), message: 'is missing' });
  }
  for (const name of Object.keys(value)) {
    const field = value[name];
    const rule = Object.hasOwn(contract.rules, name) ? contract.rules[name] : undefined;
    if (rule === undefined) problems.push({ path: at(fieldName(name)), message: 'is not a known field' });
    else if (field !== undefined) problems.push(...rule(field, at(name), context));
  }
  return problems;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  // No array, map or date: their contents are not their fields.
  return Object.prototype.toString.call(value) === '[object Object]';
}

function hasControl(value: string): boolean {
  // NUL, CR and LF would end a header or a log line where nobody expects it.
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
