import {
  type Fault,
  type MoneyMovement,
  type RecordedRequest,
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '@paymux/simulators';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccountConfig } from 'paymux';

/** The accounts, each at a simulator of its own. */
export const ACCOUNTS = ['cryptomus', 'heleket', 'molam'] as const;
export type AccountName = (typeof ACCOUNTS)[number];

/** What a simulator accepted: an invoice, a payment intent, or a payout. */
export interface AcceptedObject {
  readonly id: string;
  readonly reference: string;
  readonly isPayout: boolean;
}

/** One simulator, in words that all three share. */
export interface SimulatedAccount {
  readonly account: AccountConfig;
  readonly baseUrl: string;
  readonly control: {
    fault(fault: Fault): void;
    clearFaults(): void;
    advance(ms: number): Promise<void>;
    now(): Date;
    transfers(): readonly MoneyMovement[];
    requests(): readonly RecordedRequest[];
    settle(id: string, status: string): Promise<void>;
  };
  accepted(): readonly AcceptedObject[];
  /** Ends a payment or payout well, or as failed. */
  finish(accepted: AcceptedObject, end: 'well' | 'failed'): Promise<void>;
  close(): Promise<void>;
}

/** Three running simulators, and a receiver for their webhooks. */
export interface ThreeSimulators {
  readonly accounts: Readonly<Record<AccountName, SimulatedAccount>>;
  /** Where webhooks go, without the account at the end. */
  readonly webhookUrl: string;
  /** An origin where nobody listens. */
  readonly deadOrigin: string;
  /** Answers webhooks from now on; those that do not speak of what is expected are taken and forgotten. */
  receive(expected: string, answer: (request: Request) => Promise<Response>): void;
  close(): Promise<void>;
}

const SECRET = 'whsec_three_simulators';

export async function startThreeSimulators(): Promise<ThreeSimulators> {
  let expected: string | undefined;
  let answer: (request: Request) => Promise<Response> = () => Promise.resolve(new Response());
  const receiver = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await bodyOf(incoming);
      let status = 200;
      if (expected !== undefined && body.includes(expected)) {
        const url = `http://127.0.0.1${incoming.url ?? '/'}`;
        const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        ({ status } = await answer(new Request(url, { method: 'POST', headers, body })));
      }
      outgoing.writeHead(status).end();
    })();
  });
  const port = await listening(receiver);
  const webhookUrl = `http://127.0.0.1:${String(port)}/hooks`;
  // A port that was free a moment ago, and that nobody has been told of.
  const silent = createServer();
  const deadOrigin = `http://127.0.0.1:${String(await listening(silent))}`;
  await new Promise((resolve) => silent.close(resolve));

  const common = { clock: 'virtual', webhookRetryDelaysMs: [] } as const;
  const cryptomus = await startCryptomusSimulator(common);
  const heleket = await startHeleketSimulator(common);
  const molam = await startMolamSimulator({
    ...common,
    autopilot: false,
    webhookUrl: `${webhookUrl}/molam`,
    webhookSecret: { kid: '1', secret: SECRET },
  });
  const merchant = (
    provider: 'cryptomus' | 'heleket',
    simulator: typeof cryptomus | typeof heleket,
  ): SimulatedAccount => {
    const { baseUrl, control, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey } = simulator;
    return {
      account: { id: provider, provider, options: { baseUrl, merchantId, paymentApiKey, payoutApiKey } },
      baseUrl,
      control,
      accepted: () => [
        ...control.invoices().map(({ orderId, uuid }) => ({ id: uuid, reference: orderId, isPayout: false })),
        ...control.payouts().map(({ orderId, uuid }) => ({ id: uuid, reference: orderId, isPayout: true })),
      ],
      finish: async ({ id, isPayout }, end) => {
        if (isPayout) await control.settle(id, end === 'well' ? 'paid' : 'fail');
        else if (end === 'well') await control.pay(id);
        else await control.expire(id);
      },
      close: () => simulator.close(),
    };
  };
  const accounts = {
    cryptomus: merchant('cryptomus', cryptomus),
    heleket: merchant('heleket', heleket),
    molam: {
      account: {
        id: 'molam',
        provider: 'molam',
        options: {
          apiKey: molam.apiKey,
          baseUrl: molam.baseUrl,
          originEntityId: 'merch_1',
          webhookSecrets: { 1: SECRET },
        },
      },
      baseUrl: molam.baseUrl,
      control: molam.control,
      accepted: () => [
        ...molam.control.intents().map(({ id, reference }) => ({ id, reference: String(reference), isPayout: false })),
        ...molam.control.payouts().map(({ id, reference }) => ({ id, reference: String(reference), isPayout: true })),
      ],
      finish: async ({ id, isPayout }: AcceptedObject, end: 'well' | 'failed') => {
        if (isPayout) await molam.control.settle(id, end === 'well' ? 'settled' : 'failed');
        else if (end === 'well') await molam.control.pay(id);
        else await molam.control.settle(id, 'canceled');
      },
      close: () => molam.close(),
    },
  } satisfies Record<AccountName, SimulatedAccount>;

  return {
    accounts,
    webhookUrl,
    deadOrigin,
    receive: (about, receiveOne) => {
      expected = about;
      answer = receiveOne;
    },
    close: async () => {
      await Promise.all(ACCOUNTS.map((name) => accounts[name].close()));
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    },
  };
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
