import {
  type CreatePayoutRequest,
  hmacWebhook,
  OutcomeUnknownError,
  type PaymentProvider,
  type Payout,
  type PayoutStatus,
  ProviderRefusedError,
  ProviderUnreachableError,
  RateLimitedError,
  silentLogger,
  silentTelemetry,
  webhookValidator,
} from '@paymux/core';
import { createHmac } from 'node:crypto';
import type { Chance } from './chance.js';
import type { Faults } from './faults.js';
import { type Arrival, type ProviderModel, type ProviderPayout, tell } from './provider-model.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedProcess } from './simulated-process.js';

const SECRET = 'a secret of the simulation';
const HOUR_MS = 3_600_000;

/** What a client of the gateway needs around it. */
export interface GatewayParts {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  /** Asked at each request, as faults stop at some time. */
  readonly faults: () => Faults;
  readonly model: ProviderModel;
}

/** The gateway as one process sees it: through a network that loses, delays and repeats. */
export function gatewayClient(
  process: SimulatedProcess,
  { chance, faults, model, scheduler }: GatewayParts,
): PaymentProvider {
  const { deduplicatesForMs, deduplication, findsByReference } = model.behaviour;

  /** The request is on its way whether or not its sender lives on. */
  function arrive(request: CreatePayoutRequest, afterMs: number): Promise<Arrival> {
    return new Promise((resolve) => {
      scheduler.after(afterMs, () => {
        const { amount, destination, reference } = request;
        resolve(model.arrive({ amount, destination, reference }));
      });
    });
  }

  async function createPayout(request: CreatePayoutRequest): Promise<Payout> {
    model.sent(request.reference, 1);
    try {
      const payout = await send(request);
      model.sent(request.reference, -1);
      return payout;
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError)) model.sent(request.reference, -1);
      throw error;
    }
  }

  async function send(request: CreatePayoutRequest): Promise<Payout> {
    const now = faults();
    const options = { provider: 'gateway', operation: 'createPayout' };
    const unknown = new OutcomeUnknownError(request.reference, options);
    if (chance.happens(now.requestReset)) throw new ProviderUnreachableError('connection_refused', options);
    const timeout = chance.between(100, 30_000);
    if (chance.happens(now.requestLost)) {
      await process.effect('request_lost', timeout, () => undefined);
      throw unknown;
    }
    if (chance.happens(now.requestLate)) {
      void arrive(request, chance.between(1000, HOUR_MS));
      await process.effect('request_late', timeout, () => undefined);
      throw unknown;
    }
    if (chance.happens(now.rateLimited)) {
      await process.effect('rate_limited', 50, () => undefined);
      throw new RateLimitedError(1000, options);
    }
    if (chance.happens(now.serverError)) {
      if (chance.happens(0.5)) void arrive(request, 20);
      await process.effect('server_error', 50, () => undefined);
      throw unknown;
    }
    if (chance.happens(now.requestTwice)) void arrive(request, chance.between(10, 120_000));
    const answerLost = chance.happens(now.answerLost);
    const arrival = arrive(request, chance.between(5, 500));
    // The effect begins once the request is out: a process that dies here has sent it.
    const answer = await process.effect('answer', 5, () => arrival);
    if (answerLost) {
      await process.effect('answer_lost', timeout, () => undefined);
      throw unknown;
    }
    switch (answer.kind) {
      case 'rejected':
        throw new ProviderRefusedError({ httpStatus: 400, providerMessage: 'no', providerCode: answer.code }, options);
      case 'duplicate':
        throw unknown;
      case 'opened':
      case 'replayed':
        return tell(answer.payout);
    }
  }

  return {
    id: 'gateway',
    specificationVersion: 1,
    capabilities: {
      operations: {
        createPayout: {
          lookup: findsByReference ? 'reference' : 'id',
          deduplicatesForMs: deduplication === 'none' ? 0 : deduplicatesForMs,
        },
      },
      webhooks: { scheme: 'hmac-sha256', needsConfirmation: false },
      partialRefunds: false,
      payoutMemo: false,
    },
    payouts: {
      createPayout,
      async findPayout(query) {
        const isLost = chance.happens(faults().lookUpFailed);
        const found = await process.effect('look_up', chance.between(5, 300), () => model.find(query));
        if (isLost) throw new OutcomeUnknownError('a look-up', { safeToRepeat: true });
        return found === undefined ? undefined : tell(found);
      },
    },
    webhooks: webhookValidator(
      {
        scheme: hmacWebhook({ secrets: [SECRET], header: 'x-signature', eventId: 'event' }),
        needsConfirmation: false,
        // What the gateway of the simulation signs is a payout as the contract tells it.
        toEvents: (payload) => [
          { kind: 'payout', type: 'payout.changed', payout: (payload as { payout: Payout }).payout },
        ],
      },
      { provider: 'gateway', logger: silentLogger, telemetry: silentTelemetry },
    ),
    close: () => Promise.resolve(),
  };
}

/** A webhook as the gateway signs it, or as somebody else does. */
export function signedDelivery(
  payout: ProviderPayout,
  event: string,
  forged?: PayoutStatus,
): { readonly headers: Headers; readonly body: Uint8Array } {
  const told = forged === undefined ? tell(payout) : tell({ ...payout, status: forged });
  const body = Buffer.from(JSON.stringify({ event, payout: told }));
  const secret = forged === undefined ? SECRET : 'a guess';
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { headers: new Headers({ 'x-signature': signature }), body };
}
