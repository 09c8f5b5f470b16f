// Writes docs/conformance.md from the conformance suites' data (`--update`), or says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conformanceCases, planConformance, REQUIREMENTS } from '../packages/testkit/dist/index.js';
import { loadConformanceOptions } from '../packages/testkit/dist/planted-bugs.js';
import { ROOT } from './workspace.mjs';

/** @import { ConformanceCase, ConformanceOptions, ConformancePlan } from '../packages/testkit/dist/index.js' */

/** One line for each column: its name, its package's folder, and the name of its options there. */
const SUITES = [
  ['cryptomus', 'packages/cryptomus', 'CRYPTOMUS_CONFORMANCE'],
  ['heleket', 'packages/heleket', 'HELEKET_CONFORMANCE'],
  ['heleket (api-key)', 'packages/heleket', 'HELEKET_API_KEY_CONFORMANCE'],
  ['molam', 'packages/molam', 'MOLAM_CONFORMANCE'],
  ['fake', 'packages/testkit', 'FAKE_CONFORMANCE'],
  ['stripe (example)', 'examples/stripe', 'STRIPE_CONFORMANCE'],
  ['tidepay (example)', 'examples/custom-provider', 'TIDEPAY_CONFORMANCE'],
];

const DOCUMENT = join(ROOT, 'docs/conformance.md');

/**
 * @typedef {object} Provider
 * @property {string} name
 * @property {ConformanceOptions} options
 * @property {ConformancePlan} plan
 */

/** @returns {Promise<Provider[]>} */
async function loadProviders() {
  const providers = [];
  for (const [name = '', folder = '', exported = ''] of SUITES) {
    const module = new URL(`../${folder}/test/conformance-subject.ts`, import.meta.url);
    const options = await loadConformanceOptions({ module, name: exported });
    providers.push({ name, options, plan: await planConformance(options) });
  }
  return providers;
}

/** @param {readonly Provider[]} providers */
function render(providers) {
  const names = providers.map(({ name }) => name);
  const groups = [...new Set(conformanceCases().map(({ group }) => group))];
  const sections = [
    '# What each provider keeps of the contract',
    'A provider of Paymux is what passes the [conformance suite](../packages/testkit/README.md#the-conformance-suite). It runs for each adapter against the simulator of its provider, once for each dialect, for the fake provider that applications test with, and for the two examples of a provider of one’s own: [Stripe](../examples/stripe/README.md), and [Tidepay](../examples/custom-provider/README.md), which is imaginary. This page is written from the same data by `node tools/conformance-table.mjs --update`.',
    '## What each provider has',
    table(
      ['', ...names],
      Object.entries(REQUIREMENTS).map(([requirement, { what }]) => [
        sentence(what),
        ...providers.map(({ plan }) => (plan.lacks.some((lack) => lack === requirement) ? '–' : 'yes')),
      ]),
    ),
    '## How many cases apply',
    'A case that needs what a provider has not is not applicable, which is not the same as passed.',
    table(
      ['Group', 'Cases', ...names],
      groups.map((group) => {
        const ofGroup = (/** @type {readonly ConformanceCase[]} */ cases) =>
          cases.filter((candidate) => candidate.group === group).length;
        return [
          group,
          String(ofGroup(conformanceCases())),
          ...providers.map(({ plan }) => String(ofGroup(plan.applicable))),
        ];
      }),
    ),
    '## Deviations',
    'What a provider is known to do otherwise. Such a case runs inverted: it fails as soon as the provider no longer deviates.',
    table(
      ['Provider', 'Cases', 'Why', 'Source'],
      providers.flatMap(({ name, options: { deviations = [] } }) => {
        const reasons = [...new Set(deviations.map(({ reason }) => reason))];
        return reasons.map((reason) => {
          const same = deviations.filter((deviation) => deviation.reason === reason);
          const sources = [...new Set(same.map(({ source }) => linkTo(source)))];
          return [name, same.map((deviation) => `\`${deviation.case}\``).join(', '), reason, sources.join(', ')];
        });
      }),
    ),
    '## What does not apply, and why',
    table(
      ['Provider', 'Reason', 'Cases'],
      providers.flatMap(({ name, plan }) => {
        const reasons = [...new Set(plan.notApplicable.map(({ reason }) => reason))];
        return reasons.map((reason) => [
          name,
          reason,
          String(plan.notApplicable.filter((entry) => entry.reason === reason).length),
        ]);
      }),
    ),
    '## The cases',
    ...groups.flatMap((group) => [
      `### ${group}`,
      table(
        ['Case', 'What must hold', ...names],
        conformanceCases()
          .filter((candidate) => candidate.group === group)
          .map((candidate) => [
            `\`${candidate.id.slice(group.length + 1)}\``,
            candidate.title,
            ...providers.map((provider) => verdict(provider, candidate)),
          ]),
      ),
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/**
 * @param {Provider} provider
 * @param {ConformanceCase} candidate
 */
function verdict({ options, plan }, candidate) {
  if (!plan.applicable.includes(candidate)) return '–';
  return options.deviations?.some((deviation) => deviation.case === candidate.id) ? 'deviates' : 'yes';
}

/**
 * A source below `docs/`, as seen from the document.
 *
 * @param {string} source
 */
function linkTo(source) {
  const path = source.replace(/^docs\//, '');
  return `[${path.replace(/^.*\//, '').replace('.md', '')}](${path})`;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {string} words */
function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const wanted = render(await loadProviders());
if (process.argv.includes('--update')) {
  writeFileSync(DOCUMENT, wanted);
} else if (readFileSync(DOCUMENT, 'utf8') !== wanted) {
  console.error('docs/conformance.md is not what the suites say. Run `node tools/conformance-table.mjs --update`.');
  process.exitCode = 1;
}
