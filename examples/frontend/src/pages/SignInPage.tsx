import { type FormEvent, useState } from "react";
import { Field } from "../parts/Field";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";

type Props = { why: string | undefined; signIn: (username: string, password: string) => Promise<void> };

export function SignInPage({ why, signIn }: Props) {
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    await signIn(text("name"), text("password"));
    setBusy(false);
  }

  return (
    <main className="sign-in">
      <form className="card" onSubmit={submit} aria-labelledby="title">
        <Heading title="Sign in">Sign in to the help desk</Heading>
        {why && <Notice kind="bad">{why}</Notice>}
        <Field label="Username">
          <input name="name" autoComplete="username" autoCapitalize="none" required autoFocus />
        </Field>
        <Field label="Password">
          <input name="password" type="password" autoComplete="current-password" required />
        </Field>
        <div className="row">
          <button type="submit" disabled={busy}>
            {busy ? "Signing in…" : "Sign in"}
          </button>
          <a href="#/password-reset">Forgot your password?</a>
        </div>
        <p>
          <a href="#/open">Open a ticket without an account</a>
        </p>
      </form>
    </main>
  );
}
