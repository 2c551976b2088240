import type { ReactNode } from "react";
import { ticketsAt } from "../route";

type Props = { navigation: ReactNode; who?: ReactNode; children: ReactNode };

/** The header and the main part of all pages, except those for signing in. */
export function Frame({ navigation, who, children }: Props) {
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
        Skip to content
      </a>
      <header className="top">
        <a className="brand" href={ticketsAt("")}>
          Help desk
        </a>
        <nav aria-label="Main">{navigation}</nav>
        <span className="who">{who}</span>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
