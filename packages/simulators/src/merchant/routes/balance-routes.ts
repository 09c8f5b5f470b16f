import { formatFixed, type Fixed } from '../../money/fixed.js';
import type { JsonObject } from '../../json/encode-json.js';
import type { Endpoint } from '../endpoint.js';
import { businessRefusal } from '../refusal.js';

/** Balances, and the public exchange rates. */
export function balanceRoutes(): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/balance',
      key: 'payment',
      handle({ merchant }) {
        const { assets, settings } = merchant;
        const rows = [...merchant.state.balances.values()];
        const item = (uuid: string, balance: Fixed, currency: string): JsonObject => ({
          uuid,
          balance: formatFixed(balance, 8),
          currency_code: currency,
          balance_usd: settings.observedMembers ? formatFixed(assets.convert(balance, currency, 'USD'), 2) : undefined,
        });
        return [
          {
            balance: {
              merchant: rows.map((row) => item(row.merchantUuid, row.merchant, row.currency)),
              user: rows.map((row) => item(row.userUuid, row.user, row.currency)),
            },
          },
        ];
      },
    },
    {
      method: 'GET',
      path: '/v1/exchange-rate/:currency/list',
      key: 'none',
      handle({ merchant: { assets }, pathValues }) {
        const from = (pathValues['currency'] ?? '').toUpperCase();
        if (!assets.isKnown(from)) throw businessRefusal('The currency was not found');
        return assets.currencies
          .filter((to) => to !== from)
          .map((to) => ({ from, to, course: formatFixed(assets.rate(from, to), 8) }));
      },
    },
  ];
}
