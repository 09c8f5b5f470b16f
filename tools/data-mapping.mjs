// Finds out under which name each field of a payout travels, and writes the table of docs/data-mapping.md (`--update`).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createScriptedHttpClient } from '../packages/core/dist/testing.js';
import { createCryptomus } from '../packages/cryptomus/dist/index.js';
import { createHeleket } from '../packages/heleket/dist/index.js';
import { createMolam } from '../packages/molam/dist/index.js';
import { ROOT } from './workspace.mjs';

const DOCUMENT = 'docs/data-mapping.md';
const [BEGIN, END] = ['<!-- from the code -->', '<!-- end of it -->'];

const keys = { merchantId: 'merchant-id', paymentApiKey: 'payment-key', payoutApiKey: 'payout-key', maxRetries: 0 };
const crypto = {
  reference: 'reference-1',
  amount: { amount: '12.34', currency: 'TON' },
  network: 'ton',
  destination: { type: 'crypto_address', address: 'EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2' },
  feeFrom: 'balance',
  memo: '104729',
  webhookUrl: 'https://shop.example/hook',
  metadata: { plan: 'premium-plan' },
};
const bank = {
  reference: 'reference-1',
  amount: { amount: '12.34', currency: 'EUR' },
  destination: { type: 'bank_account', bankCode: 'BANKCODE', accountNumber: '00012345678', holder: 'Awa Diop' },
  description: 'the description',
  metadata: { plan: 'premium-plan' },
};

/** One column for each wire. */
const WIRES = /** @type {const} */ ([
  ['Cryptomus', crypto, (/** @type {never} */ dependencies) => createCryptomus(keys, dependencies)],
  ['Heleket', crypto, (/** @type {never} */ dependencies) => createHeleket(keys, dependencies)],
  [
    "Heleket, `dialect: 'api-key'`",
    { ...crypto, feeFrom: undefined, webhookUrl: undefined },
    (/** @type {never} */ dependencies) =>
      createHeleket(
        { dialect: 'api-key', merchantId: 'merchant-id', apiKey: 'api-key-1', webhookSecret: 's', maxRetries: 0 },
        dependencies,
      ),
  ],
  [
    'Molam',
    bank,
    (/** @type {never} */ dependencies) =>
      createMolam({ apiKey: 'sk_test_1', originEntityId: 'merch-1', maxRetries: 0 }, dependencies),
  ],
]);

/** The fields of a payout request, and the text that stands for each. */
const FIELDS = [
  ['reference', 'reference-1'],
  ['amount.amount', '12.34'],
  ['amount.currency', 'TON', 'EUR'],
  ['network', 'ton'],
  ['destination.address', crypto.destination.address],
  ['destination.bankCode', 'BANKCODE'],
  ['destination.accountNumber', '00012345678'],
  ['destination.holder', 'Awa Diop'],
  ['memo', '104729'],
  ["feeFrom: 'balance'", 'true'],
  ['description', 'the description'],
  ['metadata.plan', 'premium-plan'],
  ['webhookUrl', 'https://shop.example/hook'],
];

/** @returns {Promise<string>} The table. */
export async function mapFields() {
  /** @type {(readonly (readonly [string, unknown])[])[]} */
  const found = [];
  for (const [, request, connect] of WIRES) {
    const httpClient = createScriptedHttpClient([{ status: 500 }]);
    const provider = connect(/** @type {never} */ ({ httpClient }));
    await provider.payouts.createPayout(/** @type {never} */ (request)).catch(() => undefined);
    const [sent] = httpClient.requests;
    const text =
      sent?.body === undefined ? '{}' : typeof sent.body === 'string' ? sent.body : new TextDecoder().decode(sent.body);
    found.push([
      ...leaves(JSON.parse(text), ''),
      ...Object.entries(sent?.headers ?? {}).map(([name, value]) => /** @type {const} */ ([`header ${name}`, value])),
    ]);
  }
  const rows = FIELDS.map(([field = '', ...texts]) => [
    `\`${field}\``,
    ...found.map((wire) => {
      const names = wire.filter(([, value]) => texts.includes(String(value))).map(([name]) => `\`${name}\``);
      return names.length === 0 ? '–' : names.join(', ');
    }),
  ]);
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['Here', ...WIRES.map(([name]) => name)]),
    line(['---', ...WIRES.map(() => '---')]),
    ...rows.map(line),
  ].join('\n');
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {(readonly [string, unknown])[]}
 */
function leaves(value, path) {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`));
}

/** @returns {Promise<string>} The document as it should be. */
export async function renderDataMapping() {
  const text = readFileSync(join(ROOT, DOCUMENT), 'utf8');
  const [before, rest = ''] = text.split(BEGIN);
  return `${before}${BEGIN}\n\n${await mapFields()}\n\n${END}${rest.split(END)[1] ?? ''}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && process.argv.includes('--update')) {
  writeFileSync(join(ROOT, DOCUMENT), await renderDataMapping());
}
