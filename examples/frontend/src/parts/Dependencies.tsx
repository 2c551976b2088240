import { type FormEvent, useState } from "react";
import { useClient } from "urql";
import { DependencyAddMutation, DependencyRemoveMutation } from "../api/documents/work";
import { findTicket } from "../api/findTicket";
import { fieldError } from "../api/errors";
import { useSend } from "../api/useSend";
import type { LinkedTicketFragment, TicketQuery } from "../gql/graphql";
import { ticketAt } from "../route";
import { Field } from "./Field";
import { Problem } from "./Problem";
import { Remove } from "./Remove";

type Props = { ticket: NonNullable<TicketQuery["ticket"]>; refresh: () => void };

/** A link to another ticket, with its status. */
export function LinkedTicket({ ticket }: { ticket: LinkedTicketFragment }) {
  return (
    <>
      <a href={ticketAt(ticket.databaseId)}>
        {ticket.reference} {ticket.title}
      </a>{" "}
      <span className="under">({ticket.statusLabel})</span>
    </>
  );
}

/** Tickets that have to be resolved first, and those that wait for this one. */
export function Dependencies({ ticket, refresh }: Props) {
  const client = useClient();
  const add = useSend(DependencyAddMutation, (data) => data.ticketDependencyAdd);
  const remove = useSend(DependencyRemoveMutation, (data) => data.ticketDependencyRemove);
  const [isUnknown, setUnknown] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const other = await findTicket(client, String(new FormData(form).get("ticket") ?? ""));
    setUnknown(!other);
    if (!other) return;
    const { done } = await add.send((idempotencyKey) => ({
      input: { ticketId: ticket.id, dependsOnId: other.id, idempotencyKey },
    }));
    if (!done) return;
    form.reset();
    refresh();
  }
  async function removeDependency(id: string) {
    await remove.send(() => ({ input: { id } }));
    refresh();
  }

  const error = isUnknown ? "There is no such ticket." : fieldError(add.userErrors, "dependsOnId");
  const canUpdate = ticket.viewerCanManageDependencies;
  if (!canUpdate && ticket.dependencies.length === 0 && !ticket.dependents?.length) return null;
  return (
    <section className="card stack" aria-labelledby="dependencies">
      <h2 id="dependencies">Depends on</h2>
      {ticket.dependencies.length > 0 && (
        <ul className="lines">
          {ticket.dependencies.map(({ id, dependsOn }) => (
            <li key={id}>
              <span>
                <LinkedTicket ticket={dependsOn} />
              </span>
              {canUpdate && <Remove what={dependsOn.reference} disabled={remove.busy} run={() => removeDependency(id)} />}
            </li>
          ))}
        </ul>
      )}
      <Problem of={[add, remove]} shown={["dependsOnId"]} />
      {canUpdate && (
        <form className="row" onSubmit={submit}>
          <Field label="Add a ticket" className="grow" hint="Its number, such as 12 or support-12" error={error}>
            <input name="ticket" autoComplete="off" required />
          </Field>
          <button type="submit" className="plain" disabled={add.busy}>
            Add
          </button>
        </form>
      )}
      {ticket.dependents && ticket.dependents.length > 0 && (
        <>
          <h3>Needed by</h3>
          <ul className="lines">
            {ticket.dependents.map((one) => (
              <li key={one.id}>
                <span>
                  <LinkedTicket ticket={one.ticket} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
