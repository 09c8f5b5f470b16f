export { CORE_PLANTED_BUGS } from './core-planted-bugs.js';
export type { PlantedRunReport } from './planted-run.js';
import { spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ConformanceOptions } from './conformance/conformance-options.js';
import { LOADED_MARK, type PlantedRun, type PlantedRunReport } from './planted-run.js';

/** A bug that the conformance suite must catch: one piece of a built module, replaced by another. */
export interface PlantedBug {
  /** Says what is wrong, as a clause. */
  readonly name: string;
  /** The module, by package and path: `@paymux/molam/dist/amounts.js`. */
  readonly file: string;
  /** Text that occurs in the module exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Beginnings of the ids of the cases that may catch it, likeliest first. All of them when absent. */
  readonly cases?: readonly string[] | undefined;
}

/** Where the {@link ConformanceOptions} of a provider are. */
export interface ConformanceSuite {
  /**
   * A module that imports packages, and of its own package what is built: `../src/` is read as
   * `../dist/`, and TypeScript is stripped of its types.
   */
  readonly module: URL;
  /** The name under which the module exports the options. */
  readonly name: string;
}

/** What became of a planted bug. */
export type PlantedBugResult =
  /** `by` is the id of the first case that failed. */
  | { readonly outcome: 'caught'; readonly by: string }
  | { readonly outcome: 'survived' }
  /** The text is not in the module exactly once, or the suite does not load the module: the bug has to be planted anew. */
  | { readonly outcome: 'stale'; readonly reason: string };

/**
 * Plants a bug and runs the suite in a process of its own until a case fails. Two run at a time.
 *
 * @throws Error if the process ends without an answer.
 */
export async function runPlantedBug(suite: ConformanceSuite, bug: PlantedBug): Promise<PlantedBugResult> {
  const path = modulePath(suite, bug.file);
  const source = readFileSync(path, 'utf8');
  const pieces = source.split(bug.find);
  if (pieces.length !== 2) {
    return { outcome: 'stale', reason: `The text occurs ${String(pieces.length - 1)} times in ${bug.file}.` };
  }
  const replaced = `${pieces.join(bug.replace)}\n;globalThis.${LOADED_MARK} = true;\n`;
  const report = await run(suite, { [pathToFileURL(path).href]: replaced }, bug.cases);
  if (!report.loaded) return { outcome: 'stale', reason: `The suite does not load ${bug.file}.` };
  const [by] = report.failed;
  return by === undefined ? { outcome: 'survived' } : { outcome: 'caught', by };
}

/**
 * Runs the suite in the same way without a bug. What it reports is what the others are measured against.
 *
 * @param cases - Beginnings of the ids of the cases to run. @defaultValue all of them
 */
export function runWithoutBug(suite: ConformanceSuite, cases?: readonly string[]): Promise<PlantedRunReport> {
  return run(suite, {}, cases);
}

/** Loads a suite's options into this process, from TypeScript as well. */
export async function loadConformanceOptions(suite: ConformanceSuite): Promise<ConformanceOptions> {
  const { register } = await import('node:module');
  register('../dist/planted-bug-loader.js', import.meta.url, { data: await suiteSources(suite) });
  const module = (await import(suite.module.href)) as Readonly<Record<string, ConformanceOptions | undefined>>;
  const options = module[suite.name];
  if (options === undefined) throw new Error(`${suite.module.pathname} exports no ${suite.name}.`);
  return options;
}

/** No run takes as long; a bug that makes one endless has been noticed. */
const LONGEST_RUN_MS = 120_000;

const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

async function run(
  suite: ConformanceSuite,
  sources: PlantedRun['sources'],
  cases: PlantedBug['cases'],
): Promise<PlantedRunReport> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    const run: PlantedRun = {
      suite: suite.module.href,
      name: suite.name,
      sources: { ...sources, ...(await suiteSources(suite)) },
      cases,
    };
    return await runInChild(run);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

function runInChild(run: PlantedRun): Promise<PlantedRunReport> {
  const program = fileURLToPath(new URL('../dist/planted-bug-child.js', import.meta.url));
  const child = spawn(process.execPath, [program], { timeout: LONGEST_RUN_MS, killSignal: 'SIGKILL' });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(JSON.stringify(run));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => {
      if (signal === 'SIGKILL') {
        resolve({ failed: ['the run does not end'], ran: 0, loaded: true });
        return;
      }
      try {
        resolve(JSON.parse(Buffer.concat(output).toString('utf8')) as PlantedRunReport);
      } catch (cause) {
        const said = Buffer.concat(errors).toString('utf8').slice(0, 2_000);
        reject(new Error(`The run ended without an answer. ${said}`, { cause }));
      }
    });
  });
}

/** The suite's own module, without types where it has some. */
async function suiteSources({ module }: ConformanceSuite): Promise<PlantedRun['sources']> {
  if (!module.pathname.endsWith('.ts')) return {};
  const { default: typescript } = await import('typescript');
  const { outputText } = typescript.transpileModule(readFileSync(module, 'utf8'), {
    compilerOptions: {
      module: typescript.ModuleKind.ESNext,
      target: typescript.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  });
  // What is planted, and what is shipped, is the build.
  return { [module.href]: outputText.replaceAll(/(from ['"])\.\.\/src\//g, '$1../dist/') };
}

/** Where a module is, as seen from the suite: a package of the suite's own, or one that its package depends on. */
function modulePath({ module }: ConformanceSuite, file: string): string {
  const [scope = '', name = '', ...rest] = file.split('/');
  const manifest = createRequire(module).resolve(`${scope}/${name}/package.json`);
  return realpathSync(join(dirname(manifest), ...rest));
}
