import { type GoalContext, judged, type Side } from '../goal.js';
import { type Comparison, playRounds } from '../measuring/rounds.js';
import {
  axiosClient,
  bareFetch,
  bareKy,
  gotClient,
  type OutboundClient,
  paymuxOn,
  stripeNode,
  undiciRequest,
} from '../outbound/clients.js';
import { concurrentCalls, type OutboundFigure } from '../outbound/concurrent-calls.js';
import { startAnsweringServer } from '../outbound/start-answering-server.js';

const CALLERS = 64;

/** Each caller has to make many calls in its turn, the slowest client's as well. */
const LONGER = 3;

/** Explained in docs/decisions/2026-11-22-calls-and-starts-have-a-floor.md. */
const CPU_LIMIT =
  'Ours checks, signs, reads and compares in about 15 µs, half of it JSON, Base64 and MD5, and saves most of that by ' +
  'reading without a stream. On a machine that is busy otherwise the ratio differs by a quarter from run to run.';

/** What a payment costs on its way out, beside the HTTP clients that carry it and one provider's own client. */
export async function measure(context: GoalContext): Promise<void> {
  // undici takes the place behind the built-in `fetch`, unless that has been touched.
  Reflect.get(globalThis, 'Response');
  const server = await startAnsweringServer();
  const { port } = server;
  const clients = {
    undici: await undiciRequest(port),
    oursOnUndici: paymuxOn('undici', port),
    stripe: await stripeNode(port),
    axios: await axiosClient(port),
    got: await gotClient(port),
    fetch: bareFetch(port),
    ky: await bareKy(port),
    oursOnKy: paymuxOn('ky', port),
  };
  try {
    report(context, clients, await compared(context, clients));
  } finally {
    await Promise.all(Object.values(clients).map((client: OutboundClient) => client.close?.()));
    await server.close();
  }
}

type Clients<Name extends string> = Readonly<Record<Name, OutboundClient>>;

function compared<Name extends string>(
  { progress, rounds, turnMs }: GoalContext,
  clients: Clients<Name>,
): Promise<Comparison<Name, OutboundFigure>> {
  const contestant = (name: Name) => {
    const client = clients[name];
    return concurrentCalls(client.name, turnMs * LONGER, CALLERS, () => client.call());
  };
  const contestants = Object.fromEntries((Object.keys(clients) as Name[]).map((name) => [name, contestant(name)]));
  return playRounds(contestants as Readonly<Record<Name, ReturnType<typeof contestant>>>, {
    rounds,
    onTurn: (client, round) => progress(`${client}, round ${String(round)} of ${String(rounds)}`),
  });
}

type Name = 'undici' | 'oursOnUndici' | 'stripe' | 'axios' | 'got' | 'fetch' | 'ky' | 'oursOnKy';

const FIGURES: Readonly<Record<OutboundFigure, { readonly title: string; readonly unit: string }>> = {
  cpuMicroseconds: { title: 'CPU for each payment', unit: 'µs CPU' },
  perSecond: { title: 'payments a second', unit: '/s' },
  p99Milliseconds: { title: 'p99 of a payment', unit: 'ms' },
};

function report(context: GoalContext, clients: Clients<Name>, comparison: Comparison<Name, OutboundFigure>): void {
  const side = (name: Name, figure: OutboundFigure): Side => ({
    name: clients[name].name,
    figure: comparison.figure(name, figure),
    unit: FIGURES[figure].unit,
  });
  const line = (
    goal: string,
    [ours, theirs]: readonly [Name, Name],
    figure: OutboundFigure,
    bound: { readonly atLeast: number } | { readonly atMost: number },
    note?: string,
  ): void => {
    const name = `${goal} ${FIGURES[figure].title}, ${clients[ours].name} / ${clients[theirs].name}`;
    const ratio = comparison.ratio(ours, theirs, figure);
    context.result(judged({ ...bound, name, ratio, ours: side(ours, figure), theirs: side(theirs, figure), note }));
  };

  line('P6', ['oursOnUndici', 'undici'], 'cpuMicroseconds', { atMost: 1.25 }, CPU_LIMIT);
  line('P6', ['oursOnUndici', 'fetch'], 'perSecond', { atLeast: 3 });
  line('P6', ['oursOnUndici', 'stripe'], 'perSecond', { atLeast: 1.3 });
  line('P6', ['oursOnUndici', 'ky'], 'perSecond', { atLeast: 6 });
  line('P7', ['oursOnKy', 'ky'], 'cpuMicroseconds', { atMost: 1.1 });
  line('P7', ['oursOnUndici', 'undici'], 'p99Milliseconds', { atMost: 1.25 });
  line('P7', ['oursOnKy', 'ky'], 'p99Milliseconds', { atMost: 1.25 });
}
