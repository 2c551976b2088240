// What those who work on a ticket change. What is changed here is a draft until it is saved; a draft remembers the state
// of the ticket that it began with (`expectedModified`), so that nobody's change is overwritten unseen.
import { type FormEvent, useState } from "react";
import { useChoices } from "../api/choices";
import { TicketUpdateMutation } from "../api/documents";
import { faultOf, isOvertaken, otherFaults } from "../api/faults";
import { useSend } from "../api/useSend";
import type { TicketChangesInput, TicketQuery } from "../gql/graphql";
import { Field } from "./Field";
import { Notice } from "./Notice";

type Ticket = NonNullable<TicketQuery["ticket"]>;
type Draft = Pick<TicketChangesInput, "title" | "statusCode" | "assignedToId" | "priorityCode" | "queueId" | "onHold">;
const FIELDS = ["title", "statusCode", "assignedToId", "priorityCode", "queueId", "onHold"];

export function Properties({ ticket }: { ticket: Ticket }) {
  const choices = useChoices();
  const [draft, setDraft] = useState<Draft>({});
  const [seen, setSeen] = useState<string | null>(null);
  const { send, busy, faults, problem } = useSend(TicketUpdateMutation, (data) => data.ticketUpdate);

  const now: Required<Draft> = {
    title: ticket.title,
    statusCode: ticket.statusCode,
    assignedToId: ticket.assignedTo?.id ?? null,
    priorityCode: ticket.priorityCode,
    queueId: ticket.queue.id,
    onHold: ticket.onHold,
    ...draft,
  };
  const begun = Object.keys(draft).length > 0;
  const overtaken = begun && (isOvertaken(faults) || (seen !== null && seen !== ticket.modified));

  function change(part: Draft) {
    if (!begun) setSeen(ticket.modified);
    setDraft({ ...draft, ...part });
  }
  function drop() {
    setDraft({});
    setSeen(null);
  }
  async function save(event: FormEvent) {
    event.preventDefault();
    const changes = draft;
    const done = await send(() => ({
      input: { id: ticket.id, changes, expectedModified: seen ?? ticket.modified, public: true },
    }));
    if (done) drop();
  }

  const next = choices?.ticketStatuses.find((one) => one.code === ticket.statusCode)?.next ?? [];
  const statuses = choices?.ticketStatuses.filter((one) => one.code === ticket.statusCode || next.includes(one.code));
  // Who owns it may be nobody that is offered any more.
  const people: { id: string; fullName: string }[] = [...(choices?.users?.nodes ?? [])];
  const owner = ticket.assignedTo;
  if (owner && !people.some((one) => one.id === owner.id)) people.push(owner);
  const fault = (name: keyof Draft) => faultOf(faults, `changes.${name}`);
  const shown = [...FIELDS.map((name) => `changes.${name}`), "expectedModified"];
  const other = problem?.message ?? otherFaults(faults, shown);

  return (
    <form className="card" onSubmit={save} aria-label="Change">
      <Field label="Status" fault={fault("statusCode")}>
        <select value={now.statusCode ?? ""} onChange={(event) => change({ statusCode: Number(event.target.value) })}>
          {statuses?.map((one) => (
            <option key={one.code} value={one.code}>
              {one.label}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Owner" fault={fault("assignedToId")}>
        <select
          value={now.assignedToId ?? ""}
          onChange={(event) => change({ assignedToId: event.target.value || null })}
        >
          <option value="">Nobody</option>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {one.fullName}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Priority" fault={fault("priorityCode")}>
        <select value={now.priorityCode ?? ""} onChange={(event) => change({ priorityCode: Number(event.target.value) })}>
          {choices?.ticketPriorities.map((one) => (
            <option key={one.code} value={one.code}>
              {one.label}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Queue" fault={fault("queueId")}>
        <select value={now.queueId ?? ""} onChange={(event) => change({ queueId: event.target.value })}>
          {choices?.queues.nodes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Title" fault={fault("title")}>
        <input value={now.title ?? ""} onChange={(event) => change({ title: event.target.value })} />
      </Field>
      <label className="check">
        <input type="checkbox" checked={now.onHold ?? false} onChange={(event) => change({ onHold: event.target.checked })} />{" "}
        On hold
      </label>
      {other && <Notice kind="bad">{other}</Notice>}
      {overtaken && (
        <Notice kind="bad">
          Somebody else changed this ticket meanwhile. What you did not touch shows their state.
          <div className="row">
            <button type="button" className="plain" onClick={() => setSeen(ticket.modified)}>
              Keep my changes
            </button>
            <button type="button" className="plain" onClick={drop}>
              Drop them
            </button>
          </div>
        </Notice>
      )}
      {begun && !overtaken && (
        <div className="row end">
          <button type="button" className="plain" onClick={drop}>
            Undo
          </button>
          <button type="submit" disabled={busy}>
            {busy ? "Saving …" : "Save"}
          </button>
        </div>
      )}
    </form>
  );
}
