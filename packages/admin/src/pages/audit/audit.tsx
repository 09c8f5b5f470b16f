import { type ReactNode, useMemo } from 'react';
import type { AuditEntry, Page, Person } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useLanguage } from '../../language/language.js';
import { useAddressQuery } from '../../navigation/use-query.js';
import type { Column } from '../../parts/data-table.js';
import { SelectField } from '../../parts/field.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { StateBadge } from '../../parts/state-badge.js';
import type { Tone } from '../../parts/tone.js';
import { When } from '../../parts/when.js';
import { useNames } from '../access/use-names.js';

const OUTCOMES = ['done', 'refused', 'failed', 'unknown'] as const;
const TONES: Readonly<Record<AuditEntry['outcome'], Tone>> = {
  done: 'good',
  refused: 'bad',
  failed: 'wait',
  unknown: 'wait',
};

/** What was done here, by whom, and what was refused. */
export function Audit(): ReactNode {
  const { t } = useLanguage();
  const nameOf = useNames();
  const [query, change] = useAddressQuery();
  const person = query.get('person') ?? '';
  const outcome = OUTCOMES.find((each) => each === query.get('outcome')) ?? '';
  const people = useAnswer<Page<Person>>('people', '/v1/people?limit=1000').data?.items ?? [];
  const list = usePagedList<AuditEntry>('audit', '/v1/audit', { person, outcome });
  const columns = useMemo(
    (): readonly Column<AuditEntry>[] => [
      { id: 'at', header: t('at'), cell: ({ at }) => <When at={at} /> },
      {
        id: 'who',
        header: t('audit.who'),
        cell: ({ person: id }) => (id === undefined ? t('audit.nobody') : nameOf(id)),
      },
      {
        id: 'what',
        header: t('audit.what'),
        cell: ({ method, route }) => (
          <span className="exact">
            {method} {route}
          </span>
        ),
      },
      { id: 'record', header: t('audit.record'), cell: ({ record }) => <span className="exact">{record ?? '–'}</span> },
      {
        id: 'outcome',
        header: t('audit.outcome'),
        cell: ({ code, outcome: how }) => (
          <>
            <StateBadge state={`audit_${how}`} tone={TONES[how]} /> {code !== undefined && <code>{code}</code>}
          </>
        ),
      },
      { id: 'address', header: t('audit.address'), cell: ({ address }) => <span className="exact">{address}</span> },
    ],
    [nameOf, t],
  );
  return (
    <>
      <PageHead title={t('audit.title')} />
      <div className="panel filters">
        <SelectField
          label={t('audit.who')}
          value={person}
          onChange={(id) => change({ person: id })}
          options={[{ value: '', label: t('all') }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <SelectField
          label={t('audit.outcome')}
          value={outcome}
          onChange={(chosen) => change({ outcome: chosen })}
          options={[
            { value: '', label: t('all') },
            ...OUTCOMES.map((each) => ({ value: each, label: t(`state.audit_${each}`) })),
          ]}
        />
      </div>
      <PagedTable caption={t('audit.title')} columns={columns} list={list} />
    </>
  );
}
