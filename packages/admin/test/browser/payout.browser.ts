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

test('a payout is asked for, approved by another person, confirmed by webhook and reconciled', async () => {
  const { approver, operator } = service.people;
  const asked = await openAs(browser, service, operator);
  await asked.page.getByRole('link', { name: 'New payout' }).click();
  await asked.page.getByLabel('Client').fill('maria');
  await asked.page.getByLabel('Amount').fill('250,00');
  await asked.page.getByLabel('Network').fill('tron');
  await asked.page.getByLabel('Address').fill(ADDRESS);
  await asked.page.getByText('The address is well formed for this network.').waitFor();
  await asked.page.getByLabel('Remember this wallet for the client').check();
  await asked.page.getByLabel('Name of the wallet').fill('Main wallet');
  await asked.page.getByRole('button', { name: 'Check and continue' }).click();

  const dialog = asked.page.getByRole('dialog', { name: 'Check once more' });
  await dialog.getByText('250.00 USDT').waitFor();
  await dialog.getByText('another person has to approve it first').waitFor();
  expect(await dialog.getByRole('button', { name: 'Ask for approval' }).isDisabled()).toBe(true);
  await dialog.getByLabel('I have compared amount, asset, network and address.').check();
  await dialog.getByRole('button', { name: 'Ask for approval' }).dblclick();
  await asked.page.getByText('It waits for somebody to approve it.').waitFor();
  const address = asked.page.url();

  // Whoever asked for it cannot approve it, and reads why.
  const own = await openAs(browser, service, approver, { path: new URL(address).pathname });
  await own.page.getByRole('button', { name: 'Approve' }).click();
  const approval = own.page.getByRole('dialog', { name: 'Approve' });
  await approval.getByText('250.00 USDT').or(approval.getByText('250 USDT')).waitFor();
  await approval.getByRole('button', { name: 'Approve this payout' }).click();
  await own.page.getByText('Beatriz Sousa (you) approved it.', { exact: false }).waitFor();

  // The page of whoever asked for it follows by itself.
  await asked.page.getByText('Beatriz Sousa approved it.', { exact: false }).waitFor();
  await asked.page.getByText('The provider has it and has not sent it yet.').waitFor();
  const [sent] = service.simulator.control.payouts();
  expect(service.simulator.control.payouts()).toHaveLength(1);
  await service.simulator.control.advancePayout(sent?.uuid ?? '');
  await service.simulator.control.advancePayout(sent?.uuid ?? '', 'paid');
  await asked.page.getByText('a look-up at the provider confirmed it: it was paid.', { exact: false }).waitFor();
  await asked.page.getByText('The money is booked as gone.').waitFor();

  await own.page.goto(`${service.url}/reconciliation`);
  await own.page.getByRole('button', { name: 'Start reconciliation' }).click();
  await own.page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  await own.page.getByRole('cell', { name: 'done' }).waitFor();
  await own.page.getByText('No open difference: both sides agree.').waitFor();

  // The next payout to the client starts from the wallet that was remembered.
  await asked.page.goto(`${service.url}/payouts/new?client=maria`);
  await asked.page.getByText('Saved wallet: Main wallet').waitFor();
  expect(await asked.page.getByLabel('Address').inputValue()).toBe(ADDRESS);

  expect([...asked.complaints, ...own.complaints]).toEqual([]);
  await asked.close();
  await own.close();
});

test('whoever asked for a payout cannot approve it, reads why, and is refused by the service as well', async () => {
  const { approver } = service.people;
  const { complaints, close, page } = await openAs(browser, service, approver);
  const payout = (await service.ask(approver, 'POST', '/v1/payouts', {
    reference: 'own-1',
    amount: { amount: '500', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
  })) as { id: string; revision: number };
  await page.goto(`${service.url}/payouts/${payout.id}`);
  const approve = page.getByRole('button', { name: 'Approve' });
  await approve.waitFor();
  expect(await approve.isDisabled()).toBe(true);
  await page.getByText('You asked for it yourself, so somebody else has to approve it.').waitFor();

  const { revision } = payout;
  await expect(service.ask(approver, 'POST', `/v1/payouts/${payout.id}/approve`, { revision })).rejects.toThrow(
    /409|403|422/,
  );
  // A refusal changes nothing about the payout, so that nobody can hold others up by it: it shows at the next look.
  await page.reload();
  await page.getByText('tried to approve it, and was refused', { exact: false }).waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test('what was paid out to a client before stands beside the form that pays out more', async () => {
  const { approver } = service.people;
  await service.ask(approver, 'POST', '/v1/payouts', {
    reference: 'earlier-1',
    client: 'ana',
    amount: { amount: '12.50', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
  });
  const { close, complaints, page } = await openAs(browser, service, approver, { path: '/payouts/new' });
  await page.getByLabel('Client').fill('ana');
  await page.getByLabel('Amount').focus();
  const before = page.getByRole('region', { name: 'ana so far (90 days)' });
  await before.getByRole('link', { name: 'earlier-1' }).waitFor();
  await before.getByText('1 · 12.5 USDT').waitFor();
  await page.getByText('As in the last payout').waitFor();
  expect(await page.getByLabel('Address').inputValue()).toBe(ADDRESS);
  expect(await page.getByLabel('Amount').inputValue()).toBe('12.5');
  await page.getByRole('button', { name: 'Clear the form' }).click();
  expect(await page.getByLabel('Address').inputValue()).toBe('');
  expect(complaints).toEqual([]);
  await close();
});
