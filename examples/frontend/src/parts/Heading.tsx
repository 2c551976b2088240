import { type ReactNode, useEffect } from "react";
import { useArrival } from "../navigation";

/** The heading of a page, which also sets the document's title. It gets the focus after navigation, so that screen readers
    announce the new page. */
export function Heading({ title, children }: { title: string; children: ReactNode }) {
  const heading = useArrival<HTMLHeadingElement>();
  useEffect(() => {
    document.title = `${title} – Help desk`;
  }, [title]);
  return (
    <h1 id="title" tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}
