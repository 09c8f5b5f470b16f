import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach } from 'vitest';
import type { StartServerOptions } from '../src/start-server.js';

const SERVER = new URL('../dist/index.js', import.meta.url).href;

/** A service in a process of its own. */
export interface Instance {
  readonly child: ChildProcess;
  readonly url: string;
  readonly firstAdminLink: string | undefined;
  /** Ends the process as a loss of power would. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();

// Whatever became of the test, its processes end with it.
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a service with these options, all of which are plain data. */
export async function startInstance(options: StartServerOptions): Promise<Instance> {
  const program = `
    import { startServer } from ${JSON.stringify(SERVER)};
    const { url, firstAdminLink } = await startServer(${JSON.stringify({ port: 0, page: false, ...options })});
    console.log(JSON.stringify({ url, firstAdminLink }));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const problems: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => void problems.push(text));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    return {
      ...(JSON.parse(line) as Pick<Instance, 'url' | 'firstAdminLink'>),
      child,
      kill: () => {
        child.kill('SIGKILL');
        return ended;
      },
    };
  }
  throw new Error(`The service did not start: ${problems.join('')}`);
}

/** What stands in front of several instances: hands a request to the first of them that takes it. */
export async function startBalancer(
  targets: () => readonly string[],
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const hand = ([target, ...others]: readonly string[]): void => {
        if (target === undefined) {
          outgoing.writeHead(502).end();
          return;
        }
        const { headers, method } = incoming;
        const handed = httpRequest(new URL(incoming.url ?? '/', target), { method, headers }, (answered) => {
          outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.on('error', () => outgoing.destroy());
          answered.pipe(outgoing);
        });
        handed.on('error', () => {
          if (!outgoing.headersSent) hand(others);
        });
        handed.end(body);
      };
      hand(targets());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
