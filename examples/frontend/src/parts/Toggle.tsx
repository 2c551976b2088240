import { useEffect, useState } from "react";

type Props = {
  label: string;
  title?: string | undefined;
  checked: boolean;
  disabled: boolean;
  /** Sends the change; returns whether it was accepted. */
  set: (on: boolean) => Promise<boolean>;
};

/** A checkbox that is saved at once. It shows the new value while the request runs, and the old one if it fails. */
export function Toggle({ label, title, checked, disabled, set }: Props) {
  const [pending, setPending] = useState<boolean | null>(null);
  useEffect(() => setPending(null), [checked]);
  async function change(on: boolean) {
    setPending(on);
    if (!(await set(on))) setPending(null);
  }
  return (
    <label className="check" title={title}>
      <input
        type="checkbox"
        checked={pending ?? checked}
        disabled={disabled}
        onChange={(event) => void change(event.target.checked)}
      />{" "}
      {label}
    </label>
  );
}
