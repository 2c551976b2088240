import type { FormEvent } from "react";
import { useQuery } from "urql";
import { useChoices } from "../api/choices";
import { NewTicketQuery, TicketCreateMutation } from "../api/documents/tickets";
import { useDraft } from "../api/drafts";
import { fieldError, otherErrors, errorMessage } from "../api/errors";
import { useViewer } from "../api/session";
import { useSend } from "../api/useSend";
import { CustomFieldInput, customFieldsOf } from "../parts/CustomFieldInput";
import { Field } from "../parts/Field";
import { Files } from "../parts/Files";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";
import { Options } from "../parts/Options";
import { go } from "../navigation";
import { Preset } from "../parts/Preset";
import { ticketAt, visitAt } from "../route";
import { defaultsOf } from "./ticketDefaults";

/** The values of the form by the names of its controls. */
type Draft = { values: Record<string, string>; files: File[] };
const EMPTY: Draft = { values: {}, files: [] };

export function NewTicketPage({ search }: { search: URLSearchParams }) {
  const { isAgent, kind } = useViewer();
  const isVisitor = kind === "visitor";
  const choices = useChoices();
  const [{ data, error }] = useQuery({ query: NewTicketQuery });
  const [draft, change, discard] = useDraft(`new${search}`, EMPTY);
  const { send, busy, sent, userErrors, requestError } = useSend(TicketCreateMutation, (data) => data.ticketCreate);
  if (error) return <Notice kind="bad">{errorMessage(error)}</Notice>;
  if (!data || !choices) return <p className="waiting">Loading…</p>;
  if (data.queues.nodes.length === 0) {
    return <Notice kind="bad">You cannot create tickets{isVisitor && " without an account"}.</Notice>;
  }
  const { files } = draft;
  const defaults = defaultsOf(search, data.queues.nodes);
  const values = { ...defaults.values, ...draft.values };
  const fields = data.customFields;
  const look = (name: string) => ({ hidden: defaults.hidden.has(name), fixed: defaults.fixed.has(name) });
  const errorOf = (name: string) => fieldError(userErrors, name);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const { done } = await send((idempotencyKey) => ({
      input: {
        queueId: text("queueId"),
        title: text("title"),
        description: text("description"),
        priorityCode: Number(text("priorityCode")),
        customFields: customFieldsOf(form, fields),
        attachments: files,
        ...(defaults.kbItemId && { kbItemId: defaults.kbItemId }),
        idempotencyKey,
        // Customers submit with their own address.
        ...((isAgent || isVisitor) && { submitterEmail: text("submitterEmail") || null }),
        ...(isAgent && { assignedToId: text("assignedToId") || null }),
        ...(isVisitor && { website: text("website") }),
      },
    }));
    if (!done) return;
    discard();
    if (!done.ticket) return;
    const { databaseId, reference, submitterEmail, secretKey } = done.ticket;
    go(isVisitor ? visitAt(reference, submitterEmail ?? "", secretKey ?? "") : ticketAt(databaseId));
  }

  const shown = ["queueId", "title", "description", "priorityCode", "submitterEmail", "assignedToId", "attachments"];
  const other = requestError?.message ?? otherErrors(userErrors, [...shown, ...fields.map((field) => `customFields.${field.name}`)]);
  return (
    <form
      className="card new"
      onSubmit={submit}
      onChange={(event) => {
        const entries = [...new FormData(event.currentTarget)].filter(([, value]) => typeof value === "string");
        change({ values: Object.fromEntries(entries) as Draft["values"] });
      }}
      aria-labelledby="title"
    >
      <Heading title="New ticket">New ticket</Heading>
      <Preset {...look("title")}>
        <Field label="Title" error={errorOf("title")}>
          <input name="title" maxLength={200} defaultValue={values["title"]} required />
        </Field>
      </Preset>
      <Preset {...look("description")}>
        <Field label="Description" hint="You can use Markdown." error={errorOf("description")}>
          <textarea name="description" rows={8} defaultValue={values["description"]} required />
        </Field>
      </Preset>
      {!defaults.hidden.has("attachments") && (
        <Files files={files} setFiles={(files) => change({ files })} error={errorOf("attachments")} sent={sent} />
      )}
      <div className="grid">
        <Preset {...look("queueId")}>
          <Field label="Queue" error={errorOf("queueId")}>
            <select name="queueId" defaultValue={values["queueId"]} required>
              <Options options={data.queues.nodes.map((one) => [one.id, one.title] as const)} />
            </select>
          </Field>
        </Preset>
        <Preset {...look("priorityCode")}>
          <Field label="Priority" error={errorOf("priorityCode")}>
            <select name="priorityCode" defaultValue={values["priorityCode"] ?? 3}>
              <Options options={choices.ticketPriorities.map((one) => [one.code, one.label] as const)} />
            </select>
          </Field>
        </Preset>
        {(isAgent || isVisitor) && (
          <Preset {...look("submitterEmail")}>
          <Field
            label={isVisitor ? "Your email address" : "Submitter’s email address"}
            hint="Replies are sent to this address."
            error={errorOf("submitterEmail")}
          >
            <input
              name="submitterEmail"
              type="email"
              autoComplete={isVisitor ? "email" : "off"}
              defaultValue={values["submitterEmail"]}
              required={isVisitor}
            />
          </Field>
          </Preset>
        )}
        {isAgent && (
          <Field label="Owner" error={errorOf("assignedToId")}>
            <select name="assignedToId" defaultValue={values["assignedToId"]}>
              <option value="">Unassigned</option>
              <Options options={(choices.users?.nodes ?? []).map((one) => [one.id, one.fullName] as const)} />
            </select>
          </Field>
        )}
        {/* A trap for programs that fill in every field. */}
        {isVisitor && <input className="hidden" name="website" tabIndex={-1} aria-hidden="true" autoComplete="off" />}
        {fields.map((field) => (
          <Preset key={field.id} {...look(`custom.${field.name}`)}>
            <CustomFieldInput definition={field} values={values} error={errorOf(`customFields.${field.name}`)} />
          </Preset>
        ))}
      </div>
      {other && <Notice kind="bad">{other}</Notice>}
      <div className="row end">
        <button type="submit" disabled={busy}>
          {busy ? "Sending…" : "Create ticket"}
        </button>
      </div>
    </form>
  );
}
