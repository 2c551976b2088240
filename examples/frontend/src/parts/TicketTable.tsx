import { useViewer } from "../api/session";
import type { TicketFieldsFragment } from "../gql/graphql";
import { ticketAt } from "../route";
import { PriorityBadge, StatusBadge } from "./Badges";
import { Time } from "./Time";

export function TicketTable({ tickets }: { tickets: TicketFieldsFragment[] }) {
  const { isAgent } = useViewer();
  return (
    <table className="tickets">
      <thead>
        <tr>
          <th scope="col">Ticket</th>
          <th scope="col">Status</th>
          <th scope="col">Priority</th>
          <th scope="col">Queue</th>
          {isAgent && <th scope="col">Owner</th>}
          <th scope="col">Updated</th>
        </tr>
      </thead>
      <tbody>
        {tickets.map((ticket) => (
          <tr key={ticket.id}>
            <td className="title">
              <a href={ticketAt(ticket.databaseId)}>{ticket.title}</a>
              <span className="under">
                {ticket.reference}
                {isAgent && ticket.submitterEmail && ` · ${ticket.submitterEmail}`}
              </span>
            </td>
            <td>
              <StatusBadge ticket={ticket} />
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
