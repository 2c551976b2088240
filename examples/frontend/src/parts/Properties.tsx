// Edits the properties of a ticket. Changes are a draft until they are saved. The draft remembers the state of the ticket
// at its start (`expectedUpdatedAt`), so that a change by another user is not overwritten unnoticed.
import { type FormEvent, useState } from "react";
import { useChoices } from "../api/choices";
import { TicketUpdateMutation } from "../api/documents/tickets";
import { useDraft } from "../api/drafts";
import { fieldError, isConflict, otherErrors } from "../api/errors";
import { useSend } from "../api/useSend";
import type { TicketQuery, TicketUpdateInput } from "../gql/graphql";
import { Field } from "./Field";
import { Notice } from "./Notice";
import { Options, type Option } from "./Options";
import { isAllowed, StatusOptions } from "./StatusOptions";
import { localTime } from "./Time";

type Ticket = NonNullable<TicketQuery["ticket"]>;
type Changes = Pick<
  TicketUpdateInput,
  "title" | "statusCode" | "assignedToId" | "priorityCode" | "queueId" | "onHold" | "dueAt" | "submitterEmail"
>;
type Draft = {
  changes: Changes;
  /** The ticket's `updatedAt` when the draft began. */
  seen: string | null;
  public: boolean;
};
const EMPTY: Draft = { changes: {}, seen: null, public: false };
const FIELDS = ["title", "statusCode", "assignedToId", "priorityCode", "queueId", "onHold", "dueAt", "submitterEmail"];

export function Properties({ ticket, refresh }: { ticket: Ticket; refresh: () => void }) {
  const choices = useChoices();
  const [draft, setDraft, discard] = useDraft(`properties-${ticket.databaseId}`, EMPTY);
  const { send, busy, userErrors, requestError } = useSend(TicketUpdateMutation, (data) => data.ticketUpdate);
  /** The `seen` that the service rejected as outdated. */
  const [outdated, setOutdated] = useState<string | null>(null);
  if (!choices) return null;

  const people = (choices.users?.nodes ?? []).map((one): Option => [one.id, one.fullName]);
  const priorities = choices.ticketPriorities.map((one): Option => [one.code, one.label]);
  const queues = choices.queues.nodes.map((one): Option => [one.id, one.title]);
  const nobody: Option = ["", "Unassigned"];

  // After a change by another user, the chosen status may not be allowed any more; then it is not sent.
  const { statusCode } = draft.changes;
  const isStatusLost = statusCode != null && statusCode !== ticket.statusCode && !isAllowed(ticket, statusCode);
  const { statusCode: _, ...others } = draft.changes;
  const changes: Changes = isStatusLost ? others : draft.changes;
  const hasDraft = Object.keys(draft.changes).length > 0;
  const hasChanges = Object.keys(changes).length > 0;
  const isOutdated = hasDraft && !busy && (draft.seen !== ticket.updatedAt || draft.seen === outdated);
  const current = {
    title: ticket.title,
    statusCode: ticket.statusCode,
    assignedToId: ticket.assignedTo?.id ?? null,
    priorityCode: ticket.priorityCode,
    queueId: ticket.queue.id,
    onHold: ticket.onHold,
    dueAt: ticket.dueAt,
    submitterEmail: ticket.submitterEmail,
    ...changes,
  };

  function change(part: Changes) {
    setDraft({ changes: { ...changes, ...part }, ...(!hasDraft && { seen: ticket.updatedAt }) });
  }
  async function save(event: FormEvent) {
    event.preventDefault();
    const expectedUpdatedAt = draft.seen ?? ticket.updatedAt;
    const { done, userErrors } = await send(() => ({
      input: { id: ticket.id, ...changes, expectedUpdatedAt, public: draft.public },
    }));
    if (done) return discard();
    if (isConflict(userErrors)) setOutdated(expectedUpdatedAt);
    refresh();
  }

  const errorOf = (name: keyof Changes) => fieldError(userErrors, name);
  const shown = [...FIELDS, "expectedUpdatedAt"];
  const other = requestError?.message ?? otherErrors(userErrors, shown);

  return (
    <form className="card" onSubmit={save} aria-label="Edit ticket">
      <Field label="Status" error={errorOf("statusCode")}>
        <select value={current.statusCode ?? ""} onChange={(event) => change({ statusCode: Number(event.target.value) })}>
          <StatusOptions ticket={ticket} />
        </select>
      </Field>
      <Field label="Owner" error={errorOf("assignedToId")}>
        <select
          value={current.assignedToId ?? ""}
          onChange={(event) => change({ assignedToId: event.target.value || null })}
        >
          <Options
            options={[nobody, ...people]}
            current={ticket.assignedTo ? [ticket.assignedTo.id, ticket.assignedTo.fullName] : undefined}
          />
        </select>
      </Field>
      <Field label="Priority" error={errorOf("priorityCode")}>
        <select value={current.priorityCode ?? ""} onChange={(event) => change({ priorityCode: Number(event.target.value) })}>
          <Options options={priorities} current={[ticket.priorityCode, ticket.priorityLabel]} />
        </select>
      </Field>
      <Field label="Queue" error={errorOf("queueId")}>
        <select value={current.queueId ?? ""} onChange={(event) => change({ queueId: event.target.value })}>
          <Options options={queues} current={[ticket.queue.id, ticket.queue.title]} />
        </select>
      </Field>
      <Field label="Title" error={errorOf("title")}>
        <input value={current.title ?? ""} onChange={(event) => change({ title: event.target.value })} />
      </Field>
      <Field label="Submitter" error={errorOf("submitterEmail")}>
        <input
          type="email"
          value={current.submitterEmail ?? ""}
          onChange={(event) => change({ submitterEmail: event.target.value || null })}
        />
      </Field>
      <Field label="Due" error={errorOf("dueAt")}>
        <input
          type="datetime-local"
          value={current.dueAt ? localTime(current.dueAt) : ""}
          onChange={({ target: { value } }) => change({ dueAt: value ? new Date(value).toISOString() : null })}
        />
      </Field>
      <label className="check">
        <input type="checkbox" checked={current.onHold ?? false} onChange={(event) => change({ onHold: event.target.checked })} />{" "}
        On hold
      </label>
      {other && <Notice kind="bad">{other}</Notice>}
      {isOutdated && (
        <Notice kind="bad">
          This ticket has changed since you began to edit it. Fields that you did not edit show the new values.
          {isStatusLost && ` Your status was reset: it cannot follow “${ticket.statusLabel}”.`}
          <div className="row">
            {hasChanges && (
              <button type="button" className="plain" onClick={() => setDraft({ changes, seen: ticket.updatedAt })}>
                Keep my changes
              </button>
            )}
            <button type="button" className="plain" onClick={discard}>
              {hasChanges ? "Discard my changes" : "OK"}
            </button>
          </div>
        </Notice>
      )}
      {hasDraft && !isOutdated && (
        <>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.public}
              onChange={(event) => setDraft({ public: event.target.checked })}
            />{" "}
            Visible to the customer
          </label>
          <div className="row end">
            <button type="button" className="plain" onClick={discard}>
              Discard
            </button>
            <button type="submit" disabled={busy}>
              {busy ? "Saving…" : "Save"}
            </button>
          </div>
        </>
      )}
    </form>
  );
}
