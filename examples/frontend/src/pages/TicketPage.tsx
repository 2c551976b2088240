import { useQuery } from "urql";
import { TicketQuery } from "../api/documents";
import { sentenceOf } from "../api/faults";
import { useRefresh } from "../api/live";
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
    variables: { number },
    requestPolicy: "cache-and-network",
  });
  useRefresh(() => ask({ requestPolicy: "network-only" }), number);
  const ticket = data?.ticket;
  if (!ticket) {
    if (fetching) return <p className="waiting">One moment …</p>;
    return (
      <Notice kind="bad">
        {error ? sentenceOf(error) : "There is no such ticket, or it is not yours to see."}{" "}
        <a href={ticketsAt("")}>To the tickets</a>
      </Notice>
    );
  }
  return (
    <article className="ticket" aria-labelledby="title">
      <header>
        <p className="under">
          {ticket.reference} · {ticket.queue.title} · opened <Time at={ticket.created} />
          {ticket.submitterEmail && ` by ${ticket.submitterEmail}`}
        </p>
        <h1 id="title">{ticket.title}</h1>
        <p className="row">
          <StatusBadge ticket={ticket} /> <PriorityBadge ticket={ticket} />
        </p>
      </header>
      <div className="columns">
        <div>
          {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
          <Timeline ticket={ticket} />
          {ticket.viewerCanReply && <ReplyForm ticket={ticket} />}
        </div>
        <aside aria-label="About this ticket">
          {ticket.viewerCanUpdate && <Properties ticket={ticket} />}
          <TicketFacts ticket={ticket} />
        </aside>
      </div>
    </article>
  );
}
