import type { FormEvent } from "react";
import { useChoices } from "../api/choices";
import { CcAddMutation, CcRemoveMutation } from "../api/documents/work";
import { fieldError } from "../api/errors";
import { useSend } from "../api/useSend";
import type { TicketQuery } from "../gql/graphql";
import { Field } from "./Field";
import { Problem } from "./Problem";
import { Remove } from "./Remove";

type Props = { ticket: NonNullable<TicketQuery["ticket"]>; refresh: () => void };

/** People who get a copy of all public replies. */
export function Followers({ ticket, refresh }: Props) {
  const agents = useChoices()?.users?.nodes ?? [];
  const add = useSend(CcAddMutation, (data) => data.ticketCcAdd);
  const remove = useSend(CcRemoveMutation, (data) => data.ticketCcRemove);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("who") ?? "").trim();
    // The list offers colleagues by name; anything else is an address.
    const agent = agents.find((one) => one.fullName === text);
    const { done } = await add.send((idempotencyKey) => ({
      input: { ticketId: ticket.id, idempotencyKey, ...(agent ? { userId: agent.id } : { email: text }) },
    }));
    if (!done) return;
    form.reset();
    refresh();
  }
  async function removeCc(id: string) {
    await remove.send(() => ({ input: { id } }));
    refresh();
  }

  const error = fieldError(add.userErrors, "email") ?? fieldError(add.userErrors, "userId");
  return (
    <section className="card stack" aria-labelledby="followers">
      <h2 id="followers">Followers</h2>
      {ticket.ccs && ticket.ccs.length > 0 && (
        <ul className="lines">
          {ticket.ccs.map((cc) => {
            const name = cc.user?.fullName ?? cc.email ?? "Unknown";
            return (
              <li key={cc.id}>
                {name} <Remove what={name} disabled={remove.busy} run={() => removeCc(cc.id)} />
              </li>
            );
          })}
        </ul>
      )}
      <Problem of={[add, remove]} shown={["email", "userId"]} />
      <form className="row" onSubmit={submit}>
        <Field label="Add a follower" className="grow" hint="A colleague’s name or an email address" error={error}>
          <input name="who" list="colleagues" autoComplete="off" required />
        </Field>
        <datalist id="colleagues">
          {agents.map((one) => (
            <option key={one.id} value={one.fullName} />
          ))}
        </datalist>
        <button type="submit" className="plain" disabled={add.busy}>
          Add
        </button>
      </form>
    </section>
  );
}
