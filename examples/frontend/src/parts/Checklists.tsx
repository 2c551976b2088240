import type { FormEvent } from "react";
import { useQuery } from "urql";
import {
  ChecklistCreateMutation,
  ChecklistDeleteMutation,
  ChecklistTaskAddMutation,
  ChecklistTaskCompleteMutation,
  ChecklistTaskRemoveMutation,
  ChecklistTaskReopenMutation,
  ChecklistTemplatesQuery,
} from "../api/documents/checklists";
import { fieldError } from "../api/errors";
import { useSend } from "../api/useSend";
import type { TicketQuery } from "../gql/graphql";
import { Confirm } from "./Confirm";
import { Field } from "./Field";
import { Options, type Option } from "./Options";
import { Problem } from "./Problem";
import { Remove } from "./Remove";
import { exactly } from "./Time";
import { Toggle } from "./Toggle";

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
  const add = useSend(ChecklistTaskAddMutation, (data) => data.checklistTaskAdd);
  const complete = useSend(ChecklistTaskCompleteMutation, (data) => data.checklistTaskComplete);
  const reopen = useSend(ChecklistTaskReopenMutation, (data) => data.checklistTaskReopen);
  const removeTask = useSend(ChecklistTaskRemoveMutation, (data) => data.checklistTaskRemove);
  const remove = useSend(ChecklistDeleteMutation, (data) => data.checklistDelete);
  const { id, name, tasks } = checklist;
  const completed = tasks.filter((task) => task.completedAt).length;
  const isBusy = complete.busy || reopen.busy || removeTask.busy;

  async function addTask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const description = String(new FormData(form).get("task") ?? "");
    const { done } = await add.send((idempotencyKey) => ({ input: { checklistId: id, description, idempotencyKey } }));
    if (!done) return;
    form.reset();
    refresh();
  }
  async function then(sent: Promise<{ done?: unknown }>) {
    const { done } = await sent;
    refresh();
    return done !== undefined;
  }

  return (
    <fieldset className="checklist">
      <legend>
        {name} <span className="under">{completed} of {tasks.length}</span>
      </legend>
      <ul className="lines">
        {tasks.map((task) => (
          <li key={task.id}>
            <Toggle
              label={task.description}
              title={task.completedAt ? `Completed ${exactly(task.completedAt)}` : undefined}
              checked={task.completedAt !== null}
              disabled={isBusy}
              set={(on) => then((on ? complete : reopen).send(() => ({ input: { id: task.id } })))}
            />
            <Remove
              what={task.description}
              disabled={isBusy}
              run={() => void then(removeTask.send(() => ({ input: { id: task.id } })))}
            />
          </li>
        ))}
      </ul>
      <Problem of={[add, complete, reopen, removeTask, remove]} shown={["description"]} />
      <form className="row" onSubmit={addTask}>
        <Field label="Add a task" className="grow" error={fieldError(add.userErrors, "description")}>
          <input name="task" maxLength={250} autoComplete="off" required />
        </Field>
        <button type="submit" className="plain" disabled={add.busy}>
          Add
        </button>
      </form>
      <Confirm
        action="Delete checklist"
        title={`Delete the checklist “${name}”?`}
        disabled={remove.busy}
        run={() => void then(remove.send(() => ({ input: { id } })))}
      >
        {tasks.length === 1 ? "Its task is deleted, too." : `Its ${tasks.length} tasks are deleted, too.`}
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
    const name = String(values.get("name") ?? "").trim();
    const templateId = String(values.get("template") ?? "");
    const { done } = await create.send((idempotencyKey) => ({
      input: { ticketId: ticket.id, idempotencyKey, ...(name && { name }), ...(templateId && { templateId }) },
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
        <Field
          label="Name"
          hint={templates.length > 0 ? "The template’s name if empty" : undefined}
          error={fieldError(create.userErrors, "name")}
        >
          <input name="name" maxLength={100} />
        </Field>
        <Problem of={create} shown={["templateId", "name"]} />
        <div className="row end">
          <button type="submit" className="plain" disabled={create.busy}>
            Create
          </button>
        </div>
      </form>
    </details>
  );
}
