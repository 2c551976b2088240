// A forgotten password: first the request for an email, then the new password by the email's link.
import { type FormEvent, useMemo, useState } from "react";
import { Provider } from "urql";
import { connect } from "../api/client";
import { PasswordResetMutation, PasswordResetRequestMutation } from "../api/documents/session";
import { fieldError, otherErrors } from "../api/errors";
import { useSend } from "../api/useSend";
import { Field } from "../parts/Field";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";

type Props = { uid: string | undefined; token: string | undefined };

export function PasswordResetPage({ uid, token }: Props) {
  const { client } = useMemo(() => connect(null), []);
  return (
    <Provider value={client}>
      <main className="sign-in">{uid && token ? <NewPassword uid={uid} token={token} /> : <Request />}</main>
    </Provider>
  );
}

function Request() {
  const { send, busy, userErrors, requestError } = useSend(PasswordResetRequestMutation, (data) => data.passwordResetRequest);
  const [sent, setSent] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email") ?? "");
    setSent((await send(() => ({ input: { email } }))).done !== undefined);
  }

  const other = requestError?.message ?? otherErrors(userErrors, ["email"]);
  return (
    <form className="card" onSubmit={submit} aria-labelledby="title">
      <Heading title="Reset your password">Reset your password</Heading>
      {sent && <Notice kind="good">If an account has this address, an email with a link is on its way.</Notice>}
      {other && <Notice kind="bad">{other}</Notice>}
      <Field label="Email address" error={fieldError(userErrors, "email")}>
        <input name="email" type="email" autoComplete="email" required autoFocus />
      </Field>
      <div className="row">
        <button type="submit" disabled={busy}>
          Send email
        </button>
        <a href="#/">Sign in</a>
      </div>
    </form>
  );
}

function NewPassword({ uid, token }: { uid: string; token: string }) {
  const { send, busy, userErrors, requestError } = useSend(PasswordResetMutation, (data) => data.passwordReset);
  const [done, setDone] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const newPassword = String(new FormData(event.currentTarget).get("password") ?? "");
    setDone((await send(() => ({ input: { uid, token, newPassword } }))).done !== undefined);
  }

  const other = requestError?.message ?? otherErrors(userErrors, ["newPassword"]);
  return (
    <form className="card" onSubmit={submit} aria-labelledby="title">
      <Heading title="Choose a new password">Choose a new password</Heading>
      {done ? (
        <Notice kind="good">
          Your password has been changed. <a href="#/">Sign in</a>
        </Notice>
      ) : (
        <>
          {other && <Notice kind="bad">{other}</Notice>}
          <Field label="New password" error={fieldError(userErrors, "newPassword")}>
            <input name="password" type="password" autoComplete="new-password" required autoFocus />
          </Field>
          <button type="submit" disabled={busy}>
            Change password
          </button>
        </>
      )}
    </form>
  );
}
