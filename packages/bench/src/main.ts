import { fork } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import picocolors from 'picocolors';
import type { GoalResult, Series } from './goal.js';
import { describeMachine } from './machine.js';
import type { ProgramMessage } from './messages.js';
import { type ProgramEntry, programsFor } from './programs.js';
import { pageOf } from './report/page.js';
import type { Report } from './report/report.js';
import { type Paint, resultLines } from './report/result-table.js';

const HELP = `Measures Paymux beside its floors and the libraries people use today. Both sides of each goal take turns in
one process, round after round; the ratio is the median of the rounds. Absolute figures drift, ratios hold.

  npm run bench                   everything, in less than an hour
  npm run bench -- --quick        everything in shorter turns, in less than ten minutes
  npm run bench -- --only P1,P12  some goals
      --json FILE                 also writes the results to a file
  npm run bench -- --page FILE    writes docs/benchmark.md from such a file, and runs nothing

The exit status is 0 whatever the figures are: a busy machine is no fault. Goals are explained in docs/benchmark.md.`;

const DOCS = new URL('../../../docs/', import.meta.url);
const RUN_PROGRAM = fileURLToPath(new URL('./run-program.js', import.meta.url));

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      page: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.page !== undefined) {
    await writePage(values.page);
    return 0;
  }
  const programs = programsFor(values.only.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()])));
  const machine = describeMachine();
  console.log(
    `${machine.cpu}, ${String(machine.cores)} cores, ${String(machine.memoryGiB)} GiB, Node.js ${machine.node}`,
  );
  const started = performance.now();
  const goals: GoalResult[] = [];
  const series: Series[] = [];
  const failures: { goals: readonly string[]; reason: string }[] = [];
  for (const program of programs) {
    const reason = await runProgram(program, values.quick, {
      result: (result) => {
        goals.push(result);
        console.log(resultLines(result, paint()));
      },
      series: (one) => void series.push(one),
    });
    if (reason === undefined) continue;
    failures.push({ goals: program.goals, reason });
    console.error(`${program.goals.join(', ')} broke off: ${reason}`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  const missed = goals.filter(({ met }) => !met).length;
  console.log(`\n${String(goals.length - missed)} of ${String(goals.length)} ratios met, in ${String(seconds)} s`);
  if (values.json !== undefined) {
    const report: Report = {
      date: new Date().toISOString().slice(0, 10),
      machine,
      quick: values.quick,
      rounds: values.quick ? 7 : 9,
      seconds,
      goals,
      series,
      failures,
    };
    await writeFile(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
  }
  return 0;
}

/** Writes the page of a run, and the run itself beside it. */
async function writePage(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const files = [...pageOf(JSON.parse(text) as Report), { path: 'benchmark.json', text }];
  for (const { path, text } of files) await writeFile(new URL(path, DOCS), text);
  console.log(`Written below docs/: ${files.map(({ path }) => path).join(', ')}`);
}

/** No step of a program takes as long: one that hangs must not keep the others from being measured. */
const SILENCE_MS = 600_000;

/** Runs a program in a process of its own, so that none inherits the garbage or the habits of another. */
function runProgram(
  { execArgv = [], goals, module }: ProgramEntry,
  quick: boolean,
  taker: { result(result: GoalResult): void; series(series: Series): void },
): Promise<string | undefined> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = fork(RUN_PROGRAM, [module, quick ? 'quick' : 'full'], { execArgv: ['--expose-gc', ...execArgv] });
    let failure: string | undefined;
    const giveUp = (): void => {
      failure = `it said nothing for ${String(SILENCE_MS / 60_000)} minutes, and was ended`;
      child.kill('SIGKILL');
    };
    const silence = setTimeout(giveUp, SILENCE_MS);
    child.on('message', (message: ProgramMessage) => {
      silence.refresh();
      if (message.kind === 'progress') {
        const seconds = ((performance.now() - started) / 1000).toFixed(0);
        showProgress(`${goals.join(', ')}: ${message.line} (${seconds} s)`);
        return;
      }
      showProgress('');
      if (message.kind === 'result') taker.result(message.result);
      else if (message.kind === 'series') taker.series(message.series);
      else failure = message.reason;
    });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(silence);
      showProgress('');
      resolve(failure ?? (code === 0 ? undefined : `its process ended with ${String(signal ?? code)}`));
    });
  });
}

/** One line on standard error that is written over, for a person at a terminal alone. */
function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
}

function paint(): Paint {
  const colours = picocolors.createColors(process.stdout.isTTY && !process.env['NO_COLOR']);
  return { good: colours.green, bad: colours.red, dim: colours.dim };
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? error.message : error);
  return error instanceof TypeError ? 2 : 1;
});
