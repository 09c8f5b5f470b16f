import { expect, test } from 'vitest';
import { BLOCKED_PORTS } from '../../src/http/blocked-ports.js';
import { KyHttpClient } from '../../src/http/ky-http-client.js';
import { describeHttpClient } from './http-client.suite.js';
import { failureOf, open, post } from './suite-tools.js';

describeHttpClient('KyHttpClient', (options) => new KyHttpClient(options));

test('says not_sent for every port that fetch refuses, whatever answers there', async () => {
  const client = open(new KyHttpClient());
  for (const port of BLOCKED_PORTS) {
    const url = `http://127.0.0.1:${port}`;
    const failure = await failureOf(client.send(post(url)));

    expect(failure).toMatchObject({ failure: 'address_refused', outcome: 'not_sent' });
    await expect(fetch(url)).rejects.toMatchObject({ cause: { message: 'bad port' } });
  }
});
