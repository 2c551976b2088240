import { type ReactNode, useEffect, useId, useRef } from "react";

type Props = { title: string; close: () => void; wide?: boolean; children: ReactNode };

/** A modal dialog. The browser keeps the focus inside and closes it with Escape. */
export function Dialog({ title, close, wide, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? "card wide" : "card"}
      aria-labelledby={id}
      onClose={close}
      // Outside of the dialog's content.
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="dialog">
        <header className="row">
          <h2 id={id}>{title}</h2>
          <button type="button" className="plain close" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
