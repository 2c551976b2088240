import { useEffect, useState } from "react";
import { useViewer } from "../api/session";
import type { ChoicesQuery } from "../gql/graphql";
import { ORDERS } from "../pages/ticketSearch";
import { go, ticketsAt } from "../route";

type Option = readonly [value: string | number, label: string];

export function TicketFilters({ search, choices }: { search: URLSearchParams; choices: ChoicesQuery }) {
  const { isAgent } = useViewer();
  const asked = search.get("q") ?? "";
  const [words, setWords] = useState(asked);
  useEffect(() => setWords(asked), [asked]);

  function set(name: string, value: string) {
    const to = new URLSearchParams(search);
    to.delete("after");
    to.delete("before");
    if (value) to.set(name, value);
    else to.delete(name);
    go(ticketsAt(to));
  }

  const choose = (name: string, label: string, nothing: Option, options: readonly Option[]) => (
    <label>
      <span>{label}</span>
      <select value={search.get(name) ?? ""} onChange={(event) => set(name, event.target.value)}>
        {[nothing, ...options].map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );

  const statuses = choices.ticketStatuses.map((one): Option => [one.code, one.label]);
  const queues = choices.queues.nodes.map((one): Option => [one.databaseId, one.title]);
  const priorities = choices.ticketPriorities.map((one): Option => [one.code, one.label]);
  const people = (choices.users?.nodes ?? []).map((one): Option => [one.databaseId, one.fullName]);
  return (
    <search className="filters">
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          set("q", words.trim());
        }}
      >
        <label className="words">
          <span>Search</span>
          <input
            type="search"
            value={words}
            placeholder="Title, address or number"
            onChange={(event) => {
              setWords(event.target.value);
              // The cross in the field empties it: that is a search, too.
              if (event.target.value === "" && asked) set("q", "");
            }}
          />
        </label>
      </form>
      {isAgent
        ? choose("status", "Status", ["", "Open ones"], [["all", "All"], ...statuses])
        : choose("status", "Status", ["", "All"], [["open", "Open ones"], ...statuses])}
      {choose("queue", "Queue", ["", "All"], queues)}
      {isAgent && choose("owner", "Owner", ["", "Anybody"], [["me", "Me"], ["nobody", "Nobody"], ...people])}
      {isAgent && choose("priority", "Priority", ["", "All"], priorities)}
      {choose("sort", "Order", ["", ORDERS[0]?.[1] ?? ""], ORDERS.slice(1).map((order): Option => [order[0], order[1]]))}
    </search>
  );
}
