import { type FormEvent, useState } from "react";
import {
  QueueAccessGrantMutation,
  QueueAccessRevokeMutation,
  UserDeactivateMutation,
  UserReactivateMutation,
  UserSetPasswordMutation,
  UserUpdateMutation,
} from "../../api/documents/people";
import { fieldError } from "../../api/errors";
import { useSend } from "../../api/useSend";
import type { PersonQuery, UserUpdateInput } from "../../gql/graphql";
import { Confirm } from "../../parts/Confirm";
import { Field } from "../../parts/Field";
import { Notice } from "../../parts/Notice";
import { Problem } from "../../parts/Problem";
import { type Control, RecordForm, type Values } from "../../parts/RecordForm";
import { exactly } from "../../parts/Time";
import { Toggle } from "../../parts/Toggle";

type Person = PersonQuery["users"]["nodes"][number];
type Queues = PersonQuery["queues"]["nodes"];
type Props = { person: Person; queues: Queues; refresh: () => void };

export const ACCOUNT_CONTROLS: readonly Control[] = [
  { name: "username", label: "Username", required: true, maxLength: 150 },
  { name: "email", label: "Email address", kind: "email", hint: "Tickets from this address belong to the account." },
  { name: "firstName", label: "First name", maxLength: 150 },
  { name: "lastName", label: "Last name", maxLength: 150 },
  { name: "isStaff", label: "Agent", kind: "checkbox" },
  { name: "isSuperuser", label: "Administrator with all permissions", kind: "checkbox" },
];

export function PersonForm({ person, queues, refresh }: Props) {
  const update = useSend(UserUpdateMutation, (data) => data.userUpdate);
  async function save(changes: Values) {
    const { done } = await update.send(() => ({ input: { ...(changes as Partial<UserUpdateInput>), id: person.id } }));
    if (done) refresh();
    return !!done;
  }
  return (
    <div className="stack">
      <RecordForm
        draft={`person-${person.databaseId}`}
        label={person.fullName}
        controls={ACCOUNT_CONTROLS}
        values={person}
        sending={update}
        save={save}
      />
      {person.isStaff && <QueueAccess person={person} queues={queues} refresh={refresh} />}
      <Password person={person} />
      <Activation person={person} refresh={refresh} />
    </div>
  );
}

/** The queues that were granted to an agent. */
function QueueAccess({ person, queues, refresh }: Props) {
  const grant = useSend(QueueAccessGrantMutation, (data) => data.queueAccessGrant);
  const revoke = useSend(QueueAccessRevokeMutation, (data) => data.queueAccessRevoke);
  const granted = person.grantedQueues;
  if (!granted) return null;
  async function set(queueId: string, isGranted: boolean) {
    const { done } = await (isGranted ? grant : revoke).send(() => ({ input: { queueId, userId: person.id } }));
    refresh();
    return done !== undefined;
  }
  return (
    <fieldset className="card stack">
      <legend>Queues</legend>
      <p className="hint">Where access is granted per queue, agents work on these only. Administrators need no grant.</p>
      {queues.map((queue) => (
        <Toggle
          key={queue.id}
          label={queue.title}
          checked={granted.some((one) => one.id === queue.id)}
          disabled={grant.busy || revoke.busy}
          set={(on) => set(queue.id, on)}
        />
      ))}
      <Problem of={[grant, revoke]} />
    </fieldset>
  );
}

function Password({ person }: { person: Person }) {
  const set = useSend(UserSetPasswordMutation, (data) => data.userSetPassword);
  const [isSet, setSet] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const password = String(new FormData(form).get("password") ?? "");
    const { done } = await set.send(() => ({ input: { id: person.id, password } }));
    setSet(done !== undefined);
    if (done) form.reset();
  }
  return (
    <form className="card" onSubmit={submit} aria-label="Password">
      {isSet && <Notice kind="good">The password has been changed. The account’s sessions have ended.</Notice>}
      <Problem of={set} shown={["password"]} />
      <div className="row">
        <Field label="New password" className="grow" error={fieldError(set.userErrors, "password")}>
          <input name="password" type="password" autoComplete="new-password" required />
        </Field>
        <button type="submit" className="plain" disabled={set.busy}>
          Set password
        </button>
      </div>
    </form>
  );
}

function Activation({ person, refresh }: { person: Person; refresh: () => void }) {
  const deactivate = useSend(UserDeactivateMutation, (data) => data.userDeactivate);
  const reactivate = useSend(UserReactivateMutation, (data) => data.userReactivate);
  async function set(isActive: boolean) {
    await (isActive ? reactivate : deactivate).send(() => ({ input: { id: person.id } }));
    refresh();
  }
  return (
    <section className="card stack" aria-label="Account">
      <p className="hint">
        {person.lastLoginAt ? `Last sign-in: ${exactly(person.lastLoginAt)}` : "Has never signed in."}
      </p>
      <Problem of={[deactivate, reactivate]} />
      <div className="row">
        {person.isActive === false ? (
          <button type="button" className="plain" disabled={reactivate.busy} onClick={() => set(true)}>
            Reactivate
          </button>
        ) : (
          <Confirm action="Deactivate" title={`Deactivate ${person.fullName}?`} disabled={deactivate.busy} run={() => set(false)}>
            The person can no longer sign in. Tickets and history stay.
          </Confirm>
        )}
      </div>
    </section>
  );
}
