import { type SubmitEvent, type ReactNode, useMemo, useState } from 'react';
import { withQuery } from '../../api/client.js';
import type { PayoutImport } from '../../api/types.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { go } from '../../navigation/place.js';
import { Amounts } from '../../parts/amount.js';
import { Button } from '../../parts/button.js';
import type { Column } from '../../parts/data-table.js';
import { FileField } from '../../parts/file-field.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';
import { formatOfFile } from './format-of-file.js';

/** Files of payouts: one is uploaded, looked at, and only then started. */
export function Imports(): ReactNode {
  const { number, t } = useLanguage();
  const list = usePagedList<PayoutImport>('imports', '/v1/imports');
  const columns = useMemo(
    (): readonly Column<PayoutImport>[] => [
      {
        id: 'id',
        header: t('imports.id'),
        cell: ({ id }) => (
          <Link to={`/imports/${encodeURIComponent(id)}`} className="exact">
            {id}
          </Link>
        ),
      },
      { id: 'state', header: t('payouts.state'), cell: ({ state }) => <StateBadge state={state} /> },
      { id: 'rows', header: t('imports.rows'), cell: ({ rows }) => number(rows), isNumber: true },
      { id: 'totals', header: t('imports.totals'), cell: ({ totals }) => <Amounts of={totals} />, isNumber: true },
      {
        id: 'problems',
        header: t('imports.problems'),
        cell: ({ problemCount }) => number(problemCount),
        isNumber: true,
      },
      { id: 'at', header: t('payout.requestedAt'), cell: ({ requestedAt }) => <When at={requestedAt} /> },
    ],
    [number, t],
  );
  return (
    <>
      <PageHead title={t('imports.title')} />
      <Upload />
      <PagedTable caption={t('imports.title')} columns={columns} list={list} empty={t('imports.empty')} />
    </>
  );
}

function Upload(): ReactNode {
  const { t } = useLanguage();
  const mayWrite = useMay('imports:write');
  const [file, setFile] = useState<File>();
  const format = file === undefined ? undefined : formatOfFile(file.name);
  const { error, isBusy, run } = useWrite<File, PayoutImport>(
    (content) => ({
      path: withQuery('/v1/imports', { format: formatOfFile(content.name) }),
      file: { content, type: formatOfFile(content.name) === 'jsonl' ? 'application/x-ndjson' : 'text/csv' },
    }),
    ['imports'],
  );
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (file === undefined || format === undefined) return;
    const made = await run(file);
    if (made !== undefined) go(`/imports/${encodeURIComponent(made.id)}`);
  };
  return (
    <Panel title={t('imports.upload')}>
      <p className="quiet">{t('imports.explain')}</p>
      <p className="small quiet">
        {t('imports.columns')} <code>key, amount, currency, network, address, memo, client, description</code>
      </p>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <FileField
          label={t('imports.file')}
          accept=".csv,.jsonl,.ndjson,text/csv"
          onChange={setFile}
          wrong={file !== undefined && format === undefined ? t('imports.format') : undefined}
        />
        <ProblemNote error={error} />
        <div>
          <Button
            kind="main"
            type="submit"
            isBusy={isBusy}
            isDisabled={!mayWrite || file === undefined || format === undefined}
          >
            {t('imports.check')}
          </Button>
        </div>
        {!mayWrite && <p className="quiet">{t('refusal.permission')}</p>}
      </form>
    </Panel>
  );
}
