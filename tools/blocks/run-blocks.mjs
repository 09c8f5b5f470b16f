// Runs the programs of one document, one after the other, each in a folder of its own against providers of its own.
// Started by run-documents.mjs, which it tells what became of each.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatWithOptions } from 'node:util';
import { exportedFunctions, declaredNames, printedLines, toJavaScript } from './read-program.mjs';
import { ENVIRONMENT } from './environment.mjs';
import { resetAccounts } from './simulators.mjs';
import { findProp } from './props.mjs';

/**
 * @typedef {object} Block
 * @property {string} name - The document's path and the line where the program begins.
 * @property {string} text
 */

/**
 * @typedef {object} BlockResult
 * @property {string} name
 * @property {string | undefined} problem - Nothing when it ran as its document says.
 */

register('./resolve-anywhere.mjs', import.meta.url);
Object.assign(process.env, ENVIRONMENT);

/** @type {unknown[]} */
let uncaught = [];
process.on('uncaughtException', (error) => uncaught.push(error));
process.on('unhandledRejection', (error) => uncaught.push(error));

/** @type {string[]} */
let printed = [];
const write = (/** @type {unknown} */ chunk) => {
  printed.push(
    ...String(chunk)
      .split('\n')
      .filter((line) => line !== ''),
  );
  return true;
};
Object.assign(process.stdout, { write });
Object.assign(process.stderr, { write: () => true });
Object.assign(console, {
  log: (/** @type {unknown[]} */ ...values) => void write(formatWithOptions({}, ...values)),
  error: () => undefined,
});

process.once('message', (/** @type {readonly Block[]} */ blocks) => void runAll(blocks));

/** @param {readonly Block[]} blocks */
async function runAll(blocks) {
  for (const block of blocks) {
    /** @type {BlockResult} */
    const result = { name: block.name, problem: await run(block) };
    await new Promise((resolve) => process.send?.(result, resolve));
  }
  process.exit(0);
}

/**
 * @param {Block} block
 * @returns {Promise<string | undefined>} What went wrong.
 */
async function run(block) {
  const folder = mkdtempSync(join(tmpdir(), 'blocks-of-'));
  const home = process.cwd();
  printed = [];
  uncaught = [];
  process.chdir(folder);
  plant(folder);
  await resetAccounts(block.text);
  /** @type {string[]} */
  const declared = [];
  try {
    for (const wanted of declaredNames(block.text)) {
      const prop = await findProp(wanted, block);
      if (prop === undefined) return `Nothing stands for "${wanted.name}", which it declares.`;
      Reflect.set(globalThis, wanted.name, prop.value);
      declared.push(wanted.name);
    }
    const file = join(folder, 'program.mjs');
    writeFileSync(file, toJavaScript(block.text));
    const module = /** @type {Readonly<Record<string, unknown>>} */ (await import(pathToFileURL(file).href));
    for (const { name, parameters } of exportedFunctions(block.text)) {
      const values = [];
      for (const parameter of parameters) {
        const prop = await findProp(parameter, block);
        if (prop === undefined) return `Nothing can be handed to ${name} as "${parameter.name}".`;
        values.push(prop.value);
      }
      await /** @type {(...values: unknown[]) => unknown} */ (module[name])(...values);
    }
    await new Promise((resolve) => setImmediate(resolve));
    if (uncaught.length > 0) return describe(uncaught[0]);
    return missingLine(printedLines(block.text), printed);
  } catch (error) {
    return describe(error);
  } finally {
    for (const name of declared) Reflect.deleteProperty(globalThis, name);
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Files that programs read. @param {string} folder */
function plant(folder) {
  const charge = {
    id: 'charge-1',
    reference: 'order-42',
    state: 'open',
    amount: { value: 1500, currency: 'EUR' },
    paid: { value: 0, currency: 'EUR' },
    checkout_url: 'https://pay.tidepay.example/1',
    created_at: '2026-01-01T00:00:00Z',
  };
  const recorded = {
    kind: 'call',
    recordedAt: '2026-01-01T00:00:00.000Z',
    request: {
      method: 'POST',
      path: '/v1/charges',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reference: charge.reference, amount: charge.amount }),
    },
    response: { status: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify(charge) },
  };
  const files = {
    'payroll.csv': 'key,amount,address\nmaria,250.00,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\n',
    'statement-2026-03.csv': 'Buchungstag;Betrag;Verwendungszweck;Transaktion\n02.03.2026;1.250,00;salary-1;tx-1\n',
    'fixtures/0001.json': JSON.stringify(recorded),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/**
 * @param {readonly string[]} expected
 * @param {readonly string[]} lines
 * @returns {string | undefined}
 */
function missingLine(expected, lines) {
  let from = 0;
  for (const line of expected) {
    const at = lines.indexOf(line, from);
    if (at === -1) return `It does not print "${line}", but:\n${lines.join('\n')}`;
    from = at + 1;
  }
  return undefined;
}
