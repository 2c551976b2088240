// Keyboard shortcuts: single keys, outside of text fields. They can be switched off (WCAG 2.1.4), because speech input
// may type them by accident.
import { useEffect, useRef, useState } from "react";
import { Dialog } from "../parts/Dialog";
import { useStored } from "./stored";

type Shortcut = { label: string; run: () => void };

const SETTING = "deskql-shortcuts";
const shortcuts = new Map<string, Shortcut>();

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (localStorage.getItem(SETTING) === "off" || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const shortcut = shortcuts.get(event.key);
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run();
});

/** Calls `run` when the key is pressed, while the component is shown and `active` is true. */
export function useShortcut(key: string, label: string, run: () => void, active = true) {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!active) return;
    const shortcut = { label, run: () => latest.current() };
    shortcuts.set(key, shortcut);
    return () => {
      if (shortcuts.get(key) === shortcut) shortcuts.delete(key);
    };
  }, [key, label, active]);
}

/** Whether shortcuts are on, and a function that switches them. */
export function useShortcutSetting() {
  const [value, set] = useStored(SETTING);
  return [value !== "off", (on: boolean) => set(on ? null : "off")] as const;
}

/** A list of the page's shortcuts, which the key "?" opens. */
export function ShortcutHelp() {
  const [shown, setShown] = useState<[string, string][] | null>(null);
  useShortcut("?", "This list", () => setShown([...shortcuts].map(([key, { label }]) => [key, label])));
  if (!shown) return null;
  return (
    <Dialog title="Keyboard shortcuts" close={() => setShown(null)}>
      <dl className="keys">
        {shown.map(([key, label]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </dt>
          <dd>Send the reply</dd>
        </div>
      </dl>
      <p className="hint">
        You can switch single keys off in your <a href="#/settings">settings</a>.
      </p>
    </Dialog>
  );
}
