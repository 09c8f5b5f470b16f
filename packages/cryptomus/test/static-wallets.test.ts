import { describe, expect, test } from 'vitest';
import { ADDRESS, bodiesSent, failureOf, open } from './account.js';

const WALLET = { reference: 'topup-7', currency: 'USDT', network: 'tron' };

describe('a static wallet', () => {
  test('takes deposits at an address of its own', async () => {
    const { cryptomus, simulator } = await open();
    const request = { ...WALLET, webhookUrl: 'https://shop.example/hook', referralCode: 'friend' };
    const wallet = await cryptomus.staticWallets.createStaticWallet(request);
    const [opened] = simulator.control.wallets();
    expect(wallet).toMatchObject({
      walletId: opened?.uuid,
      reference: 'topup-7',
      currency: 'USDT',
      network: 'tron',
      address: opened?.address,
    });
    expect(Object.isFrozen(wallet)).toBe(true);
    expect(bodiesSent(simulator, '/v1/wallet')).toEqual([
      {
        currency: 'USDT',
        network: 'tron',
        order_id: 'topup-7',
        url_callback: 'https://shop.example/hook',
        from_referral_code: 'friend',
      },
    ]);
  });

  test('is the same one under the same reference, and another currency is a conflict', async () => {
    const { cryptomus, simulator } = await open();
    const first = await cryptomus.staticWallets.createStaticWallet(WALLET);
    const again = { ...WALLET, currency: 'usdt', network: 'TRON' };
    expect(await cryptomus.staticWallets.createStaticWallet(again)).toEqual(first);
    const other = { ...WALLET, currency: 'TRX' };
    expect(await failureOf(cryptomus.staticWallets.createStaticWallet(other))).toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      differs: ['currency'],
    });
    expect(simulator.control.wallets()).toHaveLength(1);
  });

  test('shows its address as a QR code', async () => {
    const { cryptomus, simulator } = await open();
    const { walletId } = await cryptomus.staticWallets.createStaticWallet(WALLET);
    expect(await cryptomus.staticWallets.getQrCode({ walletId })).toMatch(/^data:image\/png;base64,/);
    expect(bodiesSent(simulator, '/v1/wallet/qr')).toEqual([{ wallet_address_uuid: walletId }]);
  });

  test('on a network that does not carry its currency is refused', async () => {
    const { cryptomus } = await open();
    const request = { ...WALLET, network: 'btc' };
    expect(await failureOf(cryptomus.staticWallets.createStaticWallet(request))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'The service was not found',
    });
  });

  test('that is misspelt is refused before anything is sent', async () => {
    const { cryptomus, simulator } = await open();
    const wrong = [{ ...WALLET, urlCallback: 'https://shop.example' }, { reference: 'topup-7' }, null, 'topup-7'];
    for (const request of wrong) {
      expect(await failureOf(cryptomus.staticWallets.createStaticWallet(request as never))).toMatchObject({
        code: 'invalid_request',
        outcome: 'not_sent',
      });
    }
    expect(simulator.control.requests()).toEqual([]);
  });
});

describe('a blocked wallet', () => {
  async function blocked(refundIncoming?: boolean) {
    const account = await open();
    const { walletId } = await account.cryptomus.staticWallets.createStaticWallet(WALLET);
    const state = await account.cryptomus.staticWallets.blockStaticWallet({ walletId, refundIncoming });
    return { ...account, walletId, state };
  }

  test('is named by id or by a reference of 32 characters at most', async () => {
    const { cryptomus, simulator, walletId, state } = await blocked();
    expect(state).toEqual({ walletId, providerStatus: 'blocked' });
    await cryptomus.staticWallets.blockStaticWallet({ reference: 'topup-7', refundIncoming: true });
    expect(bodiesSent(simulator, '/v1/wallet/block-address')).toEqual([
      { uuid: walletId },
      { order_id: 'topup-7', is_force_refund: true },
    ]);
    const long = { reference: 'r'.repeat(33) };
    expect(await failureOf(cryptomus.staticWallets.blockStaticWallet(long))).toMatchObject({ code: 'invalid_request' });
  });

  test('gives up what it holds, once, less the fee', async () => {
    const { cryptomus, simulator, walletId } = await blocked();
    await simulator.control.deposit('topup-7', '5');
    const request = { walletId, address: ADDRESS.otherTron };
    expect(await cryptomus.staticWallets.refundBlockedWallet(request)).toEqual({
      amount: '4.00000000',
      fee: '1.00000000',
    });
    expect(bodiesSent(simulator, '/v1/wallet/blocked-address-refund')).toEqual([
      { uuid: walletId, address: ADDRESS.otherTron },
    ]);
    // `You can withdraw only once` may speak of this very call, whose answer was lost.
    expect(await failureOf(cryptomus.staticWallets.refundBlockedWallet(request))).toMatchObject({
      code: 'outcome_unknown',
    });
    expect(simulator.control.transfers().filter(({ kind }) => kind === 'refund')).toHaveLength(1);
  });

  test('that holds nothing is refused, and so is one that is not blocked', async () => {
    const { cryptomus, walletId } = await blocked();
    const request = { walletId, address: ADDRESS.otherTron };
    expect(await failureOf(cryptomus.staticWallets.refundBlockedWallet(request))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'Nothing to withdraw',
    });
    const unknown = { reference: 'nobody', address: ADDRESS.otherTron };
    expect(await failureOf(cryptomus.staticWallets.refundBlockedWallet(unknown))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'Not found',
    });
  });
});
