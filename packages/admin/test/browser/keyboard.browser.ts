import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs, openBrowser } from './open-browser.js';
import { type Service, startService } from './service.js';

let browser: Browser;
let service: Service;
beforeAll(async () => {
  [browser, service] = await Promise.all([openBrowser(), startService()]);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

/** Presses Tab until what has the focus is called so, and fails where it never is. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : undefined;
      return (label ?? element)?.textContent.trim() ?? '';
    });
    if (focused === name) return;
    seen.push(focused);
  }
  throw new Error(`Tab never came to "${name}", only to ${seen.join(', ')}.`);
}

test('a payout is asked for with the keyboard alone', async () => {
  const { complaints, close, page } = await openAs(browser, service, service.people.operator);
  await page.getByRole('link', { name: 'New payout' }).waitFor();
  await tabTo(page, 'New payout');
  await page.keyboard.press('Enter');
  await page.getByLabel('Amount').waitFor();
  // A new page begins at its title.
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');

  const typed = [
    ['Client', 'ana'],
    ['Amount', '42'],
    ['Network', 'tron'],
    ['Address', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
  ] as const;
  for (const [field, value] of typed) {
    await tabTo(page, field);
    await page.keyboard.type(value);
  }
  await tabTo(page, 'Check and continue');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Check once more' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  // The focus is back where it was.
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await tabTo(page, 'I have compared amount, asset, network and address.');
  await page.keyboard.press('Space');
  await tabTo(page, 'Send it');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  expect(service.simulator.control.payouts()).toHaveLength(1);
  expect(complaints).toEqual([]);
  await close();
});
