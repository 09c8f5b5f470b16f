import { createCryptomus } from '@paymux/cryptomus';
import { createMolam } from '@paymux/molam';
import { type GoalContext, judged } from '../goal.js';
import { repeatedAsync } from '../measuring/repeat.js';
import { playRounds } from '../measuring/rounds.js';
import { HOSTILE_SHAPES, type HostileShape } from '../webhooks/hostile-bodies.js';
import { warmUp } from '../webhooks/warm-up.js';
import {
  BODY_KEY,
  HMAC_SECRET,
  KEY_ID,
  signedPayment,
  unsignedPayment,
  USUAL_BYTES,
} from '../webhooks/sample-webhooks.js';

const KIB = 1024;
/** What the validator looks at by default, in bytes. */
const MAX_BODY_BYTES = 64 * KIB;

// The parts are in docs/decisions/2026-11-21-webhooks-cost-little-more-than-their-hash.md.
const LIMIT =
  'A promise, a verdict, a look at the bytes as text and a search through it take 0.6 to 0.7 µs, which is a twentieth ' +
  'of accepting or a little more: the cheaper accepting is, the harder this goal.';

const cryptomus = createCryptomus({ merchantId: 'bench', paymentApiKey: BODY_KEY });
const molam = createMolam({ apiKey: 'sk_bench', webhookSecrets: { [KEY_ID]: HMAC_SECRET } });

/** P5: what it costs to refuse a webhook, compared with accepting one, and that no shape costs more than its length. */
export async function measure(context: GoalContext): Promise<void> {
  await measureRefusals(context);
  for (const shape of HOSTILE_SHAPES) await measureHostile(context, shape);
}

async function measureRefusals({ progress, result, rounds, turnMs }: GoalContext): Promise<void> {
  const headers = new Headers();
  const genuine = signedPayment(USUAL_BYTES);
  const text = genuine.toString();
  const refused = (name: string, body: Buffer) =>
    repeatedAsync(name, turnMs, async () => {
      const verdict = await cryptomus.webhooks.judge({ headers, body });
      if (verdict.ok) throw new Error('A forgery was accepted.');
      return verdict;
    });
  const sides = {
    accepted: repeatedAsync('accepted', turnMs, () => cryptomus.webhooks.judge({ headers, body: genuine })),
    mismatch: refused('bad signature', Buffer.from(text.replace(/.(?="\}$)/, (digit) => (digit === '0' ? '1' : '0')))),
    missing: refused('signature missing', Buffer.from(unsignedPayment(USUAL_BYTES))),
    oversized: refused('oversized', Buffer.concat([genuine, Buffer.alloc(MAX_BODY_BYTES, ' ')])),
    illShaped: refused('ill-shaped signature', Buffer.from(text.replace(/[0-9a-f]{32}"\}$/, 'not a signature"}'))),
  };
  await warmUp(sides);
  const comparison = await playRounds<keyof typeof sides, 'cpuMicroseconds'>(sides, {
    rounds,
    onTurn: (name) => progress(name),
  });
  const line = (side: Exclude<keyof typeof sides, 'accepted'>, atMost: number, note?: string): void => {
    const figure = (name: keyof typeof sides) => ({
      name: sides[name].name,
      figure: comparison.figure(name, 'cpuMicroseconds'),
      unit: 'µs CPU',
    });
    result(
      judged({
        name: `P5 refuse a webhook, 1 KB, ${sides[side].name} / accept it`,
        ratio: comparison.ratio(side, 'accepted', 'cpuMicroseconds'),
        atMost,
        ours: figure(side),
        theirs: figure('accepted'),
        note,
      }),
    );
  };
  line('mismatch', 0.6);
  line('missing', 0.05, LIMIT);
  line('oversized', 0.05);
  line('illShaped', 0.05, LIMIT);
}

/** A shape in 16 and in 64 KB. */
async function measureHostile({ progress, result, rounds, turnMs }: GoalContext, shape: HostileShape): Promise<void> {
  const sides = {
    small: repeatedAsync(`${shape.name}, 16 KB`, turnMs / 4, deliver(shape, 16 * KIB)),
    large: repeatedAsync(`${shape.name}, 64 KB`, turnMs / 4, deliver(shape, 64 * KIB)),
  };
  const comparison = await playRounds<keyof typeof sides, 'cpuMicroseconds'>(sides, {
    rounds,
    onTurn: (name) => progress(name),
  });
  const small = comparison.figure('small', 'cpuMicroseconds');
  const large = comparison.figure('large', 'cpuMicroseconds');
  result(
    judged({
      name: `P5 refuse ${shape.name}, 64 KB / 16 KB`,
      ratio: comparison.ratio('large', 'small', 'cpuMicroseconds'),
      atMost: 5,
      ours: { name: '64 KB', figure: large, unit: 'µs CPU' },
      theirs: { name: '16 KB', figure: small, unit: 'µs CPU' },
    }),
  );
  result(
    judged({
      name: `P5 refuse ${shape.name}, 64 KB, in milliseconds`,
      ratio: large / 1000,
      atMost: 5,
      ours: { name: '64 KB', figure: large / 1000, unit: 'ms CPU' },
    }),
  );
}

function deliver({ body, header }: HostileShape, bytes: number): () => Promise<unknown> {
  if (header !== undefined) {
    const headers = new Headers({ 'molam-signature': header(bytes) });
    const genuine = signedPayment(USUAL_BYTES);
    return () => molam.webhooks.judge({ headers, body: genuine });
  }
  const headers = new Headers();
  // No longer than the validator looks at: a longer one costs nothing.
  const text = Buffer.from(body?.(bytes - KIB) ?? '');
  if (text.byteLength > bytes) throw new RangeError('A hostile body is longer than it says.');
  return () => cryptomus.webhooks.judge({ headers, body: text });
}
