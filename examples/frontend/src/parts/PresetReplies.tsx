import { useState } from "react";
import { useClient, useQuery } from "urql";
import { PresetRepliesQuery, PresetReplyQuery } from "../api/documents/work";
import { errorMessage } from "../api/errors";
import type { TicketFieldsFragment } from "../gql/graphql";
import { Options, type Option } from "./Options";

type Props = { ticket: TicketFieldsFragment; insert: (text: string) => void };

/** A select that inserts a preset reply with the values of the ticket. */
export function PresetReplies({ ticket, insert }: Props) {
  const client = useClient();
  const [{ data }] = useQuery({ query: PresetRepliesQuery });
  const [error, setError] = useState<string | null>(null);
  const replies = (data?.presetReplies?.nodes ?? [])
    // Replies without queues are for all.
    .filter(({ queues }) => queues.length === 0 || queues.some((queue) => queue.id === ticket.queue.id))
    .map((one): Option => [one.id, one.name]);
  if (replies.length === 0) return null;

  async function choose(id: string) {
    const { data, error } = await client
      .query(PresetReplyQuery, { id, ticketId: ticket.id }, { requestPolicy: "network-only" })
      .toPromise();
    setError(error ? errorMessage(error) : null);
    if (data?.node && "rendered" in data.node && data.node.rendered) insert(data.node.rendered);
  }

  return (
    <label className="preset">
      <span className="hidden">Insert a preset reply</span>
      {/* Shows its first option again after each choice. */}
      <select value="" onChange={(event) => void choose(event.target.value)}>
        <Options options={[["", "Insert a preset reply…"], ...replies]} />
      </select>
      {error && <span className="error" role="alert">{error}</span>}
    </label>
  );
}
