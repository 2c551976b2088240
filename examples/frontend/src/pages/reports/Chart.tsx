import { useId } from "react";
import { Bar, BarChart, CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Table } from "./tables";

type Props = {
  title: string;
  /** A sentence that summarizes the chart. */
  summary: string;
  /** The header of the first column of the table. */
  heading: string;
  table: Table;
  /** `bars`: one for each row, stacked; `lines`: one for each column. */
  kind: "bars" | "lines";
  /** The text of a number. */
  format?: (value: number) => string;
};

/** Lines differ by their dashes, too. */
const DASHES = ["", "7 4", "2 3", "10 3 2 3", "4 4", "1 4"];
const SERIES = DASHES.length;
const colour = (at: number) => `var(--series-${(at % SERIES) + 1})`;

/** A chart with a summary and its numbers as a table, for everybody who cannot see it. Arrow keys move through its values. */
export function Chart({ title, summary, heading, table, kind, format = String }: Props) {
  const id = useId();
  const data = table.rows.map((row) => ({
    label: row.label,
    ...Object.fromEntries(row.values.map((value, at) => [`value${at}`, value])),
  }));
  const series = table.columns.map((column, at) => ({ dataKey: `value${at}`, name: column, isAnimationActive: false }));
  const shown = (value: unknown) => format(Number(value));
  const axes = { tick: { fill: "var(--text)", fontSize: 12 }, stroke: "var(--control)" };
  const tooltip = <Tooltip formatter={shown} contentStyle={{ background: "var(--card)", borderColor: "var(--control)" }} cursor={{ fill: "var(--tint)" }} />;
  const legend = table.columns.length > 1 && <Legend formatter={(name) => <span className="series">{name}</span>} />;
  const chart = { data, accessibilityLayer: true, title, desc: summary };
  return (
    <figure className="card chart" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="summary">{summary}</p>
      {table.rows.length > 0 && (
        <>
          <ResponsiveContainer width="100%" height={kind === "lines" ? 260 : Math.max(140, table.rows.length * 34 + 80)}>
            {kind === "lines" ? (
              <LineChart {...chart} margin={{ top: 8, right: 12, bottom: 0, left: 0 }}>
                <CartesianGrid stroke="var(--line)" vertical={false} />
                <XAxis dataKey="label" minTickGap={24} {...axes} />
                <YAxis tickFormatter={shown} width={52} allowDecimals={false} {...axes} />
                {tooltip}
                {legend}
                {series.map((one, at) => (
                  <Line key={one.dataKey} {...one} stroke={colour(at)} strokeWidth={2} strokeDasharray={DASHES[at % SERIES]} dot={{ r: 2.5 }} />
                ))}
              </LineChart>
            ) : (
              <BarChart {...chart} layout="vertical" margin={{ top: 0, right: 12, bottom: 0, left: 0 }}>
                <CartesianGrid stroke="var(--line)" horizontal={false} />
                <XAxis type="number" tickFormatter={shown} allowDecimals={false} {...axes} />
                <YAxis type="category" dataKey="label" width={110} {...axes} />
                {tooltip}
                {legend}
                {series.map((one, at) => (
                  <Bar key={one.dataKey} {...one} stackId="all" fill={colour(at)} stroke="var(--card)" />
                ))}
              </BarChart>
            )}
          </ResponsiveContainer>
          <details>
            <summary>Numbers of “{title}”</summary>
            <Numbers title={title} heading={heading} table={table} format={format} />
          </details>
        </>
      )}
    </figure>
  );
}

function Numbers({ title, heading, table, format }: Required<Pick<Props, "title" | "heading" | "table" | "format">>) {
  return (
    <div className="numbers" role="region" aria-label={`Table: ${title}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{heading}</th>
            {table.columns.map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              {row.values.map((value, at) => (
                <td key={table.columns[at]}>{format(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
