import { InvalidArgumentError } from 'commander';
import { CommandFailedError } from './command.js';

export const LAST_PORT = 65_535;

/** Reads the option `--port`. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > LAST_PORT)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** Starts a server, and says which option to change if its address cannot be had. */
export async function startListening<Server>(
  { host, port }: { readonly host: string; readonly port: number },
  start: () => Promise<Server>,
): Promise<Server> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const address = `${host}:${String(port)}`;
    if (code === 'EADDRINUSE')
      throw new CommandFailedError(`Something listens on ${address} already. Choose another --port.`);
    if (code === 'EACCES') throw new CommandFailedError(`${address} may not be used. Choose a --port from 1024.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new CommandFailedError(`This machine has no address "${host}". Choose another --host.`);
    }
    throw error;
  }
}
