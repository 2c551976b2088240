// The numbers of the help desk. Days, queue and saved search are in the URL, so that a report can be bookmarked and shared.
import "../../style/reports.css";
import { useQuery } from "urql";
import { ReportsQuery } from "../../api/documents/reports";
import { errorMessage } from "../../api/errors";
import { useRefresh } from "../../api/live";
import type { ReportsQuery as Reports } from "../../gql/graphql";
import { minutesOf, shownMinutes } from "../../parts/duration";
import { Heading } from "../../parts/Heading";
import { Notice } from "../../parts/Notice";
import { Chart } from "./Chart";
import { ReportFilters, variablesOf } from "./ReportFilters";
import { byLabel, byMonth, limited, pivot, type Table, total } from "./tables";

const MINUTES_PER_DAY = 1440;
/** Rows of a chart with bars. */
const ROWS = 12;

export function ReportsPage({ search }: { search: URLSearchParams }) {
  const [{ data, fetching, error }, ask] = useQuery({
    query: ReportsQuery,
    variables: variablesOf(search),
    requestPolicy: "cache-and-network",
  });
  useRefresh(() => ask({ requestPolicy: "network-only" }));
  return (
    <>
      <Heading title="Reports">Reports</Heading>
      <ReportFilters search={search} />
      {error && <Notice kind="bad">{errorMessage(error)}</Notice>}
      <p className="count" aria-live="polite">
        {data?.created ? tickets(data.created.total) : fetching && "Loading…"}
      </p>
      {data && <Charts {...data} />}
    </>
  );
}

const tickets = (number: number) => `${number} ${number === 1 ? "ticket" : "tickets"}`;
const days = (minutes: number) => `${Math.round((minutes / MINUTES_PER_DAY) * 10) / 10} d`;

function Charts({ created, closed, ages, statuses, owners, answer, close, closing, spent }: Reports) {
  const months = byMonth(created?.periods.map((one) => one.firstDay) ?? [], {
    Created: byLabel(created?.groups ?? [], (group) => group.count),
    Closed: byLabel(closed?.groups ?? [], (group) => group.count),
  });
  const durations = byMonth(closing?.periods.map((one) => one.firstDay) ?? [], {
    Median: byLabel(closing?.groups ?? [], (group) => minutesOf(group.median)),
    "90 % within": byLabel(closing?.groups ?? [], (group) => minutesOf(group.percentile90)),
  });
  const times: Table = {
    columns: ["Time spent"],
    rows: (spent?.groups ?? []).map((group) => ({ label: group.keys[0]?.label ?? "Nobody", values: [minutesOf(group.timeSpent)] })),
  };
  const ageTable = pivot(ages?.groups ?? [], "–");
  return (
    <>
      <dl className="figures">
        <Figure name="Open" value={`${ages?.total ?? 0}`} />
        <Figure name="First answer, median" value={shown(answer?.groups[0]?.median)} />
        <Figure name="Until closed, median" value={shown(close?.groups[0]?.median)} />
        <Figure name="Until closed, 90 % within" value={shown(close?.groups[0]?.percentile90)} />
      </dl>
      <div className="charts">
        <Chart
          title="Created and closed by month"
          heading="Month"
          kind="lines"
          table={months}
          summary={summaryOfMonths(months)}
        />
        <Chart
          title="Days until closed by month"
          heading="Month of closing"
          kind="lines"
          table={durations}
          format={days}
          summary={
            close?.groups[0]
              ? `Half of ${tickets(close.groups[0].count)} were closed within ${shown(close.groups[0].median)}, 90 % within ${shown(close.groups[0].percentile90)}.`
              : "No ticket was closed."
          }
        />
        <Chart
          title="Open tickets by queue and age in days"
          heading="Queue"
          kind="bars"
          table={limited(ageTable, ROWS)}
          summary={summaryOfBars(ageTable, "open")}
        />
        <Chart
          title="Open tickets by owner and priority"
          heading="Owner"
          kind="bars"
          table={limited(pivot(owners?.groups ?? [], "Unassigned"), ROWS)}
          summary={summaryOfBars(pivot(owners?.groups ?? [], "Unassigned"), "open")}
        />
        <Chart
          title="Tickets by queue and status"
          heading="Queue"
          kind="bars"
          table={limited(pivot(statuses?.groups ?? [], "–"), ROWS)}
          summary={summaryOfBars(pivot(statuses?.groups ?? [], "–"), "")}
        />
        <Chart
          title="Time spent by person"
          heading="Person"
          kind="bars"
          table={limited(times, ROWS)}
          format={(minutes) => shownMinutes(minutes) || "0"}
          summary={times.rows[0] ? `${shown(spent?.total)} in total; ${times.rows[0].label} recorded most.` : "No time was recorded."}
        />
      </div>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="card">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** A duration in days if it is long. */
function shown(duration: string | null | undefined): string {
  if (!duration) return "–";
  const minutes = minutesOf(duration);
  return minutes >= 2 * MINUTES_PER_DAY ? days(minutes) : shownMinutes(minutes) || "0 min";
}

function summaryOfMonths({ rows }: Table): string {
  const last = rows.at(-1);
  if (!last) return "No tickets match.";
  const sums = [0, 1].map((at) => rows.reduce((sum, row) => sum + (row.values[at] ?? 0), 0));
  return `${sums[0]} created and ${sums[1]} closed since ${rows[0]?.label}; ${last.values[0]} and ${last.values[1]} in ${last.label}.`;
}

function summaryOfBars({ rows }: Table, kind: string): string {
  const [first] = rows;
  if (!first) return "No tickets match.";
  return `${first.label} has most: ${total(first)} ${kind} of ${rows.reduce((sum, row) => sum + total(row), 0)}.`.replace("  ", " ");
}
