import { type ColumnDef, tableFeatures, useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo } from 'react';
import { useLanguage } from '../language/language.js';

const features = tableFeatures({});

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
}

/** Rows and columns; on a phone each row becomes a card that names its columns. */
export function DataTable<Row extends object>({
  caption,
  columns,
  rows,
  empty,
}: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What is said in place of no rows. */
  readonly empty?: string;
}): ReactNode {
  const { t } = useLanguage();
  const definitions = useMemo(
    () =>
      columns.map(
        ({ cell, header, id }): ColumnDef<typeof features, Row> => ({
          id,
          header,
          cell: ({ row }) => cell(row.original),
        }),
      ),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: definitions, data });
  if (rows.length === 0) return <p className="quiet">{empty ?? t('table.empty')}</p>;
  const kinds = new Map(columns.map((column) => [column.id, column]));
  const classOf = (id: string): string | undefined => (kinds.get(id)?.isNumber === true ? 'number' : undefined);
  return (
    // Wide tables scroll within their frame, also by the arrow keys.
    <div className="table-frame" role="group" aria-label={caption} tabIndex={0}>
      <table className="table cards">
        <caption>{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" className={classOf(header.id)}>
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={classOf(cell.column.id)} data-label={kinds.get(cell.column.id)?.header}>
                  <span>
                    <table.FlexRender cell={cell} />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
