import type { ReactNode } from "react";

/** A message about a result or an error, which screen readers announce. */
export function Notice({ kind, children }: { kind: "good" | "bad"; children: ReactNode }) {
  return (
    <div className={`notice ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}
