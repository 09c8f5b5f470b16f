import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const lines = readFileSync(fileURLToPath(new URL('../../../Containerfile', import.meta.url)), 'utf8')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const final = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
const valueOf = (instruction: string): string =>
  final.findLast((line) => line.startsWith(`${instruction} `))?.slice(instruction.length + 1) ?? '';

test('the container runs the service as somebody who is not root, in the production profile', () => {
  expect(valueOf('USER')).toBe('node');
  expect(valueOf('ENV')).toContain('PAYMUX_PROFILE=production');
  expect([valueOf('ENTRYPOINT'), valueOf('CMD')]).toEqual(['["paymux"]', '["serve", "--host", "0.0.0.0"]']);
  expect(final.some((line) => line.startsWith('COPY . '))).toBe(false);
});

test.each([
  ['is ready', 200, 0],
  ['is not ready', 503, 1],
  ['is not there', undefined, 1],
])('its health check tells of a service that %s', async (_what, status, code) => {
  const asked: unknown[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(status ?? 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  if (status === undefined) await new Promise((resolve) => server.close(resolve));
  const [, command = '[]'] = /CMD (\[.*\])$/.exec(valueOf('HEALTHCHECK')) ?? [];
  const [program = '', ...args] = JSON.parse(command) as readonly string[];
  expect(program).toBe('node');

  const child = spawn(process.execPath, args, { env: { PORT: String(port) } });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(code);
  expect(asked).toEqual(status === undefined ? [] : ['/health/ready']);
});
