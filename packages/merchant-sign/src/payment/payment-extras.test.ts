import { describe, expect, test } from 'vitest';
import { getPaymentQrCode, getStaticWalletQrCode, resendWebhook } from './payment-extras.js';

const CONTEXT = { baseUrl: 'https://api.example.com' };

describe('sending a webhook again', () => {
  test.each([
    [{ reference: 'order-1' }, 0],
    [{ providerId: 'u' }, 0],
    [{}, 1],
    [{ reference: 'order-1', providerId: 'u' }, 1],
    [{ reference: 'a b' }, 1],
    [{ uuid: 'u' }, 2],
    [null, 1],
  ])('by %j has %i problems', (request, problems) => {
    expect(resendWebhook.check?.(request as never, CONTEXT)).toHaveLength(problems);
  });

  test('names the payment as the wire does', () => {
    expect(JSON.parse(JSON.stringify(resendWebhook.build?.({ providerId: 'u' })))).toEqual({ uuid: 'u' });
    expect(JSON.parse(JSON.stringify(resendWebhook.build?.({ reference: 'r' })))).toEqual({ order_id: 'r' });
  });
});

describe('QR codes', () => {
  test('are asked for by the id of what they show', () => {
    expect(getPaymentQrCode.build?.({ providerId: 'u' })).toEqual({ merchant_payment_uuid: 'u' });
    expect(getStaticWalletQrCode.build?.({ walletId: 'w' })).toEqual({ wallet_address_uuid: 'w' });
    expect(getPaymentQrCode.check?.({} as never, CONTEXT)).toEqual([{ path: 'providerId', message: 'is missing' }]);
    expect(getStaticWalletQrCode.check?.({} as never, CONTEXT)).toEqual([{ path: 'walletId', message: 'is missing' }]);
  });

  test('are the text of an image', () => {
    const image = 'data:image/png;base64,AAAA';
    expect(getPaymentQrCode.parse({ image }, { providerId: 'u' })).toBe(image);
    expect(getPaymentQrCode.answer.safeParse({}).success).toBe(false);
  });
});
