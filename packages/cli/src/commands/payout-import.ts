import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { PayoutImport } from '@paymux/orchestration';
import { type Command, Option } from 'commander';
import type { DurablePaymux } from 'paymux';
import { actorOf, AS_OPTION, confirm, YES_OPTION } from '../acting-person.js';
import { type CommandHost, CommandFailedError, misused } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { EXIT_CODE } from '../exit-code.js';
import { type SystemOptions, withSystem } from '../open-system.js';
import { examples } from '../output/example-help.js';
import { Progress } from '../output/progress.js';

interface ImportOptions extends SystemOptions {
  readonly id?: string | undefined;
  readonly format?: 'csv' | 'jsonl' | undefined;
  readonly account?: string | undefined;
  readonly prefix?: string | undefined;
  readonly currency?: string | undefined;
  readonly network?: string | undefined;
  readonly feeFrom?: 'balance' | 'amount' | undefined;
  readonly needsApproval?: boolean | undefined;
  readonly check?: boolean | undefined;
  /** Whether this process does the work. */
  readonly work: boolean;
  readonly result?: string | undefined;
  readonly as?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const LOOK_AGAIN_MS = 100;

/** `paymux payout import`: a file of payouts, looked at as a whole before anything is sent. */
export function definePayoutImport(payout: Command, host: CommandHost): void {
  payout
    .command('import')
    .description('pay out what a file says: it is looked at as a whole before anything is sent')
    .argument('<file>', 'CSV with a line of column names, or JSON Lines')
    .option('--id <text>', 'names the import; the name of the file where nothing is said')
    .addOption(
      new Option('--format <name>', 'of the file; by its name where nothing is said').choices(['csv', 'jsonl']),
    )
    .option('--account <id>', 'the account to pay from; the routing rules decide where nothing is said')
    .option('--prefix <text>', 'stands before the key of every row in its reference')
    .option('--currency <code>', 'for rows that name none')
    .option('--network <name>', 'for rows that name none')
    .addOption(new Option('--fee-from <side>', 'for rows that say nothing').choices(['balance', 'amount']))
    .option('--needs-approval', 'have every payout wait until a second person has agreed')
    .option('--check', 'look at the file, and send nothing')
    .option('--no-work', 'leave the rows to workers elsewhere, and do not wait for them')
    .option('--result <file>', 'where to write what became of every row (default: "<file>.result.csv" or ".jsonl")')
    .option(...AS_OPTION)
    .option(...YES_OPTION)
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print the import as one JSON object')
    .addHelpText(
      'after',
      examples(
        [
          'paymux payout import salaries.csv --check --as ana',
          'paymux payout import salaries.csv --currency USDT --network tron --fee-from balance --as ana',
        ],
        'Columns: key, amount, currency, network, address, bankCode, accountNumber, holder, memo, feeFrom, client,\n' +
          'walletProfileId, description. The same file, loaded again, pays nothing twice.\n' +
          'Exit code 2 means that a row cannot be paid, so that nothing was sent; 6 that rows were refused later.',
      ),
    )
    .action((file: string, options: ImportOptions) =>
      withSystem(host, options, ({ paymux }) => importFile(resolve(host.directory, file), options, paymux, host)),
    );
}

async function importFile(
  file: string,
  options: ImportOptions,
  paymux: DurablePaymux,
  host: CommandHost,
): Promise<void> {
  const actor = actorOf(host, options.as);
  const format = options.format ?? (/\.(?:jsonl|ndjson)$/i.test(file) ? 'jsonl' : 'csv');
  const loaded = await load(file, format, actor, options, paymux, host);
  if (loaded.state === 'invalid') throw invalidFile(loaded, host, options.json);
  const isOver = options.check === true || loaded.state === 'done';
  const started = isOver ? loaded : await start(loaded, actor, options, paymux, host);
  const isWorked = !isOver && options.work;
  await finish(isWorked ? await worked(started, paymux, host) : started, file, format, options, paymux, host);
}

/** Starts what somebody agrees to. One that was broken off has been agreed to already. */
async function start(
  loaded: PayoutImport,
  actor: string,
  { yes }: ImportOptions,
  { imports }: DurablePaymux,
  host: CommandHost,
): Promise<PayoutImport> {
  const { id, revision, rows, state } = loaded;
  if (state === 'running') return loaded;
  const totals = loaded.totals.map(({ amount, currency }) => `${amount} ${currency}`).join(' and ');
  await confirm(host, `Pay out ${totals} in ${String(rows)} payouts, as "${id}"`, yes);
  return imports.start({ id, revision, actor });
}

async function load(
  file: string,
  format: 'csv' | 'jsonl',
  creator: string,
  options: ImportOptions,
  { imports }: DurablePaymux,
  host: CommandHost,
): Promise<PayoutImport> {
  const { account, currency, feeFrom, needsApproval, network, prefix } = options;
  const id = options.id ?? basename(file, extname(file)).replace(/[^A-Za-z0-9_-]/g, '-');
  const { size } = await stat(file).catch(() => {
    throw misused(`"${file}" cannot be read.`);
  });
  const progress = new Progress(host, 'bytes read');
  try {
    return await imports.load({
      id: id.slice(0, 60),
      creator,
      format,
      content: counted(createReadStream(file), (bytes) => progress.show(bytes, size)),
      account,
      prefix,
      needsApproval,
      defaults: { currency, network, feeFrom },
    });
  } finally {
    progress.end();
  }
}

async function* counted(content: AsyncIterable<Uint8Array>, show: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of content) {
    bytes += part.byteLength;
    yield part;
    show(bytes);
  }
}

