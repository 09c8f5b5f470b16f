import { once } from 'node:events';
import { openPaymux } from 'paymux';
import { configurationOf } from './configuration.js';

// Takes from the store what is due, beside all others, until it is told to end.
const paymux = await openPaymux(configurationOf(process.env), {
  handlers: { onPayout: ({ payout }) => void process.send?.(payout.reference) },
});
await once(process, 'message');
await paymux.close();
process.disconnect();
