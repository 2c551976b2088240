// Changes the selected tickets of the list together.
import { type FormEvent, useState } from "react";
import { useChoices } from "../api/choices";
import { TicketsDeleteMutation, TicketsUpdateMutation } from "../api/documents/work";
import { useViewer } from "../api/session";
import { useShortcut } from "../api/shortcuts";
import { useSend } from "../api/useSend";
import type { TicketsUpdateInput, TicketsUpdateMutation as Updated } from "../gql/graphql";
import { go } from "../navigation";
import { mergeAt } from "../route";
import { Confirm } from "./Confirm";
import { Notice } from "./Notice";
import { Options, type Option } from "./Options";
import { Problem } from "./Problem";

type Changes = Pick<TicketsUpdateInput, "statusCode" | "priorityCode" | "assignedToId" | "queueId">;
type Result = Omit<NonNullable<Updated["ticketsUpdate"]>["results"][number], "__typename">;
type Props = { selected: ReadonlySet<number>; select: (numbers: Iterable<number>) => void };

/** Maximum number of tickets to merge. */
const MAX_MERGED = 20;
const KEEP: Option = ["", "Keep"];
const NOBODY = "nobody";

export function BulkBar({ selected, select }: Props) {
  const viewer = useViewer();
  const choices = useChoices();
  const [isPublic, setPublic] = useState(false);
  const [results, setResults] = useState<Result[] | null>(null);
  const update = useSend(TicketsUpdateMutation, (data) => data.ticketsUpdate, ["Ticket"]);
  const remove = useSend(TicketsDeleteMutation, (data) => data.ticketsDelete, ["Ticket"]);
  const isBusy = update.busy || remove.busy;
  const ids = [...selected].map(String);

  /** Failed tickets stay selected. */
  function show(results: Result[] | undefined) {
    if (!results) return;
    setResults(results);
    select(results.filter((one) => one.outcome === "FAILED").map((one) => one.ticketDatabaseId));
  }
  async function change(changes: Changes) {
    const { done } = await update.send(() => ({ input: { ids, ...changes, public: isPublic, policy: "SKIP_FAILURES" } }));
    show(done?.results);
  }
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const text = (name: string) => String(new FormData(form).get(name) ?? "");
    const changes: Changes = {
      ...(text("status") && { statusCode: Number(text("status")) }),
      ...(text("priority") && { priorityCode: Number(text("priority")) }),
      ...(text("owner") && { assignedToId: text("owner") === NOBODY ? null : text("owner") }),
      ...(text("queue") && { queueId: text("queue") }),
    };
    if (Object.keys(changes).length === 0) return;
    await change(changes);
    form.reset();
  }
  async function deleteAll() {
    show((await remove.send(() => ({ input: { ids, policy: "SKIP_FAILURES" } }))).done?.results);
  }

  const take = () => void change({ assignedToId: viewer.id });
  useShortcut("a", "Take the selected tickets", take, selected.size > 0 && !isBusy);
  if (!choices) return null;
  const menu = (name: string, label: string, options: readonly Option[]) => (
    <label>
      <span>{label}</span>
      <select name={name}>
        <Options options={[KEEP, ...options]} />
      </select>
    </label>
  );
  return (
    <section className="bulk" aria-label="Selected tickets">
      <Problem of={[update, remove]} />
      {results && <Results results={results} close={() => setResults(null)} />}
      {selected.size > 0 && (
        <form className="card" onSubmit={submit} aria-label="Change the selected tickets">
          <p role="status">
            <strong>{selected.size} selected</strong>{" "}
            <button type="button" className="link" onClick={() => select([])}>
              Clear
            </button>
          </p>
          <div className="filters">
            {menu("status", "Set status", choices.ticketStatuses.map((one): Option => [one.code, one.label]))}
            {menu("owner", "Set owner", [[NOBODY, "Unassigned"], ...(choices.users?.nodes ?? []).map((one): Option => [one.id, one.fullName])])}
            {menu("priority", "Set priority", choices.ticketPriorities.map((one): Option => [one.code, one.label]))}
            {menu("queue", "Set queue", choices.queues.nodes.map((one): Option => [one.id, one.title]))}
          </div>
          <div className="row">
            <button type="button" className="plain" disabled={isBusy} onClick={take}>
              Take
            </button>
            {selected.size > 1 && selected.size <= MAX_MERGED && (
              <button type="button" className="plain" onClick={() => go(mergeAt(selected))}>
                Merge…
              </button>
            )}
            <Confirm action="Delete" title={`Delete ${selected.size} tickets?`} disabled={isBusy} run={deleteAll}>
              Their history and files are deleted, too. This cannot be undone.
            </Confirm>
            <label className="check end">
              <input type="checkbox" checked={isPublic} onChange={(event) => setPublic(event.target.checked)} /> Visible to
              customers
            </label>
            <button type="submit" disabled={isBusy}>
              {isBusy ? "Working…" : "Apply"}
            </button>
          </div>
        </form>
      )}
    </section>
  );
}

function Results({ results, close }: { results: Result[]; close: () => void }) {
  const count = (outcome: Result["outcome"]) => results.filter((one) => one.outcome === outcome).length;
  const failed = results.filter((one) => one.outcome === "FAILED");
  return (
    <Notice kind={failed.length > 0 ? "bad" : "good"}>
      {count("DONE")} done{count("UNCHANGED") > 0 && `, ${count("UNCHANGED")} unchanged`}
      {failed.length > 0 && `, ${failed.length} failed:`}
      <ul>
        {failed.map((one) => (
          <li key={one.ticketDatabaseId}>
            #{one.ticketDatabaseId}: {one.userErrors.map((error) => error.message).join(" ")}
          </li>
        ))}
      </ul>
      <div className="row">
        <button type="button" className="plain" onClick={close}>
          OK
        </button>
      </div>
    </Notice>
  );
}
