import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs, openBrowser } from './open-browser.js';
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

test('somebody is invited by a link that is shown once, and begins with it', async () => {
  const { close, complaints, page } = await openAs(browser, service, service.people.admin, { path: '/access' });
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite' });
  await dialog.getByLabel('Name').fill('Dina Reis');
  await dialog.getByLabel('E-mail address').fill('dina@example.com');
  await dialog.getByLabel('Role').selectOption('viewer');
  await dialog.getByRole('button', { name: 'Make a one-time link' }).click();
  const shown = page.getByRole('dialog', { name: 'One-time link' });
  const link = (await shown.getByText('/claim#').textContent()) ?? '';
  await shown.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('row', { name: 'Dina Reis' }).getByText('invited').waitFor();

  const context = await browser.newContext({ locale: 'en-GB' });
  const invited = await context.newPage();
  await invited.goto(link);
  await invited.getByLabel('New password').fill('seven green bottles on a wall');
  await invited.getByLabel('Password once more').fill('seven green bottles on a wall');
  await invited.getByRole('button', { name: 'Set password and sign in' }).click();
  await invited.getByRole('heading', { name: 'Overview' }).waitFor();
  await invited.getByText('Dina Reis').waitFor();
  // Who may only look is offered nothing else.
  expect(await invited.getByRole('link', { name: 'New payout' }).count()).toBe(0);
  expect(await invited.getByRole('link', { name: 'Audit log' }).count()).toBe(0);

  await page.getByRole('button', { name: 'Change Dina Reis' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep out' }).click();
  await page.getByRole('row', { name: 'Dina Reis' }).getByText('kept out').waitFor();
  await invited.getByRole('link', { name: 'Payouts' }).click();
  await invited.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await context.close();

  // A new link is for whoever has lost a password.
  await page.getByRole('button', { name: 'Change Carlos Neto' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New one-time link' }).click();
  await page.getByRole('dialog', { name: 'One-time link' }).getByText('/claim#').waitFor();

  await page.goto(`${service.url}/audit`);
  await page.getByRole('row', { name: 'PATCH /v1/people/{id}' }).first().waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test('a token is shown once, and refused once it was revoked', async () => {
  const { close, complaints, page } = await openAs(browser, service, service.people.operator, { path: '/access' });
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByLabel('Name of the token').fill('payroll');
  await dialog.getByRole('button', { name: 'payouts:write' }).click();
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const made = page.getByRole('dialog', { name: 'The token was made' });
  const secret = (await made.getByText(/^pmx_/).textContent()) ?? '';
  const list = async (): Promise<number> => {
    const response = await fetch(`${service.url}/v1/payouts`, { headers: { authorization: `Bearer ${secret}` } });
    return response.status;
  };
  expect(await list()).toBe(200);
  await made.getByRole('button', { name: 'Close' }).click();
  await page.getByText(secret).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Revoke payroll' }).click();
  await page.getByRole('dialog', { name: 'Revoke' }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('It is revoked.').waitFor();
  expect(await list()).toBe(401);
  expect(complaints).toEqual([]);
  await close();
});

test('a schedule shows what it would pay before it is made, is paused and resumed', async () => {
  const { operator } = service.people;
  await service.ask(operator, 'POST', '/v1/wallet-profiles', {
    client: 'maria',
    displayName: 'Savings',
    currency: 'USDT',
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
  });
  const { close, complaints, page } = await openAs(browser, service, operator, { path: '/schedules/new' });
  await page.getByLabel('Name', { exact: true }).fill('monthly-maria');
  await page.getByLabel('Client').fill('maria');
  await page.getByLabel('Amount', { exact: true }).fill('15,50');
  await page.getByLabel('Wallet', { exact: true }).selectOption({ label: 'Savings (USDT)' });
  await page.getByLabel('Day').selectOption('31');
  await page.getByRole('button', { name: 'Show what it would pay' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check once more' });
  await dialog.getByRole('row').nth(5).waitFor();
  expect(await dialog.getByRole('row').count()).toBe(6);
  await dialog.getByRole('button', { name: 'Create schedule' }).click();
  await page.getByRole('heading', { name: 'monthly-maria' }).waitFor();
  for (const [step, state] of [
    ['Pause', 'paused'],
    ['Resume', 'active'],
  ] as const) {
    await page.getByRole('button', { name: step }).click();
    await page.getByRole('dialog').getByRole('button', { name: step }).click();
    await page.getByText(state, { exact: true }).waitFor();
  }
  await page.getByText('Carlos Neto (you) resumed it.').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test('a webhook is applied again, and a refused one is told with its reason', async () => {
  const { admin } = service.people;
  await service.ask(admin, 'POST', '/v1/payouts', {
    reference: 'told-1',
    amount: { amount: '5', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
  });
  const [sent] = service.simulator.control.payouts();
  await service.simulator.control.advancePayout(sent?.uuid ?? '', 'paid');
  const forged = { type: 'payout', uuid: 'x', order_id: 'told-1', status: 'paid', sign: '0'.repeat(32) };
  await fetch(`${service.url}/webhooks/main`, { method: 'POST', body: JSON.stringify(forged) });

  const { close, complaints, page } = await openAs(browser, service, admin, { path: '/webhooks' });
  await page.getByText('the signature is wrong: another key, or a forgery').waitFor();
  await page.getByRole('button', { name: 'Show', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Webhook' });
  await dialog.getByRole('button', { name: 'Apply it again' }).click();
  await dialog.getByText('It will be applied again.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Routing' }).click();
  await page.getByLabel('Amount').fill('20');
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText('It would go to main').waitFor();
  expect(complaints).toEqual([]);
  await close();
});
