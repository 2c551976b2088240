import type { TicketFieldsFragment } from "../gql/graphql";

export function StatusBadge({ ticket }: { ticket: Pick<TicketFieldsFragment, "status" | "statusLabel"> }) {
  return <span className={`badge status-${ticket.status.toLowerCase()}`}>{ticket.statusLabel}</span>;
}

export function PriorityBadge({ ticket }: { ticket: Pick<TicketFieldsFragment, "priorityCode" | "priorityLabel"> }) {
  const level = Math.min(Math.max(ticket.priorityCode, 1), 5);
  return <span className={`priority priority-${level}`}>{ticket.priorityLabel.replace(/^\d+\.\s*/, "")}</span>;
}
