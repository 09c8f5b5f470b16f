import { MisconfiguredError, type Problem, Secret } from '@paymux/core';
import { type AlertMessage, alertText } from './alert.js';
import type { AlertChannel } from './alert-channel.js';
import { nameProblems, refuseProblems } from './channel-options.js';

/** Options of {@link emailChannel}. */
export interface EmailChannelOptions {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly server: {
    readonly host: string;
    /** 465 speaks TLS at once; any other has to offer it, but on this machine. @defaultValue 587 */
    readonly port?: number | undefined;
    readonly user?: string | undefined;
    readonly password?: string | Secret | undefined;
  };
}

const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/u;
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1'];
const CONNECT_MS = 10_000;

/**
 * Alerts as plain-text e-mail over SMTP. Needs the package `nodemailer`, which is loaded with the first message.
 *
 * @throws {@link MisconfiguredError} Names every problem at once.
 */
export function emailChannel({ from, id, server, to }: EmailChannelOptions): AlertChannel {
  const { host, password, port = 587, user } = server;
  const problems: Problem[] = [...nameProblems(id)];
  if (!ADDRESS.test(from)) problems.push({ path: 'from', message: 'must be an e-mail address' });
  if (to.length === 0 || !to.every((address) => ADDRESS.test(address))) {
    problems.push({ path: 'to', message: 'must be one e-mail address or more' });
  }
  if (host === '') problems.push({ path: 'server.host', message: 'must not be empty' });
  if (!Number.isSafeInteger(port) || port < 1 || port > 65_535) {
    problems.push({ path: 'server.port', message: 'must be from 1 to 65535' });
  }
  if ((user === undefined) !== (password === undefined)) {
    problems.push({ path: 'server', message: 'must have both user and password, or neither' });
  }
  refuseProblems(problems);
  const secret = password === undefined ? undefined : Secret.of(password);
  const secure = port === 465;
  const auth = user === undefined || secret === undefined ? {} : { auth: { user, pass: secret.reveal() } };
  const transport = {
    host,
    port,
    secure,
    requireTLS: !secure && !LOOPBACK.includes(host),
    connectionTimeout: CONNECT_MS,
    socketTimeout: CONNECT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  };
  return Object.freeze({
    id,
    async send(message: AlertMessage, { signal }: { readonly signal: AbortSignal }): Promise<void> {
      const { createTransport } = await loadNodemailer();
      signal.throwIfAborted();
      const connection = createTransport(transport);
      const stop = (): void => {
        connection.close();
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        await connection.sendMail({
          from,
          to: [...to],
          subject: `[paymux] ${message.what}`.replaceAll(/\s+/gu, ' ').slice(0, 200),
          text: alertText(message),
          messageId: `<${message.id}@${from.slice(from.indexOf('@') + 1)}>`,
        });
      } finally {
        signal.removeEventListener('abort', stop);
        stop();
      }
    },
  });
}

async function loadNodemailer(): Promise<typeof import('nodemailer')> {
  try {
    return await import('nodemailer');
  } catch (cause) {
    const problem = { path: 'nodemailer', message: 'must be installed: e-mail is sent with it' };
    throw new MisconfiguredError('the alert channel', [problem], { cause });
  }
}
