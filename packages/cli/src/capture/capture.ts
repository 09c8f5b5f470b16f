import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { readRecordings, UnreadableRecordingsError, type RecordedExchange } from '@paymux/simulators';
import { CommandFailedError, type CommandContext } from '../command.js';
import type { CaptureOptions } from '../commands/capture.js';
import { startListening } from '../listening.js';
import { startCapturingProxy } from './capturing-proxy.js';
import { recordedTest } from './recorded-test.js';
import { RecordingFolder } from './recording-folder.js';
import { Redactor } from './redactor.js';

/** What became of the test at the end. */
interface TestOutcome {
  readonly test: string;
  readonly outcome: 'written' | 'kept';
}

/** Records until the command is told to stop, then writes the test and a summary. */
export async function capture(
  options: CaptureOptions,
  { stderr, stdout, untilStopped }: CommandContext,
): Promise<void> {
  const folder = openFolder(options.out);
  const redactor = new Redactor({
    fields: options.redactField,
    headers: options.redactHeader,
    firstNumber: folder.firstPlaceholder,
  });
  const counted = { call: 0, webhook: 0 };
  let lost = 0;

  function begin(): (exchange: RecordedExchange) => void {
    const number = folder.nextNumber();
    return (exchange) => {
      try {
        const file = folder.write(number, exchange);
        counted[exchange.kind] += 1;
        stdout.write(options.json ? jsonLine(file, exchange) : readableLine(file, exchange));
      } catch (error) {
        lost += 1;
        stderr.write(`Exchange ${String(number)} could not be written to ${options.out} (${codeOf(error)}).\n`);
      }
    };
  }

  const { port, target, webhooksPath, webhooksTo } = options;
  const proxy = await startListening({ host: '127.0.0.1', port }, () =>
    startCapturingProxy({ target, port, webhooksTo, webhooksPath, redactor, begin }),
  );
  // Asked for before anyone can know that it runs, so that no request to stop is missed.
  const stopped = untilStopped();
  const { baseUrl } = proxy;
  const webhooksUrl = webhooksTo === undefined ? undefined : baseUrl + webhooksPath;
  stdout.write(`${JSON.stringify({ baseUrl, webhooksUrl, target: target.href, out: options.out })}\n`);
  await stopped;
  await proxy.close();

  const recorded = counted.call + counted.webhook;
  const test = recorded === 0 || options.test === false ? undefined : writeTest(options.test, options);
  const summary = { recorded, calls: counted.call, webhooks: counted.webhook, redacted: redactor.count, lost };
  stdout.write(
    options.json
      ? `${JSON.stringify({ ...summary, out: options.out, ...test })}\n`
      : `${readableSummary(summary, options.out, test)}\n`,
  );
  if (lost > 0) throw new CommandFailedError(`${String(lost)} exchanges are not on disk.`);
}

function openFolder(path: string): RecordingFolder {
  try {
    return new RecordingFolder(path);
  } catch (error) {
    throw new CommandFailedError(`${path} cannot be written (${codeOf(error)}). Choose another --out.`, {
      cause: error,
    });
  }
}

/** Writes the test of all recordings in the folder; one that is there stays, unless it is to be forced. */
function writeTest(test: string, { force, out }: CaptureOptions): TestOutcome {
  try {
    const way = relative(resolve(dirname(test)), resolve(out))
      .split(sep)
      .join('/');
    const fixtures = `${way.startsWith('.') ? '' : './'}${way}/`;
    const text = recordedTest(readRecordings(out), fixtures, test.endsWith('ts') ? 'typescript' : 'javascript');
    mkdirSync(dirname(test), { recursive: true });
    writeFileSync(test, text, { flag: force ? 'w' : 'wx' });
    return { test, outcome: 'written' };
  } catch (error) {
    if (error instanceof UnreadableRecordingsError) throw new CommandFailedError(error.message, { cause: error });
    if (codeOf(error) === 'EEXIST') return { test, outcome: 'kept' };
    throw new CommandFailedError(`${test} cannot be written (${codeOf(error)}). Choose another --test.`, {
      cause: error,
    });
  }
}

function jsonLine(file: string, { failure, kind, request: { method, path }, response }: RecordedExchange): string {
  return `${JSON.stringify({ file, kind, method, path, status: response?.status, failure })}\n`;
}

function readableLine(file: string, { failure, kind, request: { method, path }, response }: RecordedExchange): string {
  const outcome = response === undefined ? (failure ?? '') : String(response.status);
  return `${kind === 'webhook' ? 'webhook ' : ''}${method} ${path} → ${outcome}  ${file}\n`;
}

function readableSummary(
  { calls, redacted, webhooks }: { readonly calls: number; readonly redacted: number; readonly webhooks: number },
  out: string,
  test: TestOutcome | undefined,
): string {
  const lines = [
    `Recorded ${String(calls)} calls and ${String(webhooks)} webhooks in ${out}; ${String(redacted)} values are redacted.`,
    ...(test?.outcome === 'written' ? [`Wrote ${test.test}, which replays them with @paymux/simulators.`] : []),
    ...(test?.outcome === 'kept' ? [`${test.test} is there and stays as it is; --force writes it anew.`] : []),
    ...(calls > 0 ? [`paymux simulate --from ${out} answers the same.`] : []),
  ];
  return lines.join('\n');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason';
}
