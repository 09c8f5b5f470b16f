import { describe, expect, test } from 'vitest';
import { blockStaticWallet, createStaticWallet, refundBlockedWallet } from './static-wallets.js';

const CONTEXT = { baseUrl: 'https://api.example.com' };
const WALLET = { reference: 'topup-7', currency: 'usdt', network: 'TRON' };

function paths(problems: readonly { readonly path: string }[] | undefined): readonly string[] | undefined {
  return problems?.map(({ path }) => path);
}

describe('a static wallet', () => {
  test('is asked for in the codes of the wire', () => {
    const request = { ...WALLET, webhookUrl: 'https://shop.example/hook', referralCode: 'friend' };
    expect(createStaticWallet.check?.(request, CONTEXT)).toEqual([]);
    expect(createStaticWallet.build?.(request)).toEqual({
      currency: 'USDT',
      network: 'tron',
      order_id: 'topup-7',
      url_callback: 'https://shop.example/hook',
      from_referral_code: 'friend',
    });
  });

  test('is not asked for without what it needs', () => {
    expect(paths(createStaticWallet.check?.({} as never, CONTEXT))).toEqual(['reference', 'currency', 'network']);
    expect(paths(createStaticWallet.check?.({ ...WALLET, urlCallback: 'x' } as never, CONTEXT))).toEqual([
      'urlCallback',
    ]);
    expect(paths(createStaticWallet.check?.({ ...WALLET, reference: 'r'.repeat(101) }, CONTEXT))).toEqual([
      'reference',
    ]);
    expect(createStaticWallet.check?.({ ...WALLET, reference: 'r'.repeat(100) }, CONTEXT)).toEqual([]);
  });

  const answer = (changes: Readonly<Record<string, unknown>> = {}) =>
    createStaticWallet.answer.safeParse({
      wallet_uuid: 'm',
      uuid: 'w',
      address: 'an-address',
      network: 'tron',
      currency: 'USDT',
      url: 'https://pay.example.com/wallet/w',
      ...changes,
    });
  const read = (changes: Readonly<Record<string, unknown>> = {}) => {
    const result = answer(changes);
    if (!result.success) throw new TypeError('The answer does not fit.');
    return result.data;
  };

  test('is read with the reference it was asked for', () => {
    expect(createStaticWallet.parse(read(), WALLET)).toEqual({
      walletId: 'w',
      merchantWalletId: 'm',
      reference: 'topup-7',
      currency: 'USDT',
      network: 'tron',
      address: 'an-address',
      url: 'https://pay.example.com/wallet/w',
    });
  });

  test('without an address is none', () => {
    expect(answer({ address: '' }).success).toBe(false);
    expect(answer({ address: null }).success).toBe(false);
  });

  test('of another order, currency or network is not the one that was asked for', () => {
    expect(createStaticWallet.fits?.(read({ order_id: 'topup-8' }), WALLET)).toBe(false);
    expect(createStaticWallet.differs?.(read({ currency: 'TRX', network: 'bsc' }), WALLET)).toEqual([
      'currency',
      'network',
    ]);
    expect(createStaticWallet.differs?.(read({ currency: 'usdt', network: 'TRON' }), WALLET)).toEqual([]);
  });
});

describe('blocking a static wallet', () => {
  test.each([
    [{ walletId: 'w' }, []],
    [{ reference: 'r'.repeat(32) }, []],
    [{ reference: 'r'.repeat(33) }, ['reference']],
    [{ reference: 'a b' }, ['reference']],
    [{}, ['']],
    [{ walletId: 'w', reference: 'r' }, ['']],
    [{ walletId: 'w', refundIncoming: 'yes' }, ['refundIncoming']],
    [{ walletId: 'w', isForceRefund: true }, ['isForceRefund']],
  ])('by %j has the problems %j', (request, problems) => {
    expect(paths(blockStaticWallet.check?.(request as never, CONTEXT))).toEqual(problems);
  });

  test('says what happens to money that still comes', () => {
    expect(blockStaticWallet.build?.({ walletId: 'w', refundIncoming: true })).toEqual({
      uuid: 'w',
      order_id: undefined,
      is_force_refund: true,
    });
  });

  test('takes an answer about another wallet for none', () => {
    expect(blockStaticWallet.fits?.({ uuid: 'x', status: 'blocked' }, { walletId: 'w' })).toBe(false);
    expect(blockStaticWallet.fits?.({ uuid: 'W', status: 'blocked' }, { walletId: 'w' })).toBe(true);
    expect(blockStaticWallet.fits?.({ uuid: 'x', status: 'blocked' }, { reference: 'r' })).toBe(true);
  });
});

describe('emptying a blocked wallet', () => {
  const valid = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
  test.each([
    [{ walletId: 'w', address: valid }, []],
    [{ walletId: 'w', address: 'a'.repeat(10) }, []],
    [{ walletId: 'w', address: 'a'.repeat(128) }, []],
    [{ walletId: 'w', address: 'a'.repeat(9) }, ['address']],
    [{ walletId: 'w', address: 'a'.repeat(129) }, ['address']],
    [{ walletId: 'w', address: 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a' }, ['address']],
    [{ walletId: 'w', address: 5 }, ['address']],
    [{ walletId: 'w' }, ['address']],
    [{ address: valid }, ['']],
    [{ reference: 'r'.repeat(33), address: valid }, ['reference']],
  ])('by %j has the problems %j', (request, problems) => {
    expect(paths(refundBlockedWallet.check?.(request as never, CONTEXT))).toEqual(problems);
  });

  test('tells what is sent and what is kept, as exact text', () => {
    const answer = refundBlockedWallet.answer.safeParse({ amount: '4.00000000', commission: 1 });
    expect(answer.success && refundBlockedWallet.parse(answer.data, { walletId: 'w', address: valid })).toEqual({
      amount: '4.00000000',
      fee: '1',
    });
    expect(refundBlockedWallet.answer.safeParse({ amount: 'all', commission: '1' }).success).toBe(false);
  });
});
