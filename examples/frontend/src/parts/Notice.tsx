import type { ReactNode } from "react";

/** A message about what was done or went wrong; screen readers say it at once. */
export function Notice({ kind, children }: { kind: "good" | "bad"; children: ReactNode }) {
  return (
    <div className={`notice ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}
