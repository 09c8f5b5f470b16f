import type { ReactNode } from 'react';
import type { PagedList } from '../api/use-paged-list.js';
import { useLanguage } from '../language/language.js';
import { Button } from './button.js';
import { type Column, DataTable } from './data-table.js';
import { Loading } from './loading.js';
import { ProblemNote } from './problem-note.js';

/** A list of the service, page after page. */
export function PagedTable<Row extends object>({
  caption,
  columns,
  empty,
  list,
}: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly empty?: string;
  readonly list: PagedList<Row>;
}): ReactNode {
  const { t } = useLanguage();
  if (list.rows === undefined) return list.error === null ? <Loading /> : <ProblemNote error={list.error} />;
  return (
    <div className="stack">
      <DataTable caption={caption} columns={columns} rows={list.rows} {...(empty === undefined ? {} : { empty })} />
      <ProblemNote error={list.error} />
      {list.hasMore && (
        <div>
          <Button onClick={list.more} isBusy={list.isBusy}>
            {t('table.more')}
          </Button>
        </div>
      )}
    </div>
  );
}
