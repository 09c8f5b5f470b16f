import type { CreatePaymentRequest } from '@paymux/core';

/** What our side is asked for. */
export const PAYMENT_REQUEST = {
  reference: 'order-2026-11-000042',
  amount: { amount: '125.50', currency: 'USDT' },
  network: 'tron',
  webhookUrl: 'https://shop.example.com/webhooks/cryptomus-main',
  returnUrl: 'https://shop.example.com/orders/000042/paid',
  cancelUrl: 'https://shop.example.com/orders/000042',
  expiresInSeconds: 3600,
  metadata: { customer: 'customer-7731', basket: 'basket-99-120', channel: 'web', campaign: 'autumn-2026' },
} as const satisfies CreatePaymentRequest;

/** The bytes that our side makes of it, which the bare clients are handed ready-made, signature included. */
export const WIRE_BODY = JSON.stringify({
  amount: '125.50',
  currency: 'USDT',
  order_id: 'order-2026-11-000042',
  network: 'tron',
  url_return: 'https://shop.example.com/orders/000042',
  url_success: 'https://shop.example.com/orders/000042/paid',
  url_callback: 'https://shop.example.com/webhooks/cryptomus-main',
  lifetime: 3600,
  additional_data: JSON.stringify(PAYMENT_REQUEST.metadata),
});

export const WIRE_HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'content-type': 'application/json',
  merchant: '8b03432e-385b-4670-8d06-064591096795',
  sign: '5f4dcc3b5aa765d61d8327deb882cf99',
};

/** What the server answers to a payment: what the adapter reads, and nothing else. */
export const PAYMENT_ANSWER = JSON.stringify({
  state: 0,
  result: {
    uuid: '26109ba0-b05b-4ee0-93d1-fd62c822ce95',
    order_id: 'order-2026-11-000042',
    amount: '125.50000000',
    payer_amount: '125.50',
    payer_currency: 'USDT',
    currency: 'USDT',
    network: 'tron',
    address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    payment_status: 'check',
    url: 'https://pay.cryptomus.com/pay/26109ba0-b05b-4ee0-93d1-fd62c822ce95',
    expired_at: 1_794_000_000,
    is_final: false,
  },
});

/** What the server answers to Stripe's client, of the same length. */
export const STRIPE_ANSWER = JSON.stringify({
  id: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
  object: 'payment_intent',
  amount: 12_550,
  amount_received: 0,
  capture_method: 'automatic',
  client_secret: 'pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH',
  confirmation_method: 'automatic',
  created: 1_794_000_000,
  currency: 'usd',
  livemode: false,
  metadata: { order: 'order-2026-11-000042', customer: 'customer-7731' },
  payment_method_types: ['card'],
  status: 'requires_payment_method',
});
