import { useQuery } from "urql";
import { TicketQuery } from "../api/documents";
import { errorMessage } from "../api/errors";
import { useRefresh } from "../api/live";
import { Heading } from "../parts/Heading";
import { PriorityBadge, StatusBadge } from "../parts/Badges";
import { Notice } from "../parts/Notice";
import { Properties } from "../parts/Properties";
import { ReplyForm } from "../parts/ReplyForm";
import { TicketFacts } from "../parts/TicketFacts";
import { Timeline } from "../parts/Timeline";
import { Time } from "../parts/Time";
import { ticketsAt } from "../route";

export function TicketPage({ number }: { number: number }) {
  const [{ data, fetching, error }, ask] = useQuery({
    query: TicketQuery,
    variables: { id: String(number) },
    requestPolicy: "cache-and-network",
  });
  const refresh = () => ask({ requestPolicy: "network-only" });
  useRefresh(refresh, number);
  const ticket = data?.ticket;
  if (!ticket) {
    if (fetching) return <p className="waiting">Loading…</p>;
    return (
      <>
        <Heading title="Ticket not found">Ticket not found</Heading>
        <Notice kind="bad">
          {error ? errorMessage(error) : "This ticket does not exist, or you do not have permission to see it."}{" "}
          <a href={ticketsAt("")}>Back to the tickets</a>
        </Notice>
      </>
    );
  }
  return (
    <article className="ticket" aria-labelledby="title">
      <header>
        <p className="under">
          {ticket.reference} · {ticket.queue.title} · created <Time at={ticket.createdAt} />
          {ticket.submitterEmail && ` by ${ticket.submitterEmail}`}
        </p>
        <Heading title={`${ticket.reference} ${ticket.title}`}>{ticket.title}</Heading>
        <p className="row">
          <StatusBadge ticket={ticket} /> <PriorityBadge ticket={ticket} />
        </p>
      </header>
      <div className="columns">
        <div>
          {error && <Notice kind="bad">{errorMessage(error)}</Notice>}
          <Timeline ticket={ticket} />
          {ticket.viewerCanReply && <ReplyForm ticket={ticket} refresh={refresh} />}
        </div>
        <aside aria-label="About this ticket">
          {ticket.viewerCanUpdate && <Properties ticket={ticket} refresh={refresh} />}
          <TicketFacts ticket={ticket} />
        </aside>
      </div>
    </article>
  );
}
