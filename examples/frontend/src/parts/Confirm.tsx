import { type ReactNode, useState } from "react";
import { Dialog } from "./Dialog";

type Props = {
  /** The text of the button that asks, and of the one that confirms. */
  action: string;
  title: string;
  children: ReactNode;
  disabled?: boolean;
  /** Called when the dialog opens, for example to fetch what it says. */
  opened?: (() => void) | undefined;
  run: () => void;
};

/** A button whose action has to be confirmed in a dialog. */
export function Confirm({ action, title, children, disabled, opened, run }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="plain danger" disabled={disabled} onClick={() => (setOpen(true), opened?.())}>
        {action}…
      </button>
      {open && (
        <Dialog title={title} close={() => setOpen(false)}>
          <div>{children}</div>
          <div className="row end">
            <button type="button" className="plain" onClick={() => setOpen(false)}>
              Cancel
            </button>
            <button type="button" className="danger" onClick={() => (setOpen(false), run())}>
              {action}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
