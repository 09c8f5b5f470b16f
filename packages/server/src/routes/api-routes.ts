import type { AnyRawRoute, AnyRoute } from '../api/route.js';
import type { ChangeFeed } from '../events/change-feed.js';
import type { Gatekeeper } from '../access/guard.js';
import { accountRoutes } from './account-routes.js';
import { eventRoutes } from './event-routes.js';
import { figureRoutes } from './figure-routes.js';
import { importRoutes } from './import-routes.js';
import { ledgerRoutes } from './ledger-routes.js';
import { reconciliationRoutes } from './reconciliation-routes.js';
import { refundRoutes } from './refund-routes.js';
import { routingRoutes } from './routing-routes.js';
import { scheduleRoutes } from './schedule-routes.js';
import { webhookRoutes } from './webhook-routes.js';
import { paymentRoutes } from './payment-routes.js';
import { payoutRoutes } from './payout-routes.js';
import type { ServiceParts } from './service-parts.js';
import { walletProfileRoutes } from './wallet-profile-routes.js';

/** What the routes of the interface work with. */
export interface ApiRouteDependencies extends ServiceParts {
  readonly access: Gatekeeper;
  readonly feed: ChangeFeed;
}

/** Every route of the interface but those of access: `json` are checked against their schemas, `raw` are not. */
export function apiRoutes(parts: ApiRouteDependencies): {
  readonly json: readonly AnyRoute[];
  readonly raw: readonly AnyRawRoute[];
} {
  const imports = importRoutes(parts);
  return {
    json: [
      ...payoutRoutes(parts),
      ...paymentRoutes(parts),
      ...walletProfileRoutes(parts),
      ...accountRoutes(parts),
      ...figureRoutes(parts),
      ...refundRoutes(parts),
      ...imports.json,
      ...scheduleRoutes(parts),
      ...routingRoutes(parts),
      ...webhookRoutes(parts),
      ...reconciliationRoutes(parts),
      ...ledgerRoutes(parts),
    ],
    raw: [...eventRoutes(parts), ...imports.raw],
  };
}
