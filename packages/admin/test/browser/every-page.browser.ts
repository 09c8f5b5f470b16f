import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBarriers, findBrokenWords, openAs, openBrowser } from './open-browser.js';
import { type Service, startService } from './service.js';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

let browser: Browser;
let service: Service;
let pages: readonly string[];

beforeAll(async () => {
  [browser, service] = await Promise.all([openBrowser(), startService()]);
  const { operator } = service.people;
  const payout = (await service.ask(operator, 'POST', '/v1/payouts', {
    reference: 'a-reference-that-is-as-long-as-people-make-them-when-nobody-tells-them-not-to-2026-11',
    client: 'maria',
    amount: { amount: '1234567.89', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
    rememberWalletAs: 'Main wallet',
  })) as { id: string; walletProfileId?: string };
  const { items } = (await service.ask(operator, 'GET', '/v1/wallet-profiles?client=maria')) as {
    items: { id: string }[];
  };
  await service.ask(operator, 'POST', '/v1/schedules', {
    id: 'monthly-maria',
    walletProfileId: items[0]?.id,
    amount: { type: 'fixed', amount: { amount: '15.00', currency: 'USDT' } },
    recurrence: { every: 'month', day: 31, time: '09:00', timeZone: 'Africa/Luanda' },
  });
  await service.ask(operator, 'POST', '/v1/reconciliations', { account: 'main' });
  pages = [
    ...[
      '/',
      '/payouts',
      '/payouts/new?client=maria',
      `/payouts/${payout.id}`,
      '/imports',
      '/schedules',
      '/schedules/new',
    ],
    ...['/schedules/monthly-maria', '/webhooks', '/reconciliation', '/providers', '/routing', '/access', '/audit'],
    ...['/settings', '/nowhere'],
  ];
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

const WAYS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['in light', { colorScheme: 'light' }],
  ['in dark', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 375, height: 740 } }],
];

describe.each(WAYS)('every page %s', (_way, options) => {
  test('is free of barriers that a machine can find, and fits its width', async () => {
    const { complaints, close, page } = await openAs(browser, service, service.people.admin, options);
    const found: string[] = [];
    for (const path of pages) {
      await page.goto(service.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' });
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      if (isTooWide) found.push(`${path} scrolls sideways`);
      found.push(...(await findBrokenWords(page)).map((word) => `${path} breaks the word ${word}`));
      found.push(...(await findBarriers(page)).map((barrier) => `${path} ${barrier}`));
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

test('signing in, and a dialog, are free of barriers too', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(service.url);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.goto(`${service.url}/claim#token=none`);
  await page.getByRole('button', { name: 'Set password and sign in' }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  expect(page.url()).not.toContain('none');
  await context.close();

  const { close, page: inside } = await openAs(browser, service, service.people.approver, { path: pages[3] ?? '' });
  await inside.getByRole('button', { name: 'Approve' }).click();
  await inside.getByRole('dialog').waitFor();
  expect(await findBarriers(inside)).toEqual([]);
  await close();
});

test('the page speaks Portuguese where the browser does, and as it is told', async () => {
  const context = await browser.newContext({ locale: 'pt-PT' });
  const page = await context.newPage();
  await page.goto(service.url);
  await page.getByRole('button', { name: 'Entrar' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('pt-PT');
  await context.close();

  const { close, page: inside } = await openAs(browser, service, service.people.admin, { path: '/settings' });
  await inside.getByRole('button', { name: 'Português' }).click();
  await inside.getByRole('heading', { name: 'Definições' }).waitFor();
  await inside.getByRole('button', { name: 'escuro' }).click();
  await inside.reload();
  await inside.getByRole('heading', { name: 'Definições' }).waitFor();
  expect(await inside.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  await close();
});

test('the menu of a phone opens over a page that was scrolled, and Escape closes it', async () => {
  const options = { viewport: { width: 375, height: 740 }, path: '/providers' };
  const { close, page } = await openAs(browser, service, service.people.admin, options);
  await page.getByText('cryptomus').waitFor();
  await page.mouse.wheel(0, 2000);
  await page.getByRole('button', { name: 'Menu' }).click();
  const settings = page.getByRole('link', { name: 'Overview' });
  await settings.waitFor();
  expect((await settings.boundingBox())?.y).toBeGreaterThan(0);
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await settings.waitFor({ state: 'hidden' });
  await close();
});

test('the overview compares with the time before, and says when much is pending', async () => {
  const { close, page } = await openAs(browser, service, service.people.admin);
  const pending = page.getByRole('region', { name: 'On their way' });
  await pending.getByText('Nothing in the period before').waitFor();
  await pending.getByText('That is a lot.').waitFor();
  await page.getByRole('button', { name: '7 days' }).click();
  await page.waitForURL(/days=7/);
  await page.getByText('Await approval (1)').waitFor();
  // The chart is there as a table as well.
  await page.getByText('As a table').first().click();
  await page.getByRole('table', { name: 'Payouts over time' }).waitFor();
  await close();
});
