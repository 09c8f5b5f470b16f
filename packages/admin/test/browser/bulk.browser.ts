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

const toFile = (rows: readonly string[]) => ({
  name: 'salaries.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['key,amount,currency,network,address,client,feeFrom', ...rows].join('\n')),
});

test('a file with two bad rows names both and sends nothing; the corrected one is started and paid once', async () => {
  const { complaints, close, page } = await openAs(browser, service, service.people.operator, { path: '/imports' });
  const good = `a1,10.00,USDT,tron,${ADDRESS},maria,balance`;
  await page
    .getByLabel('File (CSV or JSON lines)')
    .setInputFiles(toFile([good, `a2,ten,USDT,tron,${ADDRESS},joao,balance`, 'a3,12.00,USDT,tron,,ana,balance']));
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByRole('heading', { name: 'Rows with problems: 2' }).waitFor();
  await page.getByText('Nothing was sent. Correct the file and upload it again.', { exact: false }).waitFor();
  const problems = page.getByRole('table', { name: 'Problems' });
  await problems.getByRole('row', { name: '3 amount' }).waitFor();
  await problems.getByRole('row', { name: '4 address' }).waitFor();
  expect(await page.getByRole('button', { name: 'Start' }).count()).toBe(0);

  await page.goto(`${service.url}/imports`);
  await page
    .getByLabel('File (CSV or JSON lines)')
    .setInputFiles(
      toFile([good, `a2,11.00,USDT,tron,${ADDRESS},joao,balance`, `a3,12.00,USDT,tron,${ADDRESS},ana,balance`]),
    );
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByText('Every row can be paid. Nothing is sent until you start it.').waitFor();
  expect(service.simulator.control.payouts()).toEqual([]);
  await page.getByRole('button', { name: 'Start' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start these payouts' });
  await dialog.getByText('33').waitFor();
  await dialog.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Done: every row became a payout or was refused.').waitFor();
  await page.getByRole('link', { name: 'a1' }).waitFor();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Result file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await page.goto(`${service.url}/payouts?search=a`);
  await page.getByRole('link', { name: 'a3' }).waitFor();
  expect(complaints).toEqual([]);
  await close();
});
