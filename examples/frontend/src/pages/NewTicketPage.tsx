import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { useChoices } from "../api/choices";
import { NewTicketQuery, TicketCreateMutation } from "../api/documents";
import { faultOf, otherFaults, sentenceOf } from "../api/faults";
import { useViewer } from "../api/session";
import { useSend } from "../api/useSend";
import { CustomFieldInput, customFieldsOf } from "../parts/CustomFieldInput";
import { Field } from "../parts/Field";
import { Files } from "../parts/Files";
import { Notice } from "../parts/Notice";
import { go, ticketAt } from "../route";

export function NewTicketPage() {
  const { isAgent } = useViewer();
  const choices = useChoices();
  const [{ data, error }] = useQuery({ query: NewTicketQuery });
  const [files, setFiles] = useState<File[]>([]);
  const { send, busy, sent, faults, problem } = useSend(TicketCreateMutation, (data) => data.ticketCreate);
  if (error) return <Notice kind="bad">{sentenceOf(error)}</Notice>;
  if (!data || !choices) return <p className="waiting">One moment …</p>;
  const fields = data.customFields;
  const fault = (name: string) => faultOf(faults, name);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const done = await send((idempotencyKey) => ({
      input: {
        queueId: text("queueId"),
        title: text("title"),
        description: text("description"),
        priorityCode: Number(text("priorityCode")),
        customFields: customFieldsOf(form, fields),
        attachments: files,
        idempotencyKey,
        // Customers' own address is taken.
        ...(isAgent && {
          submitterEmail: text("submitterEmail") || null,
          assignedToId: text("assignedToId") || null,
        }),
      },
    }));
    if (done?.ticket) go(ticketAt(done.ticket.databaseId));
  }

  const shown = ["queueId", "title", "description", "priorityCode", "submitterEmail", "assignedToId", "attachments"];
  const other = problem?.message ?? otherFaults(faults, [...shown, ...fields.map((field) => `customFields.${field.name}`)]);
  return (
    <form className="card new" onSubmit={submit} aria-labelledby="title">
      <h1 id="title">New ticket</h1>
      <Field label="Title" fault={fault("title")}>
        <input name="title" maxLength={200} required autoFocus />
      </Field>
      <Field label="What is it about?" hint="Markdown is understood." fault={fault("description")}>
        <textarea name="description" rows={8} required />
      </Field>
      <Files files={files} setFiles={setFiles} fault={fault("attachments")} sent={sent} />
      <div className="grid">
        <Field label="Queue" fault={fault("queueId")}>
          <select name="queueId" required>
            {data.queues.nodes.map((queue) => (
              <option key={queue.id} value={queue.id}>
                {queue.title}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Priority" fault={fault("priorityCode")}>
          <select name="priorityCode" defaultValue={3}>
            {choices.ticketPriorities.map((one) => (
              <option key={one.code} value={one.code}>
                {one.label}
              </option>
            ))}
          </select>
        </Field>
        {isAgent && (
          <>
            <Field label="Submitter’s address" hint="Gets the answers." fault={fault("submitterEmail")}>
              <input name="submitterEmail" type="email" autoComplete="off" />
            </Field>
            <Field label="Owner" fault={fault("assignedToId")}>
              <select name="assignedToId">
                <option value="">Nobody</option>
                {choices.users?.nodes.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.fullName}
                  </option>
                ))}
              </select>
            </Field>
          </>
        )}
        {fields.map((field) => (
          <CustomFieldInput key={field.id} definition={field} fault={fault(`customFields.${field.name}`)} />
        ))}
      </div>
      {other && <Notice kind="bad">{other}</Notice>}
      <div className="row end">
        <button type="submit" disabled={busy}>
          {busy ? "Sending …" : "Open ticket"}
        </button>
      </div>
    </form>
  );
}
