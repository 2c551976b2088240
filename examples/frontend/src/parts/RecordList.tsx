import type { ReactNode } from "react";
import { adminAt, type Section } from "../route";

export type Column<Row> = { title: string; value: (row: Row) => ReactNode };

type Props<Row> = {
  section: Section;
  rows: readonly Row[];
  /** The text of the link to a new object; without it, there is none. */
  add?: string;
  /** The first column is the link to the object. */
  columns: readonly [Column<Row>, ...Column<Row>[]];
  children?: ReactNode;
};

/** The list of a section of the administration. */
export function RecordList<Row extends { id: string; databaseId: number }>({ section, rows, add, columns, children }: Props<Row>) {
  const [first, ...others] = columns;
  return (
    <>
      <div className="row spread">
        {children}
        {add && (
          <a className="button" href={adminAt(section, "new")}>
            {add}
          </a>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="empty">Nothing here yet.</p>
      ) : (
        <table className="tickets records">
          <thead>
            <tr>
              {columns.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td className="title">
                  <a href={adminAt(section, row.databaseId)}>{first.value(row)}</a>
                </td>
                {others.map(({ title, value }) => (
                  <td key={title}>{value(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
