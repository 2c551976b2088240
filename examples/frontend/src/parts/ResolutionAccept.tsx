import { ResolutionAcceptMutation } from "../api/documents/work";
import { useSend } from "../api/useSend";
import type { TicketQuery } from "../gql/graphql";
import { Problem } from "./Problem";

type Props = { ticket: NonNullable<TicketQuery["ticket"]>; refresh: () => void };

/** Asks whether the resolution of a ticket helped, and closes the ticket. */
export function ResolutionAccept({ ticket, refresh }: Props) {
  const accept = useSend(ResolutionAcceptMutation, (data) => data.ticketResolutionAccept);
  async function close() {
    await accept.send(() => ({ input: { id: ticket.id } }));
    refresh();
  }
  return (
    <section className="notice" aria-labelledby="resolution">
      <h2 id="resolution">This ticket is resolved</h2>
      <p>Did this help? If not, reply below and choose the status “Reopened”.</p>
      <Problem of={accept} />
      <div className="row">
        <button type="button" disabled={accept.busy} onClick={close}>
          Accept and close
        </button>
      </div>
    </section>
  );
}
