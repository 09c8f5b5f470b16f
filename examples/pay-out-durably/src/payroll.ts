import { type DurablePaymux, openPaymux } from 'paymux';
import { clientThatKillsItsProcess } from './client-that-kills-its-process.js';
import { historyTable } from './history-table.js';

/**
 * The application: asks for one salary and waits until it is paid. It need not know whether it has been here before,
 * because the reference does.
 */
export async function runPayroll(
  environment: Readonly<Record<string, string | undefined>>,
  print: (text: string) => void,
): Promise<void> {
  const paid = whenPaid();
  const paymux = await openPaymux(
    {
      accounts: [
        {
          id: 'main',
          provider: 'cryptomus',
          options: { merchantId: 'env:MERCHANT_ID', payoutApiKey: 'env:PAYOUT_KEY', baseUrl: 'env:BASE_URL' },
        },
      ],
      store: environment['STORE'],
      // Nobody wants to wait three minutes for an example. Leave this out.
      payoutPolicy: { callTimeoutMs: 4000, leaseMs: 4500, firstCheckMs: 300, checkEveryMs: 300 },
    },
    {
      httpClient: environment['KILLED'] === 'yes' ? clientThatKillsItsProcess('/v1/payout') : undefined,
      handlers: {
        onPayout: ({ payout, to }) => {
          if (to === 'confirmed') paid.tell(payout.reference);
        },
      },
    },
  );

  const { id } = await paySalary(paymux);
  await paid.told;
  print(historyTable(await paymux.payouts.history(id)));
  await paymux.close();
}

function paySalary(paymux: DurablePaymux) {
  return paymux.payouts.createPayout({
    reference: 'salary-2026-11-maria',
    creator: 'payroll',
    client: 'maria',
    amount: { amount: '250.00', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    feeFrom: 'balance',
  });
}

function whenPaid(): { readonly told: Promise<string>; tell(reference: string): void } {
  let tell: (reference: string) => void = () => undefined;
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  return { told, tell };
}
