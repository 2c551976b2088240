import { useEffect, useState } from "react";
import { useViewer } from "../api/session";
import type { ChoicesQuery } from "../gql/graphql";
import { ORDERS } from "../pages/ticketSearch";
import { go } from "../navigation";
import { ticketsAt } from "../route";
import { Options, type Option } from "./Options";

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
    go(ticketsAt(to), { stay: true });
  }

  const choose = (name: string, label: string, nothing: Option, options: readonly Option[]) => {
    const value = search.get(name) ?? "";
    return (
      <label>
        <span>{label}</span>
        <select value={value} onChange={(event) => set(name, event.target.value)}>
          <Options options={[nothing, ...options]} current={[value, value]} />
        </select>
      </label>
    );
  };

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
            placeholder="Title, email or number"
            onChange={(event) => {
              setWords(event.target.value);
              // The clear button of the field starts a search, too.
              if (event.target.value === "" && asked) set("q", "");
            }}
          />
        </label>
      </form>
      {isAgent
        ? choose("status", "Status", ["", "All open"], [["all", "All"], ...statuses])
        : choose("status", "Status", ["", "All"], [["open", "All open"], ...statuses])}
      {choose("queue", "Queue", ["", "All"], queues)}
      {isAgent && choose("owner", "Owner", ["", "Anyone"], [["me", "Me"], ["nobody", "Unassigned"], ...people])}
      {isAgent && choose("priority", "Priority", ["", "All"], priorities)}
      {choose("sort", "Order", ["", ORDERS[0]?.[1] ?? ""], ORDERS.slice(1).map((order): Option => [order[0], order[1]]))}
    </search>
  );
}
