import { TicketUpdateMutation } from "../api/documents/tickets";
import { FollowMutation, TicketDeleteMutation, UnfollowMutation } from "../api/documents/work";
import { useViewer } from "../api/session";
import { useShortcut } from "../api/shortcuts";
import { useSend } from "../api/useSend";
import type { TicketQuery } from "../gql/graphql";
import { go } from "../navigation";
import { mergeAt, ticketsAt } from "../route";
import { Confirm } from "./Confirm";
import { Problem } from "./Problem";

type Props = { ticket: NonNullable<TicketQuery["ticket"]>; refresh: () => void };

/** Buttons for an agent: take, follow, merge, delete. */
export function TicketActions({ ticket, refresh }: Props) {
  const viewer = useViewer();
  const update = useSend(TicketUpdateMutation, (data) => data.ticketUpdate);
  const follow = useSend(FollowMutation, (data) => data.ticketFollow);
  const unfollow = useSend(UnfollowMutation, (data) => data.ticketUnfollow);
  const remove = useSend(TicketDeleteMutation, (data) => data.ticketDelete, ["Ticket"]);
  const { id, viewerIsFollowing } = ticket;
  const isMine = ticket.assignedTo?.id === viewer.id;

  async function take() {
    await update.send(() => ({ input: { id, assignedToId: viewer.id, expectedUpdatedAt: ticket.updatedAt } }));
    refresh();
  }
  async function toggleFollowing() {
    await (viewerIsFollowing ? unfollow : follow).send(() => ({ input: { ticketId: id } }));
    refresh();
  }
  async function deleteTicket() {
    const { done } = await remove.send(() => ({ input: { id } }));
    if (done) go(ticketsAt(""));
  }

  useShortcut("a", "Take the ticket", () => void take(), !isMine && ticket.viewerCanAssign && !update.busy);
  useShortcut("f", viewerIsFollowing ? "Stop following" : "Follow", () => void toggleFollowing());
  return (
    <>
      <div className="row">
        {!isMine && ticket.viewerCanAssign && (
          <button type="button" className="plain" disabled={update.busy} onClick={take}>
            Take
          </button>
        )}
        <button type="button" className="plain" disabled={follow.busy || unfollow.busy} onClick={toggleFollowing}>
          {viewerIsFollowing ? "Stop following" : "Follow"}
        </button>
        {ticket.viewerCanMerge && (
          <a className="button plain" href={mergeAt([ticket.databaseId])}>
            Merge…
          </a>
        )}
        {ticket.viewerCanDelete && (
          <Confirm action="Delete" title={`Delete ${ticket.reference}?`} disabled={remove.busy} run={deleteTicket}>
            The ticket’s history and files are deleted, too. This cannot be undone.
          </Confirm>
        )}
      </div>
      <Problem of={[update, follow, unfollow, remove]} />
    </>
  );
}
