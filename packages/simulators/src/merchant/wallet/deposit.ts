import { randomAddress, randomTransactionId, randomUuid } from '../../control/identifiers.js';
import { fixed, formatFixed, parseFixed, type Fixed } from '../../money/fixed.js';
import { addCompletedPayment } from '../invoice/completed-payment.js';
import { notifyAboutInvoice } from '../invoice/payment-webhook.js';
import { percentOf } from '../invoice/payer-terms.js';
import { isoTime, type Merchant } from '../merchant.js';
import type { Invoice, StaticWallet } from '../state.js';

/** How money comes in on a static wallet. */
export interface DepositOptions {
  /** The sender's address. An invented one by default. */
  readonly from?: string | undefined;
  /** Money from another account at the provider: a `transfer_id` and no `txid`. @defaultValue `false` */
  readonly internal?: boolean | undefined;
}

/**
 * Lets money come in on a static wallet. Resolves when the first attempt of its
 * webhook is over. On a blocked wallet the money strands, or goes back to its
 * sender if the wallet was blocked that way; no webhook is sent then.
 *
 * @returns The payment that the deposit shows up as in the history; `undefined` on a blocked wallet.
 * @throws RangeError for an amount that is none.
 */
export async function deposit(
  merchant: Merchant,
  wallet: StaticWallet,
  amountText: string,
  { from, internal = false }: DepositOptions = {},
): Promise<Invoice | undefined> {
  const amount = parseFixed(amountText);
  if (amount === undefined || amount <= 0n) {
    throw new RangeError('The amount of a deposit is decimal text above zero, such as "15.00".');
  }
  const { service } = wallet;
  const { currency, network } = service;
  const sender = from ?? randomAddress(merchant.random, network);
  const txid = internal ? undefined : randomTransactionId(merchant.random, network);

  if (wallet.status === 'blocked') {
    const uuid = randomUuid(merchant.random);
    record(merchant, 'deposit', { uuid, wallet, amount, address: wallet.address, txid });
    if (wallet.forceRefund) {
      const back = randomTransactionId(merchant.random, network);
      record(merchant, 'refund', { uuid, wallet, amount, address: sender, txid: back });
    } else wallet.stranded += amount;
    return undefined;
  }

  const payment = addCompletedPayment(merchant, {
    kind: 'deposit',
    orderId: wallet.orderId,
    amount,
    currency,
    urlCallback: wallet.urlCallback,
    additionalData: undefined,
    walletUuid: wallet.uuid,
    from: sender,
    txid,
    transferId: internal ? randomUuid(merchant.random) : undefined,
    terms: {
      service,
      address: wallet.address,
      amount,
      discount: 0n,
      discountPercent: undefined,
      commission: smaller(amount, percentOf(amount, service.paymentPercent) + activationFee(merchant, wallet)),
    },
  });
  record(merchant, 'deposit', { uuid: payment.uuid, wallet, amount, address: wallet.address, txid });
  await notifyAboutInvoice(merchant, payment);
  return payment;
}

/** What the first top-up of a wallet costs beside the usual share. */
function activationFee({ brand, assets, state }: Merchant, wallet: StaticWallet): Fixed {
  const { currency, network } = wallet.service;
  const fee = brand.activationFees?.[network];
  if (fee === undefined || state.invoices.some(({ walletUuid }) => walletUuid === wallet.uuid)) return 0n;
  return assets.convert(fixed(fee.amount), fee.currency, currency);
}

function smaller(left: Fixed, right: Fixed): Fixed {
  return left < right ? left : right;
}

function record(
  merchant: Merchant,
  kind: 'deposit' | 'refund',
  movement: {
    readonly uuid: string;
    readonly wallet: StaticWallet;
    readonly amount: Fixed;
    readonly address: string;
    readonly txid: string | undefined;
  },
): void {
  merchant.books.record({
    kind,
    uuid: movement.uuid,
    orderId: movement.wallet.orderId,
    amount: formatFixed(movement.amount, 8),
    currency: movement.wallet.service.currency,
    network: movement.wallet.service.network,
    address: movement.address,
    txid: movement.txid ?? null,
    at: isoTime(merchant),
  });
}
