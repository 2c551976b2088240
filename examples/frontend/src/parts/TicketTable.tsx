import { useRef } from "react";
import { useViewer } from "../api/session";
import { useShortcut } from "../api/shortcuts";
import type { TicketFieldsFragment } from "../gql/graphql";
import { ticketAt } from "../route";
import { PriorityBadge, StatusBadge } from "./Badges";
import { Time } from "./Time";

type Props = {
  tickets: TicketFieldsFragment[];
  selected: ReadonlySet<number>;
  select: (numbers: Iterable<number>) => void;
};

export function TicketTable({ tickets, selected, select }: Props) {
  const { isAgent } = useViewer();
  const body = useRef<HTMLTableSectionElement>(null);
  const numbers = tickets.map((ticket) => ticket.databaseId);
  const isAll = numbers.every((number) => selected.has(number));

  function toggle(number: number) {
    const all = new Set(selected);
    if (!all.delete(number)) all.add(number);
    select(all);
  }
  /** The row with the focus, or -1. */
  const current = () => [...(body.current?.rows ?? [])].findIndex((row) => row.contains(document.activeElement));
  const move = (by: number) => {
    const to = Math.min(Math.max(current() + by, 0), tickets.length - 1);
    body.current?.rows[to]?.querySelector("a")?.focus();
  };
  useShortcut("j", "Next ticket", () => move(1));
  useShortcut("k", "Previous ticket", () => move(-1));
  useShortcut(
    "x",
    "Select the ticket",
    () => {
      const number = numbers[current()];
      if (number !== undefined) toggle(number);
    },
    isAgent,
  );

  return (
    <table className="tickets">
      <thead>
        <tr>
          {isAgent && (
            <th scope="col" className="mark">
              <label className="target">
                <input
                  type="checkbox"
                  aria-label="Select all tickets of this page"
                  checked={isAll}
                  onChange={() => select(isAll ? [] : [...selected, ...numbers])}
                />
              </label>
            </th>
          )}
          <th scope="col">Ticket</th>
          <th scope="col">Status</th>
          <th scope="col">Priority</th>
          <th scope="col">Queue</th>
          {isAgent && <th scope="col">Owner</th>}
          <th scope="col">Updated</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {tickets.map((ticket) => (
          <tr key={ticket.id} className={selected.has(ticket.databaseId) ? "selected" : undefined}>
            {isAgent && (
              <td className="mark">
                <label className="target">
                  <input
                    type="checkbox"
                    aria-label={`Select ${ticket.reference}`}
                    checked={selected.has(ticket.databaseId)}
                    onChange={() => toggle(ticket.databaseId)}
                  />
                </label>
              </td>
            )}
            <td className="title">
              <a href={ticketAt(ticket.databaseId)}>{ticket.title}</a>
              <span className="under">
                {ticket.reference}
                {isAgent && ticket.submitterEmail && ` · ${ticket.submitterEmail}`}
              </span>
            </td>
            <td>
              <StatusBadge ticket={ticket} /> {ticket.onHold && <span className="badge">On hold</span>}
            </td>
            <td>
              <PriorityBadge ticket={ticket} />
            </td>
            <td className="queue">{ticket.queue.title}</td>
            {isAgent && <td className="owner">{ticket.assignedTo?.fullName ?? <span className="nobody">Unassigned</span>}</td>}
            <td className="when">
              <Time at={ticket.updatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
