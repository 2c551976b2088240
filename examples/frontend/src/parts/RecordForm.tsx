// A form for an object of the administration, described by its controls. Changes are a draft until they are saved.
import { type FormEvent, type ReactNode, useState } from "react";
import { useDraft } from "../api/drafts";
import { fieldError } from "../api/errors";
import type { Sending } from "../api/useSend";
import { Confirm } from "./Confirm";
import { Field } from "./Field";
import { Notice } from "./Notice";
import { Options, type Option } from "./Options";
import { Problem } from "./Problem";

export type Control = {
  /** The name in the mutation's input. */
  name: string;
  label: string;
  /** `lines`: a list of texts, one per line. `text` by default. */
  kind?: "text" | "email" | "password" | "number" | "checkbox" | "select" | "textarea" | "lines";
  options?: readonly Option[];
  hint?: string;
  required?: boolean;
  maxLength?: number;
};

export type Values = Record<string, unknown>;

type Props = {
  /** The name of the draft. */
  draft: string;
  label: string;
  controls: readonly Control[];
  /** The current values; empty for a new object. */
  values: Values;
  sending: Sending & { busy: boolean };
  /** Sends the changed values; returns whether they were saved. */
  save: (changes: Values) => Promise<boolean>;
  remove?: { title: string; warning: string; opened?: () => void; run: () => void };
  /** More controls, such as a preview of the draft. */
  children?: (changes: Values) => ReactNode;
};

/** The value of a control from what the user typed. Empty texts are null, so that the service checks what is required. */
function parse({ kind, required }: Control, text: string): unknown {
  if (kind === "number") return text === "" ? null : Number(text);
  if (kind === "lines") return text.split("\n").map((line) => line.trim()).filter(Boolean);
  return text === "" && kind === "select" && !required ? null : text;
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join("\n") : `${value ?? ""}`;
}

export function RecordForm({ draft: name, label, controls, values, sending, save, remove, children }: Props) {
  // Passwords are not stored in drafts.
  const [draft, setDraft, discard] = useDraft<Values>(name, {});
  const [passwords, setPasswords] = useState<Values>({});
  const [isSaved, setSaved] = useState(false);
  // Saved values are shown until the service has returned the new values.
  const [sent, setSent] = useState<{ values: Values; changes: Values } | null>(null);
  const current = sent?.values === values ? { ...values, ...sent.changes } : values;
  const changes = { ...draft, ...passwords };
  const hasChanges = Object.keys(changes).length > 0;

  function reset() {
    discard();
    setPasswords({});
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    const saved = await save(changes);
    setSaved(saved);
    if (!saved) return;
    setSent({ values, changes: draft });
    reset();
  }
  function change({ name, kind }: Control, value: unknown) {
    setSaved(false);
    if (kind === "password") setPasswords({ ...passwords, [name]: value });
    else setDraft({ [name]: value });
  }

  return (
    <form className="card" onSubmit={submit} aria-labelledby="record">
      <h2 id="record">{label}</h2>
      <div className="grid">
        {controls.map((control) => (
          <Field
            key={control.name}
            label={control.required || control.kind === "checkbox" ? control.label : `${control.label} (optional)`}
            hint={control.hint}
            className={control.kind === "checkbox" ? "checkbox" : control.kind === "textarea" ? "wide" : undefined}
            error={fieldError(sending.userErrors, control.name)}
          >
            <Input control={control} value={(control.name in changes ? changes : current)[control.name]} change={(value) => change(control, value)} />
          </Field>
        ))}
      </div>
      {children?.(changes)}
      <Problem of={sending} shown={controls.map((control) => control.name)} />
      {isSaved && <Notice kind="good">Saved.</Notice>}
      <div className="row end">
        {remove && (
          <Confirm action="Delete" title={remove.title} disabled={sending.busy} opened={remove.opened} run={remove.run}>
            {remove.warning}
          </Confirm>
        )}
        {hasChanges && (
          <button type="button" className="plain" onClick={reset}>
            Discard
          </button>
        )}
        <button type="submit" disabled={sending.busy || !hasChanges}>
          {sending.busy ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}

type InputProps = { control: Control; value: unknown; change: (value: unknown) => void };

/** `more` are the attributes that `Field` adds. */
function Input({ control, value, change, ...more }: InputProps) {
  const { kind = "text", options = [], required, maxLength } = control;
  const common = {
    ...more,
    required,
    value: shown(value),
    onChange: (event: { target: { value: string } }) => change(parse(control, event.target.value)),
  };
  switch (kind) {
    case "checkbox":
      return <input type="checkbox" {...more} checked={value === true} onChange={(event) => change(event.target.checked)} />;
    case "select":
      return (
        <select {...common}>
          <Options options={options} />
        </select>
      );
    case "textarea":
      return <textarea rows={8} maxLength={maxLength} {...common} />;
    case "lines":
      return <Lines {...common} value={common.value} change={change} control={control} />;
    default:
      return <input type={kind} maxLength={maxLength} autoComplete={kind === "password" ? "new-password" : "off"} {...common} />;
  }
}

/** Keeps what the user types, with empty lines, until the field is left. */
function Lines({ value, change, control, ...more }: { value: string; change: (value: unknown) => void; control: Control }) {
  const [text, setText] = useState<string | null>(null);
  return (
    <textarea
      rows={4}
      {...more}
      value={text ?? value}
      onChange={(event) => (setText(event.target.value), change(parse(control, event.target.value)))}
      onBlur={() => setText(null)}
    />
  );
}
