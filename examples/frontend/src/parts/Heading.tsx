import { type ReactNode, useEffect } from "react";
import { useArrival } from "../route";

/** The heading of a page and the title of the document. Takes the focus after a link, so that people who cannot see the
    page know where they are. */
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
