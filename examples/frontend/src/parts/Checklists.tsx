import type { FormEvent } from "react";
import { useQuery } from "urql";
import {
  ChecklistCreateMutation,
  ChecklistDeleteMutation,
  ChecklistTaskUpdateMutation,
  ChecklistTemplatesQuery,
} from "../api/documents/work";
import { fieldError } from "../api/errors";
import { useSend } from "../api/useSend";
import type { TicketQuery } from "../gql/graphql";
import { Confirm } from "./Confirm";
import { Field } from "./Field";
import { Options, type Option } from "./Options";
import { Problem } from "./Problem";
import { exactly } from "./Time";

type Ticket = NonNullable<TicketQuery["ticket"]>;
type Props = { ticket: Ticket; refresh: () => void };
type Checklist = NonNullable<Ticket["checklists"]>[number];

export function Checklists({ ticket, refresh }: Props) {
  return (
    <section className="card stack" aria-labelledby="checklists">
      <h2 id="checklists">Checklists</h2>
      {ticket.checklists?.map((checklist) => <OneChecklist key={checklist.id} checklist={checklist} refresh={refresh} />)}
      <NewChecklist ticket={ticket} refresh={refresh} />
    </section>
  );
}

function OneChecklist({ checklist, refresh }: { checklist: Checklist; refresh: () => void }) {
  const update = useSend(ChecklistTaskUpdateMutation, (data) => data.checklistTaskUpdate);
  const remove = useSend(ChecklistDeleteMutation, (data) => data.checklistDelete);
  const { id, name, tasks } = checklist;
  const completed = tasks.filter((task) => task.completedAt).length;

  async function tick(id: string, isCompleted: boolean) {
    await update.send(() => ({ input: { id, completed: isCompleted } }));
    refresh();
  }
  async function deleteChecklist() {
    await remove.send(() => ({ input: { id } }));
    refresh();
  }

  return (
    <fieldset className="checklist">
      <legend>
        {name} <span className="under">{completed} of {tasks.length}</span>
      </legend>
      {tasks.map((task) => (
        <label key={task.id} className="check" title={task.completedAt ? `Completed ${exactly(task.completedAt)}` : undefined}>
          <input
            type="checkbox"
            checked={task.completedAt !== null}
            disabled={update.busy}
            onChange={(event) => tick(task.id, event.target.checked)}
          />{" "}
          {task.description}
        </label>
      ))}
      <Problem of={[update, remove]} />
      <Confirm action="Delete" title={`Delete the checklist “${name}”?`} disabled={remove.busy} run={deleteChecklist}>
        Its {tasks.length} tasks are deleted, too.
      </Confirm>
    </fieldset>
  );
}

function NewChecklist({ ticket, refresh }: Props) {
  const [{ data }] = useQuery({ query: ChecklistTemplatesQuery });
  const create = useSend(ChecklistCreateMutation, (data) => data.checklistCreate);
  const templates = (data?.checklistTemplates?.nodes ?? []).map((one): Option => [one.id, one.name]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const text = (name: string) => String(values.get(name) ?? "").trim();
    const tasks = text("tasks").split("\n").map((line) => line.trim()).filter(Boolean);
    const templateId = text("template");
    const { done } = await create.send((idempotencyKey) => ({
      input: {
        ticketId: ticket.id,
        idempotencyKey,
        ...(text("name") && { name: text("name") }),
        ...(templateId && { templateId }),
        ...(tasks.length > 0 && { tasks }),
      },
    }));
    if (!done) return;
    form.reset();
    refresh();
  }

  return (
    <details>
      <summary>New checklist</summary>
      <form className="stack" onSubmit={submit}>
        {templates.length > 0 && (
          <Field label="Template" error={fieldError(create.userErrors, "templateId")}>
            <select name="template">
              <Options options={[["", "None"], ...templates]} />
            </select>
          </Field>
        )}
        <Field label="Name" hint="The template’s name if empty" error={fieldError(create.userErrors, "name")}>
          <input name="name" maxLength={100} />
        </Field>
        <Field label="Tasks" hint="One per line" error={fieldError(create.userErrors, "tasks")}>
          <textarea name="tasks" rows={3} />
        </Field>
        <Problem of={create} shown={["templateId", "name", "tasks"]} />
        <div className="row end">
          <button type="submit" className="plain" disabled={create.busy}>
            Create
          </button>
        </div>
      </form>
    </details>
  );
}
