import { type FormEvent, type KeyboardEvent, useRef } from "react";
import { useChoices } from "../api/choices";
import { FollowUpAddMutation } from "../api/documents/tickets";
import { useDraft } from "../api/drafts";
import { fieldError, isConflict, otherErrors } from "../api/errors";
import { useShortcut } from "../api/shortcuts";
import { useSend } from "../api/useSend";
import type { TicketQuery } from "../gql/graphql";
import { Field } from "./Field";
import { Files } from "./Files";
import { Notice } from "./Notice";
import { parsedDuration } from "./duration";
import { PresetReplies } from "./PresetReplies";
import { Recipients } from "./Recipients";
import { isAllowed, StatusOptions } from "./StatusOptions";

type Ticket = NonNullable<TicketQuery["ticket"]>;
type Draft = {
  comment: string;
  internal: boolean;
  files: File[];
  /** Time spent, as typed. */
  time: string;
  /** The status to set, and the ticket's status when it was chosen. */
  status: { to: number; from: number } | null;
};
const EMPTY: Draft = { comment: "", internal: false, files: [], time: "", status: null };
const FIELDS = ["comment", "attachments", "timeSpent", "changes.statusCode", "expectedUpdatedAt"];

export function ReplyForm({ ticket, refresh }: { ticket: Ticket; refresh: () => void }) {
  const choices = useChoices();
  const [draft, change, discard] = useDraft(`reply-${ticket.databaseId}`, EMPTY);
  const { comment, internal, files, time } = draft;
  const textarea = useRef<HTMLTextAreaElement>(null);
  const { send, busy, sent, userErrors, requestError } = useSend(FollowUpAddMutation, (data) => data.followUpAdd);
  const agent = ticket.viewerCanUpdate;
  const all = choices?.ticketStatuses ?? [];
  const isTimeWrong = time.trim() !== "" && !parsedDuration(time);
  // A choice is only valid while the ticket has the same status. The form sends the status that the select shows.
  const status = draft.status?.from === ticket.statusCode ? all.find((one) => one.code === draft.status?.to && isAllowed(ticket, one.code)) : undefined;
  const lost = choices && draft.status && !status ? all.find((one) => one.code === draft.status?.to) : undefined;

  const isEmpty = !comment.trim() && files.length === 0 && !(status && !agent);

  /** Replaces the selection, or inserts at the cursor. */
  function insert(text: string) {
    const { selectionStart = comment.length, selectionEnd = comment.length } = textarea.current ?? {};
    change({ comment: comment.slice(0, selectionStart) + text + comment.slice(selectionEnd) });
    textarea.current?.focus();
  }
  function write(isInternal: boolean) {
    change({ internal: isInternal });
    textarea.current?.focus();
  }
  useShortcut("r", "Reply", () => write(false));
  useShortcut("i", "Internal note", () => write(true), agent);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (isEmpty || busy || isTimeWrong) return;
    const { done } = await send((idempotencyKey) => ({
      input: {
        ticketId: ticket.id,
        comment,
        attachments: files,
        idempotencyKey,
        public: !internal,
        ...(parsedDuration(time) && { timeSpent: parsedDuration(time) }),
        ...(status && { changes: { statusCode: status.code }, expectedUpdatedAt: ticket.updatedAt }),
      },
    }));
    if (done) discard();
    else refresh();
  }

  function keys(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
  }

  const other = requestError?.message ?? otherErrors(userErrors, FIELDS);
  return (
    <form className={`card reply ${internal ? "internal" : ""}`} onSubmit={submit} aria-label="Reply">
      <Field label={internal ? "Internal note" : "Reply"} error={fieldError(userErrors, "comment")}>
        <textarea
          ref={textarea}
          rows={5}
          value={comment}
          onChange={(event) => change({ comment: event.target.value })}
          onKeyDown={keys}
          placeholder={internal ? "Only agents can read this." : "You can use Markdown."}
        />
      </Field>
      {agent && <PresetReplies ticket={ticket} insert={insert} />}
      <Files files={files} setFiles={(files) => change({ files })} error={fieldError(userErrors, "attachments")} sent={sent} />
      {agent && <Recipients recipients={(internal ? ticket.toInternal : ticket.toPublic) ?? []} />}
      {other && <Notice kind="bad">{other}</Notice>}
      {isConflict(userErrors) && (
        <Notice kind="bad">
          The ticket changed while you were writing. Nothing was sent. Check the ticket, then send again.
        </Notice>
      )}
      {lost && (
        <Notice kind="bad">
          The status is now “{ticket.statusLabel}”. Your choice “{lost.label}” was reset.
        </Notice>
      )}
      <div className="row end">
        {agent && (
          <>
            <label className="check">
              <input type="checkbox" checked={internal} onChange={(event) => change({ internal: event.target.checked })} />{" "}
              Internal
            </label>
            <Field
              label="Time spent"
              className="inline"
              error={isTimeWrong ? "Write 45 min or 1:30." : fieldError(userErrors, "timeSpent")}
            >
              <input className="short" value={time} placeholder="1:30" onChange={(event) => change({ time: event.target.value })} />
            </Field>
          </>
        )}
        {ticket.viewerCanChangeStatus && (
          <Field label="Status" className="inline" error={fieldError(userErrors, "changes.statusCode")}>
            <select
              value={status?.code ?? ""}
              onChange={({ target: { value } }) =>
                change({ status: value ? { to: Number(value), from: ticket.statusCode } : null })
              }
            >
              <option value="">Keep “{ticket.statusLabel}”</option>
              <StatusOptions ticket={ticket} withoutCurrent />
            </select>
          </Field>
        )}
        <button type="submit" disabled={busy || isEmpty} title="Ctrl-Enter">
          {busy ? "Sending…" : internal ? "Add note" : "Send"}
        </button>
      </div>
    </form>
  );
}
