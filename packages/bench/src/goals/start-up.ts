import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type GoalContext, judged, type Side } from '../goal.js';
import { playRounds } from '../measuring/rounds.js';
import { coldStart } from '../start-up/cold-start.js';
import { loadSizeTool } from '../start-up/entry-sizes.js';

const ACCOUNT = {
  id: 'main',
  provider: 'cryptomus',
  options: { merchantId: '8b03432e-385b-4670-8d06-064591096795', paymentApiKey: 'a key that signs payments' },
};

const PRISM =
  'hyperswitch-prism 0.4.0 is not compared: its native library asks for glibc 2.38, and Debian 12 has 2.36.';

/** Both are explained in docs/decisions/2026-11-22-calls-and-starts-have-a-floor.md. */
const START_LIMIT =
  'Three quarters of it find, read and compile modules, those of Node.js among them, and run zod and inversify; ' +
  'our own code that runs takes less than a tenth.';
const SIZE_LIMIT = 'zod and inversify are about 47 KiB of it, the core is up to 20, and the adapter is the rest.';

/** What starting costs: the time until a system stands, and what is loaded for it. */
export async function measure(context: GoalContext): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'start-up-'));
  try {
    await measureColdStart(context, folder);
    await measureSizes(context, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureColdStart({ progress, quick, result, rounds }: GoalContext, folder: string): Promise<void> {
  progress('bundling the command line');
  const bundled = bundledSystem();
  const system = (url: string): string =>
    `import { createPaymux } from '${url}'; await createPaymux(${JSON.stringify({ accounts: [ACCOUNT] })});`;
  const { listEntries } = await loadSizeTool();
  const entries = quick ? [] : Object.entries(listEntries()).filter(([name]) => !name.startsWith('@paymux/testkit'));
  const comparison = await playRounds(
    {
      bundled: coldStart('Paymux bundled', folder, system(bundled)),
      stripe: coldStart('stripe', folder, startsStripe(import.meta.resolve('stripe'))),
      bundledStripe: coldStart('stripe bundled', folder, startsStripe(await bundledStripe(folder))),
      unbundled: coldStart('Paymux unbundled', folder, system(import.meta.resolve('paymux'))),
    },
    { rounds: rounds * (quick ? 1 : 3), onTurn: (name, round) => progress(`${name}, round ${String(round)}`) },
  );
  const side = (name: 'bundled' | 'stripe' | 'bundledStripe' | 'unbundled', title: string): Side => ({
    name: title,
    figure: comparison.figure(name, 'milliseconds'),
    unit: 'ms',
  });
  const imports =
    entries.length === 0 ? '' : ` Imports of single entries: ${await entryTimes(entries, progress, folder)}.`;
  const ours = side('bundled', 'loaded, and one account connected');
  result(
    judged({
      name: 'P10 cold start as the command line is published, over bare Node.js',
      ratio: ours.figure,
      atMost: 60,
      ours,
      note: `${START_LIMIT} Without a bundle ${side('unbundled', '').figure.toFixed(0)} ms.${imports}`,
    }),
  );
  result(
    judged({
      name: 'P10 cold start as published, over bare Node.js / import of stripe',
      ratio: comparison.ratio('bundled', 'stripe', 'milliseconds'),
      atMost: 0.7,
      ours,
      theirs: side('stripe', 'stripe'),
      note: `stripe in a bundle of its own takes ${side('bundledStripe', '').figure.toFixed(0)} ms. ${PRISM}`,
    }),
  );
}

/** Bundles the command line as its package is, and finds the system that its commands work with. */
function bundledSystem(): string {
  const repository = new URL('../../../../', import.meta.url);
  const tool = fileURLToPath(new URL('tools/bundle-command-line.mjs', repository));
  const { status, stderr } = spawnSync(process.execPath, [tool], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The command line could not be bundled: ${stderr}`);
  return new URL('packages/cli/dist/bundle/system.js', repository).href;
}

function startsStripe(url: string): string {
  return `import Stripe from '${url}'; new Stripe('sk_test_of_nobody');`;
}

async function bundledStripe(folder: string): Promise<string> {
  const outfile = join(folder, 'bundled-stripe.js');
  await build({
    entryPoints: [fileURLToPath(import.meta.resolve('stripe'))],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  return pathToFileURL(outfile).href;
}

/** How long each public entry takes by itself, the slowest first. */
async function entryTimes(
  entries: readonly (readonly [name: string, file: string])[],
  progress: GoalContext['progress'],
  folder: string,
): Promise<string> {
  const contestants = Object.fromEntries(
    entries.map(([name, file]) => [name, coldStart(name, folder, `import '${pathToFileURL(file).href}';`)]),
  );
  const times = await playRounds(contestants, { rounds: 5, onTurn: (name) => progress(`import of ${name}`) });
  return Object.keys(contestants)
    .map((name) => ({ name, milliseconds: times.figure(name, 'milliseconds') }))
    .sort((one, other) => other.milliseconds - one.milliseconds)
    .map(({ milliseconds, name }) => `${name} ${milliseconds.toFixed(0)}`)
    .join(', ');
}

async function measureSizes({ progress, result }: GoalContext, folder: string): Promise<void> {
  const { measureEntry } = await loadSizeTool();
  for (const adapter of ['molam', 'cryptomus', 'heleket']) {
    progress(`size of core and ${adapter}`);
    const file = join(folder, `${adapter}.mjs`);
    writeFileSync(file, composition(adapter));
    const { kib, parts } = await measureEntry(file);
    result(
      judged({
        name: `P11 size of core and ${adapter} with inversify and zod, compressed`,
        ratio: kib,
        atMost: 70,
        ours: { name: 'loaded at once', figure: kib, unit: 'KiB' },
        note: `${SIZE_LIMIT} Before compression, in KiB: ${Object.entries(parts)
          .map(([part, size]) => `${part} ${String(Math.round(size))}`)
          .join(', ')}.`,
      }),
    );
  }
  const kib = await sizeOfKy(folder);
  result(
    judged({
      name: 'P11 size of ky, which the default transport adds with the first call, compressed',
      ratio: kib,
      atMost: 5,
      ours: { name: 'ky', figure: kib, unit: 'KiB' },
    }),
  );
}

/** What an application with one account puts together. */
function composition(adapter: string): string {
  const at = (name: string): string => fileURLToPath(import.meta.resolve(name));
  const module = `${adapter}Module`;
  return [
    `export { Container } from '${at('inversify')}';`,
    `export { coreModule, TOKENS } from '${at('@paymux/core/inversify')}';`,
    `export { ${module} } from '${at(`@paymux/${adapter}/inversify`)}';`,
  ].join('\n');
}

async function sizeOfKy(folder: string): Promise<number> {
  const outfile = join(folder, 'ky.js');
  const entryPoints = [fileURLToPath(import.meta.resolve('ky'))];
  // As in the bundle of the command line: the text of the licence lies beside the code.
  const legalComments = 'linked';
  await build({ entryPoints, outfile, bundle: true, minify: true, format: 'esm', platform: 'node', legalComments });
  return gzipSync(readFileSync(outfile), { level: 9 }).byteLength / 1024;
}
