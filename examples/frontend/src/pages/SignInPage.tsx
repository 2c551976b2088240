import { type FormEvent, useState } from "react";
import { type Authorization, withPassword, withToken } from "../api/client";
import { Heading } from "../parts/Heading";
import { Field } from "../parts/Field";
import { Notice } from "../parts/Notice";

type Props = { why: string | undefined; signIn: (authorization: Authorization, token?: string) => Promise<void> };

export function SignInPage({ why, signIn }: Props) {
  const [method, setMethod] = useState<"password" | "token">("password");
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    if (method === "token") await signIn(withToken(text("token")), text("token").trim());
    else await signIn(withPassword(text("name"), text("password")));
    setBusy(false);
  }

  return (
    <main className="sign-in">
      <form className="card" onSubmit={submit} aria-labelledby="title">
        <Heading title="Sign in">Sign in to the help desk</Heading>
        {why && <Notice kind="bad">{why}</Notice>}
        {method === "password" ? (
          <>
            <Field label="Username">
              <input name="name" autoComplete="username" autoCapitalize="none" required autoFocus />
            </Field>
            <Field label="Password" hint="Kept in memory only; after a reload you sign in again.">
              <input name="password" type="password" autoComplete="current-password" required />
            </Field>
          </>
        ) : (
          <Field label="Token" hint="Kept until you close this tab.">
            <input name="token" type="password" autoComplete="off" required autoFocus />
          </Field>
        )}
        <div className="row">
          <button type="submit" disabled={busy}>
            {busy ? "Signing in…" : "Sign in"}
          </button>
          <button type="button" className="plain" onClick={() => setMethod(method === "token" ? "password" : "token")}>
            {method === "token" ? "Use a password" : "Use a token"}
          </button>
        </div>
      </form>
    </main>
  );
}
