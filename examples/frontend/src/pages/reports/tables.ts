// Converts groups of reports to tables, which charts draw.

/** A table: a row for each group, a number for each column. */
export type Table = { columns: readonly string[]; rows: readonly { label: string; values: readonly number[] }[] };

type Key = { label?: string | null };
type Counted = { keys: readonly Key[]; count: number };

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** The numbers of groups by two dimensions: the largest rows first, columns by name. `nothing` names rows without a value. */
export function pivot(groups: readonly Counted[], nothing: string): Table {
  const name = (key: Key | undefined) => key?.label ?? nothing;
  const columns = [...new Set(groups.map(({ keys }) => name(keys[1])))].sort();
  const rows = new Map<string, number[]>();
  for (const { keys, count } of groups) {
    const values = rows.get(name(keys[0])) ?? columns.map(() => 0);
    const at = columns.indexOf(name(keys[1]));
    values[at] = (values[at] ?? 0) + count;
    rows.set(name(keys[0]), values);
  }
  const sorted = [...rows].sort(([, one], [, other]) => sum(other) - sum(one));
  return { columns, rows: sorted.map(([label, values]) => ({ label, values })) };
}

/** One row for each month, without gaps, until this month. `series` are the values by the name of the month, such as `2030-01`. */
export function byMonth(firstDays: readonly string[], series: Record<string, ReadonlyMap<string, number>>): Table {
  const months = new Set(firstDays.map((day) => day.slice(0, 7)));
  for (const values of Object.values(series)) for (const month of values.keys()) months.add(month);
  const sorted = [...months].sort();
  const rows = sorted.map((label) => ({ label, values: Object.values(series).map((values) => values.get(label) ?? 0) }));
  return { columns: Object.keys(series), rows };
}

/** Values by the label of their first key. Groups without a value are left out. */
export function byLabel<Group extends { keys: readonly Key[] }>(groups: readonly Group[], value: (group: Group) => number) {
  const labelled = groups.flatMap((group): [string, number][] => {
    const label = group.keys[0]?.label;
    return label ? [[label, value(group)]] : [];
  });
  return new Map(labelled);
}

/** The first rows, and the sum of the others. */
export function limited({ columns, rows }: Table, most: number): Table {
  if (rows.length <= most) return { columns, rows };
  const others = rows.slice(most - 1);
  const values = columns.map((_, at) => sum(others.map((row) => row.values[at] ?? 0)));
  return { columns, rows: [...rows.slice(0, most - 1), { label: `${others.length} others`, values }] };
}

export const total = (row: Table["rows"][number]) => sum(row.values);
