// Merges tickets into one: first the choice of tickets and values, then a preview by the service, then the merge.
import { type FormEvent, useState } from "react";
import { useClient, useQuery } from "urql";
import { MergeQuery, TicketMergeMutation } from "../api/documents/work";
import { errorMessage } from "../api/errors";
import { findTicket } from "../api/findTicket";
import { useSend } from "../api/useSend";
import type { MergeQuery as Data, TicketMergeField, TicketMergeMutation as Merged } from "../gql/graphql";
import { go } from "../navigation";
import { Field } from "../parts/Field";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";
import { Problem } from "../parts/Problem";
import { exactly } from "../parts/Time";
import { mergeAt, ticketAt } from "../route";

type Ticket = Data["tickets"]["nodes"][number];
type Effects = NonNullable<NonNullable<Merged["ticketMerge"]>["effects"]>;
type Picks = Partial<Record<TicketMergeField, number>>;

/** The fields whose value can be chosen. */
const FIELDS: readonly [TicketMergeField, string, (ticket: Ticket) => string][] = [
  ["TITLE", "Title", (ticket) => ticket.title],
  ["STATUS", "Status", (ticket) => ticket.statusLabel],
  ["PRIORITY", "Priority", (ticket) => ticket.priorityLabel],
  ["ASSIGNED_TO", "Owner", (ticket) => ticket.assignedTo?.fullName ?? "Unassigned"],
  ["SUBMITTER_EMAIL", "Submitter", (ticket) => ticket.submitterEmail ?? "None"],
  ["CREATED_AT", "Created", (ticket) => exactly(ticket.createdAt)],
  ["DUE_AT", "Due", (ticket) => (ticket.dueAt ? exactly(ticket.dueAt) : "None")],
  ["DESCRIPTION", "Description", (ticket) => (ticket.description ?? "").slice(0, 200)],
];

export function MergePage({ numbers }: { numbers: number[] }) {
  const client = useClient();
  const [{ data, error }] = useQuery({ query: MergeQuery, variables: { ids: numbers } });
  const [isUnknown, setUnknown] = useState(false);
  const tickets = data?.tickets.nodes ?? [];
  const isSameQueue = tickets.every((ticket) => ticket.queue.id === tickets[0]?.queue.id);

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const other = await findTicket(client, String(new FormData(event.currentTarget).get("ticket") ?? ""));
    setUnknown(!other);
    if (other) go(mergeAt(new Set([...numbers, other.databaseId])), { stay: true });
  }

  return (
    <>
      <Heading title="Merge tickets">Merge tickets</Heading>
      {error && <Notice kind="bad">{errorMessage(error)}</Notice>}
      {!isSameQueue && <Notice kind="bad">Only tickets of the same queue can be merged. Move them to one queue first.</Notice>}
      {tickets.length > 1 && <MergeForm tickets={tickets} />}
      <form className="add" onSubmit={add}>
        <div className="row">
          <Field
            label="Add a ticket"
            className="grow"
            hint="Its number, such as 12 or support-12"
            error={isUnknown ? "There is no such ticket." : undefined}
          >
            <input name="ticket" autoComplete="off" required />
          </Field>
          <button type="submit" className="plain">
            Add
          </button>
        </div>
      </form>
    </>
  );
}

function MergeForm({ tickets }: { tickets: Ticket[] }) {
  const [kept, setKept] = useState(tickets[0]?.databaseId);
  const [picks, setPicks] = useState<Picks>({});
  const [notify, setNotify] = useState(true);
  const [effects, setEffects] = useState<Effects | null>(null);
  const merge = useSend(TicketMergeMutation, (data) => data.ticketMerge);
  const into = tickets.find((ticket) => ticket.databaseId === kept) ?? tickets[0];
  if (!into) return null;

  async function run(validateOnly: boolean) {
    if (!into) return;
    const { done } = await merge.send(() => ({
      input: {
        ticketId: into.id,
        mergedIds: tickets.filter((ticket) => ticket !== into).map((ticket) => ticket.id),
        picks: Object.entries(picks).map(([field, ticket]) => ({ field: field as TicketMergeField, ticketId: `${ticket}` })),
        notify,
        validateOnly,
      },
    }));
    if (!done) return;
    if (validateOnly) setEffects(done.effects ?? null);
    else go(ticketAt(into.databaseId));
  }
  /** After a change, the preview is no longer right. */
  function change(run: () => void) {
    setEffects(null);
    run();
  }

  const cell = (name: string, label: string, ticket: Ticket, isChecked: boolean, choose: () => void, text: string) => (
    <td key={ticket.id}>
      <label className="check">
        <input type="radio" name={name} aria-label={`${label}: ${ticket.reference}`} checked={isChecked} onChange={() => change(choose)} />{" "}
        <span>{text}</span>
      </label>
    </td>
  );
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        void run(effects === null);
      }}
      aria-label="Merge"
    >
      <p>Choose the ticket that stays, and its values. The others are closed as duplicates; their history moves.</p>
      <div className="scroll" tabIndex={0} role="region" aria-label="Values of the tickets">
        <table className="merge">
          <thead>
            <tr>
              <td />
              {tickets.map((ticket) => (
                <th key={ticket.id} scope="col">
                  <a href={ticketAt(ticket.databaseId)}>{ticket.reference}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Stays</th>
              {tickets.map((ticket) =>
                cell("kept", "Stays", ticket, ticket === into, () => setKept(ticket.databaseId), ticket === into ? "Stays" : "Merged"),
              )}
            </tr>
            {FIELDS.map(([field, label, value]) => (
              <tr key={field}>
                <th scope="row">{label}</th>
                {tickets.map((ticket) =>
                  cell(
                    field,
                    label,
                    ticket,
                    (picks[field] ?? into.databaseId) === ticket.databaseId,
                    () => setPicks({ ...picks, [field]: ticket.databaseId }),
                    value(ticket),
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <label className="check">
        <input type="checkbox" checked={notify} onChange={(event) => change(() => setNotify(event.target.checked))} /> Notify the
        submitters by email
      </label>
      <Problem of={merge} />
      {effects && <Preview effects={effects} into={into} />}
      <div className="row end">
        <a href={ticketAt(into.databaseId)}>Cancel</a>
        <button type="submit" disabled={merge.busy}>
          {effects ? `Merge into ${into.reference}` : "Preview"}
        </button>
      </div>
    </form>
  );
}

function Preview({ effects, into }: { effects: Effects; into: Ticket }) {
  const { followUpCount, attachmentCount, newFollowers, recipients } = effects;
  return (
    <Notice kind="good">
      {followUpCount} {followUpCount === 1 ? "entry" : "entries"} with {attachmentCount}{" "}
      {attachmentCount === 1 ? "file" : "files"} will move to{" "}
      {into.reference}.{newFollowers.length > 0 && ` New followers: ${newFollowers.join(", ")}.`}{" "}
      {recipients.length > 0 ? `Email to ${recipients.join(", ")}.` : "Nobody will get an email."}
    </Notice>
  );
}
