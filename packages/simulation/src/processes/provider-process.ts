import { startCryptomusSimulator, startHeleketSimulator } from '@paymux/simulators';

// Two providers in a process of their own, which outlives everything else: one recognises every repeat of a payout,
// the other takes each for a new one.
const STEP_MS = 25;
const RETRY_DELAYS_MS = [50, 100, 200, 400, ...Array.from({ length: 30 }, () => 800)];

const [webhookUrl = '', autopilot = 'on'] = process.argv.slice(2);
const options = {
  autopilot: autopilot === 'on',
  autopilotStepMs: STEP_MS,
  webhookRetryDelaysMs: RETRY_DELAYS_MS,
  webhookTimeoutMs: 3000,
  balances: { USDT: '1000000000' },
};
const [repeatable, once] = await Promise.all([
  startCryptomusSimulator(options),
  startHeleketSimulator({ ...options, idempotencyLifetimeMs: 0, webhookUrl: `${webhookUrl}/once` }),
]);
console.log(
  JSON.stringify({
    main: {
      baseUrl: repeatable.baseUrl,
      merchantId: repeatable.merchantId,
      paymentApiKey: repeatable.paymentKey,
      payoutApiKey: repeatable.payoutKey,
    },
    once: {
      dialect: 'api-key',
      baseUrl: once.baseUrl,
      merchantId: once.merchantId,
      apiKey: once.apiKey,
      webhookSecret: once.webhookSecret,
    },
  }),
);
