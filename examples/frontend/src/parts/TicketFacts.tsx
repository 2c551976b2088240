import type { TicketQuery } from "../gql/graphql";
import { LinkedTicket } from "./Dependencies";
import { shownDuration } from "./duration";
import { exactly, Time } from "./Time";

type Ticket = NonNullable<TicketQuery["ticket"]>;
type Value = Ticket["customFieldValues"][number];

function shown({ field, text, dateTime }: Value) {
  if (text === null) return null;
  if (field.dataType === "BOOLEAN") return /^(true|1|on)$/i.test(text) ? "Yes" : "No";
  if (field.dataType === "DATETIME") return dateTime?.replace("T", " ") ?? text;
  if (field.dataType === "URL" && /^https?:/i.test(text)) {
    return (
      <a href={text} target="_blank" rel="noreferrer nofollow">
        {text}
      </a>
    );
  }
  return text;
}

/** Read-only details of a ticket. */
export function TicketFacts({ ticket }: { ticket: Ticket }) {
  const timeSpent = shownDuration(ticket.timeSpent);
  return (
    <section className="card facts">
      <h2>Details</h2>
      <dl>
        <dt>Owner</dt>
        <dd>{ticket.assignedTo?.fullName ?? <span className="nobody">Unassigned</span>}</dd>
        <dt>Last updated</dt>
        <dd>
          <Time at={ticket.updatedAt} />
        </dd>
        {ticket.dueAt && (
          <>
            <dt>Due</dt>
            <dd>{exactly(ticket.dueAt)}</dd>
          </>
        )}
        {ticket.customFieldValues.filter((value) => value.text).map((value) => (
          <div key={value.field.id}>
            <dt>{value.field.label}</dt>
            <dd>{shown(value)}</dd>
          </div>
        ))}
        {timeSpent && (
          <>
            <dt>Time spent</dt>
            <dd>{timeSpent}</dd>
          </>
        )}
        {ticket.mergedTo && (
          <>
            <dt>Merged into</dt>
            <dd>
              <LinkedTicket ticket={ticket.mergedTo} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
