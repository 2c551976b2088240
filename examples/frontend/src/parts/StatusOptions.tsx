// The statuses that the viewer can give a ticket, and why not the others.
import type { TicketQuery } from "../gql/graphql";

type Ticket = NonNullable<TicketQuery["ticket"]>;
type Transition = Ticket["allowedStatuses"][number];

/** A short reason why a status cannot be chosen. */
function reasonOf({ reason, blockedBy }: Transition): string {
  switch (reason) {
    case "OPEN_DEPENDENCIES":
      return blockedBy.length > 0 ? `waits for ${blockedBy.map((one) => one.reference).join(", ")}` : "waits for an open ticket";
    case "STATUS_FLOW":
      return "not from this status";
    default:
      return "no permission";
  }
}

type Props = { ticket: Ticket; withoutCurrent?: boolean };

/** The options of a select. Statuses that cannot be chosen are disabled, and say why. */
export function StatusOptions({ ticket, withoutCurrent }: Props) {
  const { allowedStatuses, statusCode, statusLabel } = ticket;
  const others = allowedStatuses.filter((one) => one.status.code !== statusCode);
  return (
    <>
      {!withoutCurrent && <option value={statusCode}>{statusLabel}</option>}
      {others.map((one) => (
        <option key={one.status.code} value={one.status.code} disabled={!one.allowed}>
          {one.allowed ? one.status.label : `${one.status.label} (${reasonOf(one)})`}
        </option>
      ))}
    </>
  );
}

/** Whether the viewer can give the ticket a status. */
export function isAllowed({ allowedStatuses }: Ticket, code: number): boolean {
  return allowedStatuses.some((one) => one.status.code === code && one.allowed);
}
