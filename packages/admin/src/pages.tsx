import type { ReactNode } from 'react';
import type { Permission } from './api/types.js';
import type { MessageKey } from './language/language.js';
import { Access } from './pages/access/access.js';
import { Audit } from './pages/audit/audit.js';
import { Import } from './pages/imports/import.js';
import { Imports } from './pages/imports/imports.js';
import { NewPayout } from './pages/new-payout/new-payout.js';
import { Overview } from './pages/overview/overview.js';
import { PayoutPage } from './pages/payout/payout-page.js';
import { Payouts } from './pages/payouts/payouts.js';
import { Providers } from './pages/providers/providers.js';
import { Reconciliation } from './pages/reconciliation/reconciliation.js';
import { RoutingPage } from './pages/routing/routing-page.js';
import { NewSchedule } from './pages/schedules/new-schedule.js';
import { SchedulePage } from './pages/schedules/schedule-page.js';
import { Schedules } from './pages/schedules/schedules.js';
import { Settings } from './pages/settings/settings.js';
import { Webhooks } from './pages/webhooks/webhooks.js';

/** What each address shows. The first that fits is shown. */
export const PAGES: readonly {
  readonly pattern: string;
  readonly show: (named: Readonly<Record<string, string>>) => ReactNode;
}[] = [
  { pattern: '/', show: () => <Overview /> },
  { pattern: '/payouts', show: () => <Payouts /> },
  { pattern: '/payouts/new', show: () => <NewPayout /> },
  { pattern: '/payouts/:id', show: ({ id = '' }) => <PayoutPage key={id} id={id} /> },
  { pattern: '/imports', show: () => <Imports /> },
  { pattern: '/imports/:id', show: ({ id = '' }) => <Import key={id} id={id} /> },
  { pattern: '/schedules', show: () => <Schedules /> },
  { pattern: '/schedules/new', show: () => <NewSchedule /> },
  { pattern: '/schedules/:id', show: ({ id = '' }) => <SchedulePage key={id} id={id} /> },
  { pattern: '/webhooks', show: () => <Webhooks /> },
  { pattern: '/reconciliation', show: () => <Reconciliation /> },
  { pattern: '/providers', show: () => <Providers /> },
  { pattern: '/routing', show: () => <RoutingPage /> },
  { pattern: '/access', show: () => <Access /> },
  { pattern: '/audit', show: () => <Audit /> },
  { pattern: '/settings', show: () => <Settings /> },
];

/** The menu. What the service would refuse somebody is not offered to them. */
export const MENU: readonly {
  readonly title: MessageKey;
  readonly entries: readonly { readonly to: string; readonly label: MessageKey; readonly needs?: Permission }[];
}[] = [
  {
    title: 'menu.money',
    entries: [
      { to: '/', label: 'overview.title' },
      { to: '/payouts', label: 'payouts.title' },
      { to: '/imports', label: 'imports.title' },
      { to: '/schedules', label: 'schedules.title' },
    ],
  },
  {
    title: 'menu.checks',
    entries: [
      { to: '/webhooks', label: 'webhooks.title' },
      { to: '/reconciliation', label: 'reconciliation.title' },
      { to: '/providers', label: 'providers.title' },
      { to: '/routing', label: 'routing.title' },
    ],
  },
  {
    title: 'menu.house',
    entries: [
      { to: '/access', label: 'access.title' },
      { to: '/audit', label: 'audit.title', needs: 'access:manage' },
      { to: '/settings', label: 'settings.title' },
    ],
  },
];
