import { type SubmitEvent, type ReactNode, useMemo, useState } from 'react';
import type { Payout } from '../../api/types.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { go } from '../../navigation/place.js';
import { useAddressQuery } from '../../navigation/use-query.js';
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/choices.js';
import { SelectField, TextField } from '../../parts/field.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { useMay } from '../../session/use-session.js';
import { type Filters, filtersFrom, ORIGINS, PAYOUT_STATES, toServiceQuery } from './filters.js';
import { usePayoutColumns } from './payout-columns.js';

export function Payouts(): ReactNode {
  const { t } = useLanguage();
  const mayWrite = useMay('payouts:write');
  const [query] = useAddressQuery();
  const filters = useMemo(() => filtersFrom(query), [query]);
  const list = usePagedList<Payout>('payouts', '/v1/payouts', toServiceQuery(filters));
  const columns = usePayoutColumns();
  return (
    <>
      <PageHead title={t('payouts.title')}>
        {mayWrite && (
          <Link to="/payouts/new" className="button main">
            {t('newPayout.title')}
          </Link>
        )}
      </PageHead>
      <FilterForm key={filters.search} filters={filters} />
      <PagedTable caption={t('payouts.title')} columns={columns} list={list} empty={t('payouts.empty')} />
    </>
  );
}

function FilterForm({ filters }: { readonly filters: Filters }): ReactNode {
  const { t } = useLanguage();
  const [, change] = useAddressQuery();
  const [search, setSearch] = useState(filters.search);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    change({ search });
  };
  return (
    <form className="panel" role="search" aria-label={t('payouts.filters')} onSubmit={submit}>
      <div className="search">
        <div className="grow">
          <TextField
            label={t('payouts.search')}
            hint={t('payouts.search.hint')}
            type="search"
            value={search}
            onChange={setSearch}
          />
        </div>
        <div className="row">
          <Button type="submit" kind="main">
            {t('payouts.search.do')}
          </Button>
          <Button onClick={() => go('/payouts')}>{t('payouts.clear')}</Button>
        </div>
      </div>
      <Choices
        label={t('payouts.state')}
        options={PAYOUT_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        chosen={filters.states}
        onChange={(state) => change({ state })}
      />
      <details
        open={[filters.account, filters.client, filters.origin, filters.currency, filters.from, filters.until].some(
          Boolean,
        )}
      >
        <summary>{t('payouts.moreFilters')}</summary>
        <div className="filters">
          <TextField label={t('payout.client')} value={filters.client} onChange={(client) => change({ client })} />
          <TextField label={t('payout.account')} value={filters.account} onChange={(account) => change({ account })} />
          <TextField
            label={t('payout.currency')}
            value={filters.currency}
            onChange={(currency) => change({ currency })}
          />
          <SelectField
            label={t('payout.origin')}
            value={filters.origin}
            onChange={(origin) => change({ origin })}
            options={[
              { value: '', label: t('all') },
              ...ORIGINS.map((origin) => ({ value: origin, label: t(`origin.${origin}`) })),
            ]}
          />
          <TextField label={t('payouts.from')} type="date" value={filters.from} onChange={(from) => change({ from })} />
          <TextField
            label={t('payouts.until')}
            type="date"
            value={filters.until}
            onChange={(until) => change({ until })}
          />
        </div>
      </details>
    </form>
  );
}
