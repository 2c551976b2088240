import type { ReactNode } from "react";
import type { CombinedError } from "urql";
import { errorMessage } from "../../api/errors";
import { Notice } from "../../parts/Notice";

type Props<Row> = {
  rows: readonly Row[] | null | undefined;
  error: CombinedError | undefined;
  /** The number in the URL, `new`, or undefined for the list. */
  id: string | undefined;
  /** `row` has the number `id`. */
  children: (rows: readonly Row[], row: Row | undefined) => ReactNode;
};

/** Waits for the rows of a section and finds the one in the URL. */
export function Loaded<Row extends { databaseId: number }>({ rows, error, id, children }: Props<Row>) {
  if (error) return <Notice kind="bad">{errorMessage(error)}</Notice>;
  if (rows === undefined) return <p className="waiting">Loading…</p>;
  if (rows === null) return <Notice kind="bad">You do not have permission to see this.</Notice>;
  const row = rows.find(({ databaseId }) => `${databaseId}` === id);
  if (!row && id !== undefined && id !== "new") return <Notice kind="bad">This does not exist.</Notice>;
  return children(rows, row);
}
