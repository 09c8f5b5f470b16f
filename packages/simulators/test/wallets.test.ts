import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { INVOICE, receiver, simulated, type MerchantClient } from './merchant-client.js';

const WALLET = { currency: 'USDT', network: 'tron', order_id: 'wallet-1' };
const RECEIVER = 'TMerchantsOwnAddress1111111111111';

async function withWallet(fields: object = {}): Promise<MerchantClient & { readonly uuid: string }> {
  const client = await simulated();
  const { result } = await client.payment('/v1/wallet', { ...WALLET, ...fields });
  return { ...client, uuid: String(result['uuid']) };
}

describe('a static wallet', () => {
  test('answers every documented member, and the same ones again under the same order_id', async () => {
    const { simulator, payment } = await simulated();
    const first = await payment('/v1/wallet', { ...WALLET, network: 'TRON', currency: 'usdt' });
    expect(Object.keys(first.result)).toEqual(['wallet_uuid', 'uuid', 'address', 'network', 'currency', 'url']);
    expect(first.result).toMatchObject({
      network: 'tron',
      currency: 'USDT',
      url: `${simulator.baseUrl}/wallet/${String(first.result['uuid'])}`,
    });
    const second = await payment('/v1/wallet', { ...WALLET, currency: 'BTC', network: 'btc' });
    expect(second.result).toEqual(first.result);
  });

  test('is refused with its failing fields, an unknown service, or where payments are forbidden', async () => {
    const { simulator, payment } = await simulated();
    expect((await payment('/v1/wallet', { order_id: 'a b', url_callback: 'x' })).body).toEqual({
      state: 1,
      errors: {
        currency: ['validation.required'],
        network: ['validation.required'],
        order_id: ['validation.alpha_dash'],
        url_callback: ['validation.min.string', 'validation.url'],
      },
    });
    const unknown = await payment('/v1/wallet', { ...WALLET, network: 'btc' });
    expect(unknown.body).toEqual({ state: 1, message: 'The service was not found' });
    simulator.control.forbid('payments');
    expect((await payment('/v1/wallet', WALLET)).body).toEqual({ state: 1, message: 'You are forbidden' });
  });

  test('credits each deposit less the fee and tells the merchant, member by member', async () => {
    const { url, received } = await receiver();
    const { simulator, payment, uuid } = await withWallet({ url_callback: url });
    await simulator.control.deposit('wallet-1', '3');
    await simulator.control.deposit(uuid, '0.00000002', { from: 'TSender' });
    const [first, second] = received();
    expect(Object.keys(first ?? {})).toEqual([
      'type',
      'uuid',
      'order_id',
      'amount',
      'payment_amount',
      'payment_amount_usd',
      'merchant_amount',
      'commission',
      'is_final',
      'status',
      'from',
      'wallet_address_uuid',
      'network',
      'currency',
      'payer_currency',
      'payer_amount',
      'payer_amount_exchange_rate',
      'additional_data',
      'transfer_id',
      'txid',
      'sign',
    ]);
    expect(first).toMatchObject({
      type: 'wallet',
      order_id: 'wallet-1',
      amount: '3.00000000',
      merchant_amount: '2.97000000',
      commission: '0.03000000',
      is_final: true,
      status: 'paid',
      wallet_address_uuid: uuid,
    });
    expect(second).toMatchObject({ amount: '0.00000002', from: 'TSender' });
    expect(second?.['uuid']).not.toBe(first?.['uuid']);
    expect((await payment('/v1/payment/info', { uuid: first?.['uuid'] })).result).toMatchObject({ status: 'paid' });
    expect((await payment('/v1/payment/list')).result['items']).toMatchObject([{}, { uuid: first?.['uuid'] }]);
    expect(simulator.control.transfers()).toMatchObject([
      { kind: 'deposit', orderId: 'wallet-1' },
      { kind: 'deposit' },
    ]);
  });

  test('marks money from within the provider by a transfer_id instead of a txid', async () => {
    const { url, received } = await receiver();
    const { simulator } = await withWallet({ url_callback: url });
    await simulator.control.deposit('wallet-1', '3', { internal: true });
    expect(received()[0]).toMatchObject({ transfer_id: expect.any(String) });
    expect(received()[0]).not.toHaveProperty('txid');
  });

  test('says nothing without a url_callback', async () => {
    const { simulator } = await withWallet();
    await simulator.control.deposit('wallet-1', '3');
    expect(simulator.control.deliveries()).toEqual([]);
  });

  test('takes deposits of real amounts on known wallets only', async () => {
    const { simulator } = await withWallet();
    await expect(simulator.control.deposit('wallet-1', '-3')).rejects.toThrow(RangeError);
    await expect(simulator.control.deposit('nothing', '3')).rejects.toThrow('nothing');
  });
});

