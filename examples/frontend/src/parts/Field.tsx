import { cloneElement, type ReactElement, useId } from "react";

type Props = {
  label: string;
  hint?: string | null | undefined;
  fault?: string | undefined;
  className?: string;
  children: ReactElement<{ id?: string; "aria-describedby"?: string | undefined; "aria-invalid"?: boolean | undefined }>;
};

/** A labelled control with its hint and error, linked for screen readers. */
export function Field({ label, hint, fault, className, children }: Props) {
  const id = useId();
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div className={`field ${className ?? ""}`}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, "aria-describedby": about || undefined, "aria-invalid": fault ? true : undefined })}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}