function invalidFile({ id, problemCount, problems }: PayoutImport, { stdout }: CommandHost, json = false): Error {
  if (json) stdout.write(`${JSON.stringify({ id, state: 'invalid', problemCount, problems })}\n`);
  else {
    for (const { line, problems: ofLine } of problems) {
      const all = ofLine.map(({ message, path }) => `${path} ${message}`.trim()).join('; ');
      stdout.write(`line ${String(line)}: ${all}\n`);
    }
  }
  return misused(
    `${String(problemCount)} lines cannot be paid. Nothing was sent. Mend them, and import the file again.`,
  );
}

/** Works until every row became a payout or was refused, and what is due was sent. */
async function worked({ id }: PayoutImport, paymux: DurablePaymux, host: CommandHost): Promise<PayoutImport> {
  const { systemClock } = await import('@paymux/core');
  const progress = new Progress(host, 'rows');
  paymux.worker.start();
  let done: PayoutImport | undefined;
  try {
    while (done === undefined) {
      const now = await paymux.imports.find(id);
      if (now === undefined) throw new CommandFailedError(`The import "${id}" is gone.`);
      const { accepted, refused, repeated } = now.progress;
      progress.show(accepted + refused + repeated, now.rows);
      if (now.state !== 'running') done = now;
      else await systemClock.sleep(LOOK_AGAIN_MS);
    }
  } finally {
    progress.end();
    await paymux.worker.stop();
  }
  await paymux.worker.drain();
  return done;
}

async function finish(
  done: PayoutImport,
  file: string,
  format: 'csv' | 'jsonl',
  { check, json = false, result }: ImportOptions,
  { imports }: DurablePaymux,
  host: CommandHost,
): Promise<void> {
  const { accepted, refused, repeated } = done.progress;
  let written: string | undefined;
  if (check !== true) {
    written = result === undefined ? `${file}.result.${format}` : resolve(host.directory, result);
    // Made for its owner alone: it says who was paid.
    await rm(written, { force: true });
    const target = await open(written, 'wx', 0o600);
    try {
      for await (const part of imports.results(done.id, format)) await target.write(part);
    } finally {
      await target.close();
    }
  }
  if (json) host.stdout.write(`${JSON.stringify({ ...done, result: written })}\n`);
  else {
    const totals = done.totals.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
    host.stdout.write(
      `${done.state}  ${String(done.rows)} rows  ${totals}  ${String(accepted)} accepted, ${String(repeated)} there already, ${String(refused)} refused\n`,
    );
    if (written !== undefined) host.stdout.write(`What became of every row: ${written}\n`);
  }
  if (refused > 0) {
    throw new CommandFailedError(`${String(refused)} rows were refused; the result file says why.`, {
      exitCode: EXIT_CODE.problems,
    });
  }
}
