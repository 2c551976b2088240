import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useChoices } from "../api/choices";
import { FollowUpAddMutation } from "../api/documents";
import { faultOf, otherFaults } from "../api/faults";
import { useSend } from "../api/useSend";
import type { TicketQuery } from "../gql/graphql";
import { Field } from "./Field";
import { Files } from "./Files";
import { Notice } from "./Notice";

type Ticket = NonNullable<TicketQuery["ticket"]>;
const FIELDS = ["comment", "attachments", "changes.statusCode"];

export function ReplyForm({ ticket }: { ticket: Ticket }) {
  const choices = useChoices();
  const [comment, setComment] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [internal, setInternal] = useState(false);
  const [status, setStatus] = useState("");
  const { send, busy, sent, faults, problem } = useSend(FollowUpAddMutation, (data) => data.followUpAdd);
  const agent = ticket.viewerCanUpdate;
  const next = choices?.ticketStatuses.find((one) => one.code === ticket.statusCode)?.next ?? [];
  const statuses = choices?.ticketStatuses.filter((one) => next.includes(one.code) && one.code !== ticket.statusCode);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (busy || (!comment.trim() && files.length === 0)) return;
    const done = await send((idempotencyKey) => ({
      input: {
        ticketId: ticket.id,
        comment,
        attachments: files,
        idempotencyKey,
        public: !internal,
        ...(status && { changes: { statusCode: Number(status) } }),
      },
    }));
    if (!done) return;
    setComment("");
    setFiles([]);
    setStatus("");
  }

  function keys(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
  }

  const other = problem?.message ?? otherFaults(faults, FIELDS);
  return (
    <form className={`card reply ${internal ? "internal" : ""}`} onSubmit={submit} aria-label="Reply">
      <Field label={internal ? "Internal note" : "Reply"} fault={faultOf(faults, "comment")}>
        <textarea
          rows={5}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          onKeyDown={keys}
          placeholder={internal ? "Only those who work on tickets read this." : "Markdown is understood."}
        />
      </Field>
      <Files files={files} setFiles={setFiles} fault={faultOf(faults, "attachments")} sent={sent} />
      {other && <Notice kind="bad">{other}</Notice>}
      <div className="row end">
        {agent && (
          <>
            <label className="check">
              <input type="checkbox" checked={internal} onChange={(event) => setInternal(event.target.checked)} /> Internal
            </label>
            <Field label="Then" className="inline" fault={faultOf(faults, "changes.statusCode")}>
              <select value={status} onChange={(event) => setStatus(event.target.value)}>
                <option value="">leave it {ticket.statusLabel.toLowerCase()}</option>
                {statuses?.map((one) => (
                  <option key={one.code} value={one.code}>
                    {one.label}
                  </option>
                ))}
              </select>
            </Field>
          </>
        )}
        <button type="submit" disabled={busy || (!comment.trim() && files.length === 0)} title="Ctrl-Enter">
          {busy ? "Sending …" : internal ? "Add note" : "Send"}
        </button>
      </div>
    </form>
  );
}
