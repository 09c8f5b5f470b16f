// Draws the diagrams of the documents from what the code really does (`--update`), or says whether they are up to date.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFakeClock, createFakeProvider } from '../packages/core/dist/testing.js';
import { createPaymux, openPaymux } from '../packages/paymux/dist/index.js';
import { regimeOf, scenarioOf } from '../packages/simulation/dist/regimes.js';
import { runScenario } from '../packages/simulation/dist/world.js';
import { startCryptomusSimulator } from '../packages/simulators/dist/index.js';
import { drawGraph, drawSequence } from './draw.mjs';
import { ROOT } from './workspace.mjs';

const FOLDER = 'docs/images';

/** Enough of them for every way that is known; seeds make the same run anywhere. */
const SEEDS = 400;

/** @typedef {{ from: string, to: string, label: string, isAnswer?: boolean }} Step */

/**
 * Every way from one state of a payout to another that simulated runs take, and people by what they may do.
 *
 * @returns {Promise<ReadonlySet<string>>} As `from>to`; a payout begins at `asked`.
 */
export async function waysOfPayouts() {
  /** @type {Set<string>} */
  const ways = new Set();
  const take = (/** @type {readonly { to: string }[]} */ events) => {
    let from = 'asked';
    for (const { to } of events) {
      if (from !== to) ways.add(`${from}>${to}`);
      from = to;
    }
  };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { store } = await runScenario(scenarioOf(seed, regimeOf(seed)));
    const { records } = await store.listPayouts({ limit: 1000 });
    for (const { id } of records) take(await store.payoutEvents(id));
    await store.close();
  }
  for (const events of await decideAsPeople()) take(events);
  return ways;
}

