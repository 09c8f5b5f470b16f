import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs, openBrowser, signIn } from './open-browser.js';
import { type Service, startService } from './service.js';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

let browser: Browser;
let service: Service;
beforeAll(async () => {
  [browser, service] = await Promise.all([openBrowser(), startService()]);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

test('a session that ends in mid-form asks to sign in over it, loses nothing, and goes on', async () => {
  const { admin, operator } = service.people;
  const { complaints, close, page } = await openAs(browser, service, operator, { path: '/payouts/new' });
  await page.getByLabel('Client').fill('maria');
  await page.getByLabel('Amount').fill('15');
  await page.getByLabel('Network').fill('tron');
  await page.getByLabel('Address').fill(ADDRESS);
  // Keeping somebody out ends every session of theirs.
  for (const disabled of [true, false]) await service.ask(admin, 'PATCH', `/v1/people/${operator.id}`, { disabled });

  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await page.getByRole('button', { name: 'Check and continue' }).click();
  await again.waitFor();
  await page.keyboard.press('Escape');
  await again.waitFor();
  expect(await page.getByLabel('Amount').inputValue()).toBe('15');
  await signIn(page, operator);

  // What was asked for before goes through now, without being asked again.
  const confirm = page.getByRole('dialog', { name: 'Check once more' });
  await confirm.getByText('15 USDT').waitFor();
  await confirm.getByLabel('I have compared amount, asset, network and address.').check();
  await confirm.getByRole('button', { name: 'Send it' }).click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test('whoever signs in over the form of somebody else sees nothing of it', async () => {
  const { admin, approver, operator } = service.people;
  const { close, page } = await openAs(browser, service, operator, { path: '/payouts/new' });
  await page.getByLabel('Amount').fill('4321');
  for (const disabled of [true, false]) await service.ask(admin, 'PATCH', `/v1/people/${operator.id}`, { disabled });
  await page.getByLabel('Client').fill('ana');
  await page.getByLabel('Amount').focus();
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  const loadedAnew = page.waitForEvent('load');
  await signIn(page, approver);
  await loadedAnew;
  await page.getByText('Beatriz Sousa').waitFor();
  await page.getByRole('heading', { name: 'New payout' }).waitFor();
  expect(await page.getByLabel('Amount').inputValue()).toBe('');
  await close();
});

test('a draft survives a reload and an error of the service', async () => {
  const { close, page } = await openAs(browser, service, service.people.admin, { path: '/payouts/new' });
  await page.getByLabel('Client').fill('joao');
  await page.getByLabel('Amount').fill('77');
  await page.reload();
  expect(await page.getByLabel('Amount').inputValue()).toBe('77');
  await page.getByLabel('Network').fill('tron');
  await page.getByLabel('Address').fill(ADDRESS);
  await service.restart(async () => {
    await page.getByRole('button', { name: 'Check and continue' }).click();
    await page.getByText('No answer came').waitFor();
    expect(await page.getByLabel('Amount').inputValue()).toBe('77');
  });
  await page.getByRole('button', { name: 'Check and continue' }).click();
  await page.getByRole('dialog', { name: 'Check once more' }).getByText('77 USDT').waitFor();
  await close();
});

test('a service that restarts in mid-view leaves the view, says that it reconnects, and is followed again', async () => {
  const { admin } = service.people;
  const { close, complaints, page } = await openAs(browser, service, admin, { path: '/payouts' });
  const reconnecting = page.getByText('Reconnecting', { exact: false });
  const make = (reference: string): Promise<unknown> =>
    service.ask(admin, 'POST', '/v1/payouts', {
      reference,
      amount: { amount: '5', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: ADDRESS },
      feeFrom: 'balance',
    });
  await make('before-restart');
  await page.getByRole('link', { name: 'before-restart' }).waitFor();
  await service.restart(async () => {
    await reconnecting.waitFor();
    await page.getByRole('link', { name: 'before-restart' }).waitFor();
  });
  await reconnecting.waitFor({ state: 'hidden' });
  await make('after-restart');
  await page.getByRole('link', { name: 'after-restart' }).waitFor();
  expect(complaints).toEqual([]);
  await close();
});
