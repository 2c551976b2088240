import { useQuery } from "urql";
import { useChoices } from "../../api/choices";
import { ReportSearchesQuery } from "../../api/documents/reports";
import type { ReportsQueryVariables, TicketFilter } from "../../gql/graphql";
import { go } from "../../navigation";
import { Options, type Option } from "../../parts/Options";
import { reportsAt } from "../../route";

/** The first moment of a day of the browser's time zone. */
const midnight = (day: string, after = 0) => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + after).toISOString();
};

const isDay = (text: string | null) => (text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null);

/** The variables of the reports by the URL. Months are those of the browser's time zone. */
export function variablesOf(search: URLSearchParams): ReportsQueryVariables {
  const [from, to, queue] = [isDay(search.get("from")), isDay(search.get("to")), search.get("queue")];
  const all: TicketFilter = {
    ...((from || to) && { createdAt: { ...(from && { gte: midnight(from) }), ...(to && { lt: midnight(to, 1) }) } }),
    ...(queue && /^\d+$/.test(queue) && { queueId: { eq: Number(queue) } }),
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || null;
  return { all, open: { ...all, isOpen: { eq: true } }, search: search.get("search") || null, zone };
}

/** Days, queue and saved search of the reports, which are in the URL. */
export function ReportFilters({ search }: { search: URLSearchParams }) {
  const choices = useChoices();
  const [{ data }] = useQuery({ query: ReportSearchesQuery });

  function set(name: string, value: string) {
    const to = new URLSearchParams(search);
    if (value) to.set(name, value);
    else to.delete(name);
    go(reportsAt(to), { stay: true });
  }

  const day = (name: string, label: string) => (
    <label>
      <span>{label}</span>
      <input type="date" value={search.get(name) ?? ""} onChange={(event) => set(name, event.target.value)} />
    </label>
  );
  const choose = (name: string, label: string, nothing: string, options: readonly Option[]) => {
    const value = search.get(name) ?? "";
    return (
      <label>
        <span>{label}</span>
        <select value={value} onChange={(event) => set(name, event.target.value)}>
          <Options options={[["", nothing], ...options]} current={[value, value]} />
        </select>
      </label>
    );
  };
  const queues = (choices?.queues.nodes ?? []).map((one): Option => [one.databaseId, one.title]);
  const searches = (data?.savedSearches?.nodes ?? []).map((one): Option => [one.databaseId, one.title]);
  return (
    <search className="filters">
      {day("from", "Created from")}
      {day("to", "Created until")}
      {choose("queue", "Queue", "All", queues)}
      {choose("search", "Saved search", "None", searches)}
    </search>
  );
}
