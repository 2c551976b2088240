import { type FormEvent, useState } from "react";
import { setCsrfToken } from "../api/client";
import { PasswordChangeMutation } from "../api/documents/session";
import { fieldError } from "../api/errors";
import { useShortcutSetting } from "../api/shortcuts";
import { useSend } from "../api/useSend";
import { Field } from "../parts/Field";
import { Heading } from "../parts/Heading";
import { Notice } from "../parts/Notice";
import { useNotificationSetting } from "../parts/Notifications";
import { Problem } from "../parts/Problem";

export function SettingsPage() {
  return (
    <div className="narrow">
      <Heading title="Settings">Settings</Heading>
      <BrowserSettings />
      <PasswordForm />
    </div>
  );
}

function BrowserSettings() {
  const [hasShortcuts, setShortcuts] = useShortcutSetting();
  const [notifies, setNotifies] = useNotificationSetting();
  const [isDenied, setDenied] = useState(false);
  return (
    <section className="card stack" aria-labelledby="browser">
      <h2 id="browser">This browser</h2>
      <Field label="Keyboard shortcuts" className="checkbox" hint="Single keys, such as “n” for a new ticket. “?” lists them.">
        <input type="checkbox" checked={hasShortcuts} onChange={(event) => setShortcuts(event.target.checked)} />
      </Field>
      {"Notification" in window && (
        <Field
          label="Notifications"
          className="checkbox"
          hint="While this page is open in the background, the browser reports replies to your tickets and new tickets."
          error={isDenied ? "The browser does not allow notifications. Change this in the browser’s settings of this site." : undefined}
        >
          <input
            type="checkbox"
            checked={notifies}
            onChange={async (event) => setDenied(!(await setNotifies(event.target.checked)))}
          />
        </Field>
      )}
    </section>
  );
}

function PasswordForm() {
  const change = useSend(PasswordChangeMutation, (data) => data.viewerPasswordChange);
  const [isChanged, setChanged] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const text = (name: string) => String(new FormData(form).get(name) ?? "");
    const { done } = await change.send(() => ({ input: { currentPassword: text("current"), newPassword: text("new") } }));
    setChanged(done !== undefined);
    if (!done) return;
    setCsrfToken(done.csrfToken);
    form.reset();
  }

  return (
    <form className="card" onSubmit={submit} aria-labelledby="password">
      <h2 id="password">Password</h2>
      {isChanged && <Notice kind="good">Your password has been changed. Your other sessions have ended.</Notice>}
      <Problem of={change} shown={["currentPassword", "newPassword"]} />
      <Field label="Current password" error={fieldError(change.userErrors, "currentPassword")}>
        <input name="current" type="password" autoComplete="current-password" required />
      </Field>
      <Field label="New password" error={fieldError(change.userErrors, "newPassword")}>
        <input name="new" type="password" autoComplete="new-password" required />
      </Field>
      <div className="row end">
        <button type="submit" disabled={change.busy}>
          Change password
        </button>
      </div>
    </form>
  );
}