describe('a blocked wallet', () => {
  test('credits nothing more, and sends what stranded on it once', async () => {
    const { url, bodies } = await receiver();
    const { simulator, payment, uuid } = await withWallet({ url_callback: url });
    const blocked = await payment('/v1/wallet/block-address', { order_id: 'wallet-1' });
    expect(blocked.result).toEqual({ uuid, status: 'blocked' });
    const refund = { uuid, address: RECEIVER };
    const message = async (): Promise<unknown> => (await payment('/v1/wallet/blocked-address-refund', refund)).body;
    expect(await message()).toEqual({ state: 1, message: 'Nothing to withdraw' });
    expect(await simulator.control.deposit('wallet-1', '1')).toBeUndefined();
    expect(await message()).toEqual({ state: 1, message: 'The amount is too small' });
    await simulator.control.deposit('wallet-1', '10');
    expect((await payment('/v1/wallet/blocked-address-refund', refund)).result).toEqual({
      commission: '1.00000000',
      amount: '10.00000000',
    });
    expect(await message()).toEqual({ state: 1, message: 'You can withdraw only once' });
    expect(simulator.control.transfers().at(-1)).toMatchObject({
      kind: 'refund',
      amount: '10.00000000',
      address: RECEIVER,
    });
    expect(bodies()).toEqual([]);
  });

  test('sends later money back to its senders when it was blocked that way', async () => {
    const { simulator, payment } = await withWallet();
    await payment('/v1/wallet/block-address', { order_id: 'wallet-1', is_force_refund: true });
    await simulator.control.deposit('wallet-1', '10', { from: 'TSender' });
    expect(simulator.control.transfers()).toMatchObject([
      { kind: 'deposit', amount: '10.00000000' },
      { kind: 'refund', amount: '10.00000000', address: 'TSender' },
    ]);
    expect(simulator.control.wallets()).toMatchObject([{ status: 'blocked', stranded: '0.00000000' }]);
  });

  test('is named by order_id when it is blocked, and by uuid when its money is sent', async () => {
    const { simulator, payment, uuid } = await withWallet();
    await payment('/v1/wallet', { ...WALLET, order_id: 'wallet-2' });
    const { result } = await payment('/v1/wallet/block-address', { uuid, order_id: 'wallet-2' });
    expect(result['uuid']).not.toBe(uuid);
    await simulator.control.deposit('wallet-2', '10');
    const names = { uuid: result['uuid'], order_id: 'wallet-1', address: RECEIVER };
    expect((await payment('/v1/wallet/blocked-address-refund', names)).status).toBe(200);
  });

  test('is refused when it is unknown, active, or not named', async () => {
    const { payment, uuid } = await withWallet();
    const active = await payment('/v1/wallet/blocked-address-refund', { uuid, address: RECEIVER });
    expect(active.body).toEqual({ state: 1, message: 'Not found' });
    expect((await payment('/v1/wallet/block-address', { order_id: 'none' })).body).toEqual({
      state: 1,
      message: 'Wallet not found',
    });
    expect((await payment('/v1/wallet/block-address', { order_id: 'x'.repeat(33) })).status).toBe(422);
    expect((await payment('/v1/wallet/blocked-address-refund', { address: 'short' })).body).toEqual({
      state: 1,
      errors: {
        uuid: ['validation.required_without'],
        order_id: ['validation.required_without'],
        address: ['validation.min.string'],
      },
    });
  });
});

describe('a QR code', () => {
  /** Width, height and the unpacked size of a PNG whose checksums hold. */
  function readPng(dataUri: unknown): { readonly width: number; readonly height: number; readonly bytes: number } {
    const png = Buffer.from(String(dataUri).replace('data:image/png;base64,', ''), 'base64');
    expect(png.subarray(1, 8).toString('latin1')).toBe('PNG\r\n\u001a\n');
    const chunks = new Map<string, Buffer>();
    for (let offset = 8; offset < png.length; ) {
      const length = png.readUInt32BE(offset);
      const content = png.subarray(offset + 4, offset + 8 + length);
      expect(png.readUInt32BE(offset + 8 + length)).toBe(crcOf(content));
      chunks.set(content.subarray(0, 4).toString('latin1'), content.subarray(4));
      offset += 12 + length;
    }
    expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    const header = chunks.get('IHDR') ?? Buffer.alloc(13);
    const pixels = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
    return { width: header.readUInt32BE(0), height: header.readUInt32BE(4), bytes: pixels.length };
  }

  /** CRC-32 by its table, as the PNG specification gives it. */
  function crcOf(bytes: Buffer): number {
    const table = Array.from({ length: 256 }, (_, index) => {
      let value = index;
      for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
      return value >>> 0;
    });
    return (
      (bytes.reduce((crc, byte) => (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0
    );
  }

  test('of a wallet and of an invoice is a valid PNG, the same each time, another for each', async () => {
    const { payment, uuid } = await withWallet();
    const invoice = await payment('/v1/payment', INVOICE);
    const wallet = (await payment('/v1/wallet/qr', { wallet_address_uuid: uuid })).result['image'];
    const again = (await payment('/v1/wallet/qr', { wallet_address_uuid: uuid })).result['image'];
    const payer = (await payment('/v1/payment/qr', { merchant_payment_uuid: invoice.result['uuid'] })).result['image'];
    expect(readPng(wallet)).toEqual({ width: 264, height: 264, bytes: 264 * (1 + 264 / 8) });
    expect(readPng(payer)).toEqual(readPng(wallet));
    expect(again).toBe(wallet);
    expect(payer).not.toBe(wallet);
  });

  test('needs the uuid of something that exists', async () => {
    const { payment } = await simulated();
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect((await payment('/v1/wallet/qr', { uuid: unknown })).body).toEqual({
      state: 1,
      errors: { wallet_address_uuid: ['validation.required'] },
    });
    expect((await payment('/v1/wallet/qr', { wallet_address_uuid: unknown })).body).toEqual({
      state: 1,
      message: 'Wallet not found',
    });
    expect((await payment('/v1/payment/qr', { merchant_payment_uuid: unknown })).body).toEqual({
      state: 1,
      message: 'Payment was not found',
    });
  });
});
