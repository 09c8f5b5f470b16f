import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A letter that arrived. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  /** Header and text, as they came. */
  readonly data: string;
}

/** A mail server on this machine that takes every letter, or refuses receivers that are named. */
export async function startSmtpServer(refused: readonly string[] = []) {
  const letters: Letter[] = [];
  const server = createServer((socket) => {
    serve(socket, letters, refused);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    letters,
    close: () =>
      new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

function serve(socket: Socket, letters: Letter[], refused: readonly string[]): void {
  let rest = '';
  let from = '';
  let to: string[] = [];
  let data: string[] | undefined;
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  const take = (line: string): void => {
    if (data !== undefined) {
      if (line !== '.') {
        data.push(line.startsWith('..') ? line.slice(1) : line);
        return;
      }
      letters.push({ from, to, data: data.join('\n') });
      data = undefined;
      say('250 taken');
      return;
    }
    const command = line.slice(0, 4).toUpperCase();
    const address = /<(.*?)>/u.exec(line)?.[1] ?? '';
    switch (command) {
      case 'EHLO':
      case 'HELO': {
        say('250 loopback');
        return;
      }
      case 'MAIL':
        from = address;
        to = [];
        {
          say('250 ok');
          return;
        }
      case 'RCPT':
        if (refused.includes(address)) {
          say('550 no such mailbox');
          return;
        }
        to.push(address);
        {
          say('250 ok');
          return;
        }
      case 'DATA':
        data = [];
        {
          say('354 go on');
          return;
        }
      case 'QUIT':
        say('221 bye');
        socket.end();
        return;
      default: {
        say('500 unknown');
        return;
      }
    }
  };
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    rest += chunk.toString('utf8');
    const lines = rest.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  say('220 loopback');
}
