import { useQuery } from "urql";
import { TicketQuery } from "../api/documents/tickets";
import { errorMessage } from "../api/errors";
import { useRefresh } from "../api/live";
import { useViewer } from "../api/session";
import { PriorityBadge, StatusBadge } from "../parts/Badges";
import { Checklists } from "../parts/Checklists";
import { Dependencies } from "../parts/Dependencies";
import { Followers } from "../parts/Followers";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";
import { Properties } from "../parts/Properties";
import { ReplyForm } from "../parts/ReplyForm";
import { ResolutionAccept } from "../parts/ResolutionAccept";
import { TicketActions } from "../parts/TicketActions";
import { TicketFacts } from "../parts/TicketFacts";
import { Timeline } from "../parts/Timeline";
import { Time } from "../parts/Time";
import { ticketAt, ticketsAt } from "../route";

export function TicketPage({ number }: { number: number }) {
  const { isAgent, kind } = useViewer();
  const [{ data, fetching, error }, ask] = useQuery({
    query: TicketQuery,
    variables: { id: String(number), agent: isAgent },
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
          {kind === "user" ? <a href={ticketsAt("")}>Back to the tickets</a> : <a href={ticketAt(number)}>Sign in</a>}
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
        {ticket.viewerCanUpdate && <TicketActions ticket={ticket} refresh={refresh} />}
      </header>
      <div className="columns">
        <div>
          {error && <Notice kind="bad">{errorMessage(error)}</Notice>}
          <Timeline ticket={ticket} />
          {ticket.viewerCanClose && !ticket.viewerCanUpdate && ticket.status === "RESOLVED" && (
            <ResolutionAccept ticket={ticket} refresh={refresh} />
          )}
          {ticket.viewerCanReply && <ReplyForm ticket={ticket} refresh={refresh} />}
        </div>
        <aside aria-label="About this ticket">
          {ticket.viewerCanUpdate && <Properties ticket={ticket} refresh={refresh} />}
          <TicketFacts ticket={ticket} />
          {ticket.viewerCanManageFollowers && <Followers ticket={ticket} refresh={refresh} />}
          <Dependencies ticket={ticket} refresh={refresh} />
          {ticket.viewerCanManageChecklists && <Checklists ticket={ticket} refresh={refresh} />}
        </aside>
      </div>
    </article>
  );
}
