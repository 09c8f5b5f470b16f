import type { Endpoint } from './endpoint.js';
import type { MerchantBrand } from './merchant-brand.js';
import { balanceRoutes } from './routes/balance-routes.js';
import { discountRoutes } from './routes/discount-routes.js';
import { paymentRoutes } from './routes/payment-routes.js';
import { payoutRoutes } from './routes/payout-routes.js';
import { serviceRoutes } from './routes/service-routes.js';
import { testWebhookRoutes } from './routes/test-webhook-routes.js';
import { transferRoutes } from './routes/transfer-routes.js';
import { walletRoutes } from './routes/wallet-routes.js';

/** Every endpoint of a brand. */
export function merchantEndpoints(brand: MerchantBrand): readonly Endpoint[] {
  return [
    ...paymentRoutes(brand.refundKey),
    ...walletRoutes(),
    ...testWebhookRoutes(),
    ...serviceRoutes(),
    ...payoutRoutes(),
    ...transferRoutes(),
    ...discountRoutes(),
    ...balanceRoutes(),
    ...brand.endpoints,
  ];
}
