import type { ReactNode } from 'react';
import type { Account, Balances, OperationCapability, Page } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useLanguage } from '../../language/language.js';
import { Amounts } from '../../parts/amount.js';
import { Facts } from '../../parts/facts.js';
import { Loading } from '../../parts/loading.js';
import { Note } from '../../parts/note.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';

/** The accounts at providers: how they are doing, what is in them, and what they can do. */
export function Providers(): ReactNode {
  const { t } = useLanguage();
  const { data, error } = useAnswer<Page<Account>>('accounts', '/v1/accounts');
  const balances = useAnswer<Balances>('balances', '/v1/accounts/balances');
  return (
    <>
      <PageHead title={t('providers.title')} />
      <ProblemNote error={error ?? balances.error} />
      {data === undefined && error === null && <Loading />}
      {data?.items.map((account) => (
        <AccountPanel key={account.id} account={account} balances={balances.data} />
      ))}
    </>
  );
}

function AccountPanel({
  account,
  balances,
}: {
  readonly account: Account;
  readonly balances: Balances | undefined;
}): ReactNode {
  const { number, t } = useLanguage();
  const { capabilities, health, id, isDefault, provider, webhookProblem } = account;
  const there = balances?.quotes.filter((quote) => quote.account === id).map(({ balance }) => balance) ?? [];
  const missing = balances?.missing.find((one) => one.account === id);
  const operations = Object.entries(capabilities.operations).filter(
    (entry): entry is [string, OperationCapability] => entry[1] !== undefined,
  );
  return (
    <Panel title={id} aside={<StateBadge state={health.state} />}>
      {webhookProblem !== undefined && (
        <Note tone="wait" title={t('provider.webhookProblem')}>
          {webhookProblem}
        </Note>
      )}
      <Facts
        facts={[
          [t('provider.provider'), provider],
          [t('provider.default'), isDefault ? t('yes') : t('no')],
          [
            t('provider.health'),
            t('provider.healthOf', { failures: number(health.failures), outcomes: number(health.outcomes) }),
          ],
          [t('provider.retryAt'), health.retryAt === undefined ? undefined : <When at={health.retryAt} />],
          [
            t('provider.balance'),
            missing === undefined ? (
              <Amounts of={there} />
            ) : (
              t('provider.balance.missing', { because: missing.because })
            ),
          ],
          [
            t('provider.webhooks'),
            capabilities.webhooks === undefined
              ? t('no')
              : `${capabilities.webhooks.scheme}${capabilities.webhooks.needsConfirmation ? `, ${t('provider.confirmed')}` : ''}`,
          ],
          [t('provider.partialRefunds'), capabilities.partialRefunds ? t('yes') : t('no')],
          [t('provider.memo'), memoText(capabilities.payoutMemo, t('yes'), t('no'))],
        ]}
      />
      <details>
        <summary>{t('provider.operations', { count: operations.length })}</summary>
        <div className="table-frame" role="group" aria-label={`${t('provider.can')} ${id}`} tabIndex={0}>
          <table className="table cards">
            <caption>
              {t('provider.can')} {id}
            </caption>
            <thead>
              <tr>
                <th scope="col">{t('provider.operation')}</th>
                <th scope="col">{t('provider.lookup')}</th>
                <th scope="col">{t('provider.repeats')}</th>
              </tr>
            </thead>
            <tbody>
              {operations.map(([name, { deduplicatesForMs, lookup }]) => (
                <tr key={name}>
                  <td data-label={t('provider.operation')}>
                    <code>{name}</code>
                  </td>
                  <td data-label={t('provider.lookup')}>
                    <Lookup of={lookup} />
                  </td>
                  <td data-label={t('provider.repeats')}>
                    <Repeats ms={deduplicatesForMs} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </Panel>
  );
}

function Lookup({ of }: { readonly of: string }): ReactNode {
  const { word } = useLanguage();
  return <>{word('lookup', of)}</>;
}

function Repeats({ ms }: { readonly ms: number }): ReactNode {
  const { number, t } = useLanguage();
  if (ms === 0) return <>{t('repeats.never')}</>;
  if (ms >= Number.MAX_SAFE_INTEGER) return <>{t('repeats.always')}</>;
  return <>{t('repeats.minutes', { minutes: number(Math.round(ms / 60_000)) })}</>;
}

function memoText(memo: boolean | readonly string[], yes: string, no: string): string {
  if (typeof memo === 'boolean') return memo ? yes : no;
  return memo.join(', ');
}
