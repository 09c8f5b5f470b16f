import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

/** Mistakes a user of the contracts makes, and what the compiler has to say in a sentence they can act on. */
const MISTAKES = [
  {
    mistake: 'a number for an amount',
    code: `
      import type { PaymentProvider } from '../../src/index.js';
      export const pay = (provider: PaymentProvider) =>
        provider.payments?.createPayment({ reference: 'order-42', amount: { amount: 15, currency: 'USD' } });`,
    says: ["Type 'number' is not assignable to type 'string'."],
  },
  {
    mistake: 'an event that was not verified',
    code: `
      import type { Payment, VerifiedEvent } from '../../src/index.js';
      declare const payment: Payment;
      const handler = (event: VerifiedEvent): void => void event;
      handler({ kind: 'payment', type: 't', payment, provider: 'p', deduplicationKey: 'k', needsConfirmation: false });`,
    says: ["Property '[verified]' is missing in type", "but required in type 'PaymentEvent'."],
  },
  {
    mistake: 'a parsed body instead of an event',
    code: `
      import type { VerifiedEvent } from '../../src/index.js';
      const handler = (event: VerifiedEvent): void => void event;
      export const receive = (body: string) => handler(JSON.parse(body) as { kind: 'payment'; amount: string });`,
    says: ["is not assignable to parameter of type 'VerifiedEvent'."],
  },
  {
    mistake: 'a part that the provider may lack',
    code: `
      import type { CreatePayoutRequest, PaymentProvider } from '../../src/index.js';
      export const send = (provider: PaymentProvider, request: CreatePayoutRequest) => provider.payouts.createPayout(request);`,
    says: ["'provider.payouts' is possibly 'undefined'."],
  },
  {
    mistake: 'a method that the part may lack',
    code: `
      import type { PaymentProcessor } from '../../src/index.js';
      export const take = (payments: PaymentProcessor) => payments.capturePayment({ providerId: 'pay_1' });`,
    says: ["Cannot invoke an object which is possibly 'undefined'."],
  },
  {
    mistake: 'a method that this provider does not have',
    code: `
      import type { createTidepay } from './tidepay.js';
      type Payments = Omit<ReturnType<typeof createTidepay>['payments'], 'capturePayment'>;
      export const take = (payments: Payments) => payments.capturePayment({ providerId: 'pay_1' });`,
    says: ["Property 'capturePayment' does not exist on type"],
  },
  {
    mistake: 'a part that this provider does not have',
    code: `
      import type { createTidepay } from './tidepay.js';
      export const of = (provider: ReturnType<typeof createTidepay>) => provider.staticWallets;`,
    says: ["Property 'staticWallets' does not exist on type"],
  },
  {
    mistake: 'a secret for text',
    code: `
      import type { Secret } from '../../src/index.js';
      export const header = (key: Secret): string => key;`,
    says: ["Type 'Secret' is not assignable to type 'string'."],
  },
  {
    mistake: 'no mistake at all',
    code: `
      import type { createTidepay } from './tidepay.js';
      export const pay = (provider: ReturnType<typeof createTidepay>) =>
        provider.payments.createPayment({ reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } });`,
    says: [],
  },
] as const;

/** The snippets as files beside this one, so that their imports lead where this one's do. */
const FILES = new Map(
  MISTAKES.map(({ code }, index) => [fileURLToPath(new URL(`./mistake-${String(index)}.ts`, import.meta.url)), code]),
);

let diagnostics: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const config = fileURLToPath(new URL('../../../../tsconfig.tests.json', import.meta.url));
  const read = ts.readConfigFile(config, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(
    { ...read.config, include: [], files: [] },
    ts.sys,
    fileURLToPath(new URL('../../../..', import.meta.url)),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (path) => FILES.has(path) || fileExists.call(host, path);
  host.readFile = (path) => FILES.get(path) ?? readFile.call(host, path);
  host.getSourceFile = (path, version, ...rest) => {
    const code = FILES.get(path);
    return code === undefined
      ? getSourceFile.call(host, path, version, ...rest)
      : ts.createSourceFile(path, code, version);
  };
  const program = ts.createProgram([...FILES.keys()], options, host);
  diagnostics = new Map(
    [...FILES.keys()].map((path) => {
      const file = program.getSourceFile(path);
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [path, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}, 60_000);

test.each(MISTAKES.map((mistake, index) => ({ ...mistake, path: [...FILES.keys()][index] ?? '' })))(
  'the compiler says of $mistake: $says',
  ({ path, says }) => {
    const told = diagnostics.get(path) ?? [];

    expect(told).toHaveLength(says.length === 0 ? 0 : 1);
    for (const words of says) expect(told[0]).toContain(words);
  },
);
