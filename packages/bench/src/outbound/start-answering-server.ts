import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface AnsweringServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the server of outbound calls. */
export function startAnsweringServer(): Promise<AnsweringServer> {
  return startedServer(fork(fileURLToPath(new URL('./answering-server.js', import.meta.url)), { execArgv: [] }));
}

/** Waits for the port that a server's process tells its parent. */
export async function startedServer(child: ChildProcess): Promise<AnsweringServer> {
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    close: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
