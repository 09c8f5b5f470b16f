// Writes what each adapter declares of itself into the page about its provider (`--update`), or says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFakeProvider } from '../packages/core/dist/testing.js';
import { createCryptomus } from '../packages/cryptomus/dist/index.js';
import { createHeleket } from '../packages/heleket/dist/index.js';
import { createMolam } from '../packages/molam/dist/index.js';
import { loadConformanceOptions } from '../packages/testkit/dist/planted-bugs.js';
import { ROOT } from './workspace.mjs';

/** @import { Capabilities } from '../packages/core/dist/index.js' */
/** @import { ConformanceOptions } from '../packages/testkit/dist/index.js' */

const BEGIN = '<!-- from the code -->';
const END = '<!-- end of it -->';

const keys = { merchantId: 'merchant', paymentApiKey: 'payment key', payoutApiKey: 'payout key' };

/** One entry for each page: its columns, and where the status words of the conformance suite are. */
const PAGES = [
  {
    page: 'docs/providers/cryptomus.md',
    columns: { 'with both keys': createCryptomus(keys) },
    suites: [['packages/cryptomus', 'CRYPTOMUS_CONFORMANCE']],
  },
  {
    page: 'docs/providers/heleket.md',
    columns: {
      'with both keys': createHeleket(keys),
      "dialect: 'api-key'": createHeleket({
        dialect: 'api-key',
        merchantId: 'merchant',
        apiKey: 'key',
        webhookSecret: 's',
      }),
    },
    suites: [
      ['packages/heleket', 'HELEKET_CONFORMANCE'],
      ['packages/heleket', 'HELEKET_API_KEY_CONFORMANCE'],
    ],
  },
  {
    page: 'docs/providers/molam.md',
    columns: {
      'with all options': createMolam({ apiKey: 'sk_test_1', originEntityId: 'merch_1', webhookSecrets: { 1: 's' } }),
    },
    suites: [['packages/molam', 'MOLAM_CONFORMANCE']],
  },
  {
    page: 'docs/providers/fake.md',
    columns: { fake: createFakeProvider() },
    suites: [['packages/testkit', 'FAKE_CONFORMANCE']],
  },
];

/** @param {{ readonly lookup: string, readonly deduplicatesForMs: number } | undefined} operation */
function sayOperation(operation) {
  if (operation === undefined) return '–';
  const { deduplicatesForMs: ms, lookup } = operation;
  const found =
    { reference: 'by our reference', id: 'by its id', scan: 'in the list', none: 'not at all' }[lookup] ?? lookup;
  const repeat = ms === 0 ? 'never' : ms === Number.MAX_SAFE_INTEGER ? 'always' : `for ${String(ms / 3_600_000)} h`;
  return `found ${found}; repeated ${repeat}`;
}

/** @param {Readonly<Record<string, { readonly capabilities: Capabilities }>>} columns */
function capabilityTable(columns) {
  const all = Object.values(columns).map(({ capabilities }) => capabilities);
  const operations = [...new Set(all.flatMap(({ operations: each }) => Object.keys(each)))];
  const yes = (/** @type {boolean} */ value) => (value ? 'yes' : 'no');
  const rows = [
    ['', ...Object.keys(columns).map((name) => (name.includes(':') ? `\`${name}\`` : name))],
    ...operations.map((operation) => [
      `\`${operation}\``,
      ...all.map((each) => sayOperation(/** @type {never} */ (each.operations)[operation])),
    ]),
    ['refunds of a part', ...all.map(({ partialRefunds }) => yes(partialRefunds))],
    [
      'memo on payouts',
      ...all.map(({ payoutMemo }) =>
        typeof payoutMemo === 'boolean' ? yes(payoutMemo) : `on ${payoutMemo.join(', ')}`,
      ),
    ],
    ['webhooks', ...all.map(({ webhooks }) => (webhooks === undefined ? 'none' : `\`${webhooks.scheme}\``))],
    [
      'look-up before an event counts',
      ...all.map(({ webhooks }) => (webhooks === undefined ? '–' : yes(webhooks.needsConfirmation))),
    ],
  ];
  return table(rows);
}

/** @param {readonly ConformanceOptions[]} suites */
function statusTable(suites) {
  const [first, ...others] = suites;
  const rows = [first, ...others].flatMap((suite) =>
    ['payments', 'payouts', 'refunds'].flatMap((kind) =>
      Object.entries(/** @type {Record<string, Record<string, string>>} */ (suite?.statuses ?? {})[kind] ?? {}).map(
        ([word, reading]) => [kind, `\`${word}\``, reading.replace(/ final$/, ', final')],
      ),
    ),
  );
  const unique = [...new Map(rows.map((row) => [row.join(), row])).values()];
  return table([['Of', 'Word', 'Reads as'], ...unique]);
}

/** @param {readonly (readonly string[])[]} rows */
function table([head = [], ...rows]) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @returns {Promise<Readonly<Record<string, string>>>} The text of every page, by its path. */
export async function renderProviderPages() {
  /** @type {Record<string, string>} */
  const pages = {};
  for (const { columns, page, suites } of PAGES) {
    /** @type {ConformanceOptions[]} */
    const options = [];
    for (const [folder = '', name = ''] of suites) {
      const module = new URL(`../${folder}/test/conformance-subject.ts`, import.meta.url);
      options.push(await loadConformanceOptions({ module, name }));
    }
    const text = readFileSync(join(ROOT, page), 'utf8');
    const [before, rest = ''] = text.split(BEGIN);
    const [, after = ''] = rest.split(END);
    const generated = [
      '## What the adapter declares',
      'What can be found out after a call whose answer was lost, and for how long the same call may be made again under its reference. Written from the adapter by `node tools/provider-pages.mjs --update`.',
      capabilityTable(columns),
      '### Every status word',
      'As the conformance suite holds the adapter to it; a word that is not here reads as `unrecognised`.',
      statusTable(options),
    ].join('\n\n');
    pages[page] = `${before}${BEGIN}\n\n${generated}\n\n${END}${after}`;
  }
  return pages;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && process.argv.includes('--update')) {
  for (const [name, text] of Object.entries(await renderProviderPages())) writeFileSync(join(ROOT, name), text);
}