/** What people and schedules add: payouts that wait, are agreed to, given up, or tried again. */
async function decideAsPeople() {
  const clock = createFakeClock('2026-01-01T00:00:00Z');
  const fake = createFakeProvider({}, { clock });
  const folder = mkdtempSync(join(tmpdir(), 'diagrams-'));
  const paymux = await openPaymux(
    { accounts: [{ id: 'main', provider: fake }], store: folder, worker: false },
    { clock },
  );
  const { payouts } = paymux;
  let count = 0;
  const ask = (/** @type {object} */ more) => {
    count += 1;
    return payouts.createPayout({
      reference: `payout-${String(count)}`,
      creator: 'anna',
      amount: { amount: '10', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
      ...more,
    });
  };
  const later = { sendAt: new Date('2026-01-02T00:00:00Z') };
  const as = (/** @type {{ id: string, revision: number }} */ { id, revision }, actor = 'bruno') => ({
    id,
    revision,
    actor,
  });

  await payouts.approvePayout(as(await ask({ needsApproval: true })));
  await payouts.approvePayout(as(await ask({ needsApproval: true, ...later })));
  await payouts.rejectPayout(as(await ask({ needsApproval: true })));
  await payouts.cancelPayout(as(await ask(later)));
  const failed = await ask({});
  await fake.control.fail(failed.providerId ?? '');
  const wallet = await paymux.profiles.create({
    client: 'maria',
    displayName: 'savings',
    currency: 'USDT',
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
  });
  await ask({ ...later, client: 'maria', walletProfileId: wallet.id });
  await paymux.profiles.update(wallet.id, wallet.revision, { status: 'blocked' });
  clock.set('2026-01-02T00:10:00Z');
  await paymux.worker.drain();
  await payouts.retryPayout(as(/** @type {never} */ (await payouts.findPayout({ id: failed.id }))));
  await paymux.worker.drain();

  const { records } = await payouts.listPayouts();
  const histories = [];
  for (const { id } of records) histories.push((await payouts.history(id)).events);
  await paymux.close();
  rmSync(folder, { recursive: true });
  return histories;
}

/** The words of the provider, which any of these may turn into. */
const FRAME = ['pending', 'broadcast', 'confirmed', 'reversed', 'failed', 'cancelled'];
const INTO_FRAME = ['submitting', 'unknown', 'needs_review'];

/** @type {readonly import('./draw.mjs').Node[]} */
const STATES = [
  { id: 'asked', x: 60, y: 150, look: 'start' },
  { id: 'awaiting_approval', x: 190, y: 60 },
  { id: 'scheduled', x: 190, y: 240 },
  { id: 'ready', x: 330, y: 150 },
  { id: 'submitting', x: 480, y: 150 },
  { id: 'unknown', x: 480, y: 310 },
  { id: 'needs_review', x: 660, y: 370, look: 'attention' },
  { id: 'pending', x: 660, y: 90 },
  { id: 'broadcast', x: 800, y: 90 },
  { id: 'confirmed', x: 950, y: 90, look: 'end' },
  { id: 'reversed', x: 950, y: 190, look: 'end' },
  { id: 'failed', x: 690, y: 190, look: 'end' },
  { id: 'cancelled', x: 840, y: 240, look: 'end' },
];

const LABELS = /** @type {Readonly<Record<string, string>>} */ ({
  'submitting>unknown': 'no answer',
  'unknown>submitting': 'again, if safe',
  'ready>submitting': 'on hold',
  'submitting>ready': 'not sent',
});
const BENDS = /** @type {Readonly<Record<string, number>>} */ ({
  'submitting>unknown': 30,
  'unknown>submitting': 70,
  'ready>submitting': 26,
  'submitting>ready': 26,
  'failed>ready': 120,
  'awaiting_approval>cancelled': 40,
  'scheduled>cancelled': -190,
  'submitting>needs_review': -40,
});

/** @param {ReadonlySet<string>} ways */
export function drawPayoutStates(ways) {
  const inFrame = (/** @type {string} */ state) => FRAME.includes(state);
  const edges = [...ways].sort().flatMap((way) => {
    const [from = '', to = ''] = way.split('>');
    // One arrow to the frame stands for those to every word in it; the table of the page has each of them.
    if (inFrame(to) && INTO_FRAME.includes(from)) return to === 'pending' ? [{ from, to }] : [];
    if (inFrame(from) && inFrame(to) && !FORWARD.has(way)) return [];
    return [{ from, to, ...(LABELS[way] && { label: LABELS[way] }), ...(BENDS[way] && { bend: BENDS[way] }) }];
  });
  return drawGraph({
    title: 'The states of a payout',
    width: 1040,
    height: 420,
    nodes: STATES,
    edges,
    frames: [
      { label: 'what the provider says: a word moves it forward, never back', x: 600, y: 40, width: 425, height: 230 },
    ],
  });
}

const FORWARD = new Set([
  'pending>broadcast',
  'broadcast>confirmed',
  'confirmed>reversed',
  'pending>failed',
  'pending>cancelled',
]);

/** @param {ReadonlySet<string>} ways */
export function tabulatePayoutStates(ways) {
  const states = STATES.map(({ id }) => id).filter((id) => id !== 'asked');
  const rows = ['asked', ...states].map((from) => [
    `\`${from}\``,
    states
      .filter((to) => ways.has(`${from}>${to}`))
      .map((to) => `\`${to}\``)
      .join(', ') || 'nothing',
  ]);
  return ['| From | It is seen to go to |', '| --- | --- |', ...rows.map(([from, to]) => `| ${from} | ${to} |`)].join(
    '\n',
  );
}

/**
 * A payment from its request to the application's own handler, as a run of it was recorded.
 *
 * @returns {Promise<readonly Step[]>}
 */
export async function recordPayment() {
  const [app, paymuxActor, gateway, payer] = ['your program', 'Paymux', 'the provider', 'the payer'];
  /** @type {Step[]} */
  const steps = [];
  const { control, paymux, receive, simulator } = await openShop((status) =>
    steps.push({ from: paymuxActor, to: app, label: `on(event): ${status}` }),
  );
  const asked = () => control.requests().map(({ method, path }) => `${method} ${path}`);
  steps.push({ from: app, to: paymuxActor, label: 'payments.createPayment' });
  const payment = await paymux.payments.createPayment({
    reference: 'order-42',
    amount: { amount: '15.00', currency: 'USD' },
    webhookUrl: 'http://127.0.0.1:1/webhooks/main',
  });
  for (const call of asked()) {
    steps.push({ from: paymuxActor, to: gateway, label: `${call}, signed` });
    steps.push({ from: gateway, to: paymuxActor, label: 'the invoice', isAnswer: true });
  }
  steps.push({ from: paymuxActor, to: app, label: `${payment.status}, checkoutUrl`, isAnswer: true });
  const before = asked().length;
  await control.pay('order-42');
  steps.push({ from: payer, to: gateway, label: 'pays' });
  const [delivery] = await receive(1);
  steps.push({ from: gateway, to: paymuxActor, label: 'webhook, signed' });
  const told = steps.splice(
    steps.findIndex(({ label }) => label.startsWith('on(event)')),
    0,
  );
  const handled = steps.filter(({ label }) => label.startsWith('on(event)'));
  const others = steps.filter(({ label }) => !label.startsWith('on(event)'));
  for (const call of asked().slice(before)) {
    others.push({ from: paymuxActor, to: gateway, label: `${call}: is it true?` });
    others.push({ from: gateway, to: paymuxActor, label: 'the invoice', isAnswer: true });
  }
  others.push(...told, ...handled);
  others.push({ from: paymuxActor, to: gateway, label: String(delivery?.status), isAnswer: true });
  await paymux.close();
  await simulator.close();
  return others;
}

/**
 * What becomes of deliveries: a genuine one, the same again, a forged one, one that is too large, one of no account.
 *
 * @returns {Promise<readonly Step[]>}
 */
export async function recordWebhooks() {
  const [sender, paymuxActor, app] = ['who delivers', 'Paymux', 'your program'];
  /** @type {Step[]} */
  const steps = [];
  const { control, handler, paymux, receive, simulator } = await openShop((status) =>
    steps.push({ from: paymuxActor, to: app, label: `on(event): ${status}` }),
  );
  await paymux.payments.createPayment({
    reference: 'order-42',
    amount: { amount: '15.00', currency: 'USD' },
    webhookUrl: 'http://127.0.0.1:1/webhooks/main',
  });
  await control.pay('order-42');
  const [genuine] = await receive(0);
  const body = genuine?.body ?? '';
  const post = async (/** @type {string} */ label, /** @type {string} */ content, path = '/webhooks/main') => {
    steps.push({ from: sender, to: paymuxActor, label });
    const looked = control.requests().length;
    const answer = await handler(new Request(`http://127.0.0.1${path}`, { method: 'POST', body: content }));
    if (control.requests().length > looked) {
      steps.splice(steps.findLastIndex((step) => step.label === label) + 1, 0, {
        from: paymuxActor,
        to: paymuxActor,
        label: 'looks it up at the provider',
      });
    }
    steps.push({ from: paymuxActor, to: sender, label: String(answer.status), isAnswer: true });
  };
  await post('a genuine delivery', body);
  await post('the same again', body);
  await post(
    'one whose signature is wrong',
    body.replace(/(?<="sign":")./, (digit) => (digit === '0' ? '1' : '0')),
  );
  await post('one without a signature', '{"type":"payment"}');
  await post('one of 70 KB', 'x'.repeat(70_000));
  await post('one for no account', body, '/webhooks/nobody');
  await paymux.close();
  await simulator.close();
  return steps;
}

/** @param {(status: string) => void} tell */
async function openShop(tell) {
  const simulator = await startCryptomusSimulator();
  const { baseUrl, control, merchantId, paymentKey } = simulator;
  const paymux = await createPaymux({
    accounts: [{ id: 'main', provider: 'cryptomus', options: { baseUrl, merchantId, paymentApiKey: paymentKey } }],
  });
  const handler = paymux.webhooks.handler({
    on: (event) => tell(event.kind === 'payment' ? event.payment.status : event.type),
  });
  /** Takes what the provider sends, and hands it to the first few handlers. @param {number} handled */
  const receive = async (handled) => {
    const received = [];
    for (const { body } of control.deliveries().slice(0, 1)) {
      const answer =
        handled > 0
          ? await handler(new Request('http://127.0.0.1/webhooks/main', { method: 'POST', body }))
          : undefined;
      received.push({ body, status: answer?.status });
    }
    return received;
  };
  return { control, handler, paymux, receive, simulator };
}

/** @returns {Promise<Readonly<Record<string, string>>>} The text of every file, by its path. */
export async function drawAll() {
  const ways = await waysOfPayouts();
  const payouts = readFileSync(join(ROOT, 'docs/payouts.md'), 'utf8');
  return {
    [`${FOLDER}/payout-states.svg`]: drawPayoutStates(ways),
    [`${FOLDER}/payment-flow.svg`]: drawSequence({
      title: 'How a payment is opened, paid and told of',
      actors: ['your program', 'Paymux', 'the provider', 'the payer'],
      steps: await recordPayment(),
    }),
    [`${FOLDER}/webhook-flow.svg`]: drawSequence({
      title: 'What becomes of deliveries',
      actors: ['who delivers', 'Paymux', 'your program'],
      steps: await recordWebhooks(),
    }),
    'docs/payouts.md': payouts.replace(
      /(<!-- ways -->\n\n)[^]*?(\n\n<!-- end of ways -->)/,
      (_all, begin, end) => `${begin}${tabulatePayoutStates(ways)}${end}`,
    ),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = Object.entries(await drawAll());
  if (process.argv.includes('--update')) {
    mkdirSync(join(ROOT, FOLDER), { recursive: true });
    for (const [name, text] of files) writeFileSync(join(ROOT, name), text);
  } else {
    const stale = files.filter(
      ([name, text]) => !existsSync(join(ROOT, name)) || readFileSync(join(ROOT, name), 'utf8') !== text,
    );
    for (const [name] of stale)
      console.error(`${name} is not what the code does. Run "node tools/diagrams.mjs --update".`);
    if (stale.length > 0) process.exitCode = 1;
  }
}
