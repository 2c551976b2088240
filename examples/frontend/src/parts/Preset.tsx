import type { ReactNode } from "react";

type Props = { hidden: boolean; fixed: boolean; children: ReactNode };

/** A control whose value the URL sets: hidden, or shown without being editable. Its value is sent in any case. */
export function Preset({ hidden, fixed, children }: Props) {
  if (hidden) return <div hidden>{children}</div>;
  // `inert` and not `disabled`, because forms do not send disabled controls.
  return fixed ? <div inert>{children}</div> : children;
}
