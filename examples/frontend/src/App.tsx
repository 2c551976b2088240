// The layout: session, header, and the current page.
import { Provider } from "urql";
import { LiveStatus, LiveUpdates } from "./api/live";
import { useSession, ViewerContext } from "./api/session";
import { NewTicketPage } from "./pages/NewTicketPage";
import { SignInPage } from "./pages/SignInPage";
import { TicketPage } from "./pages/TicketPage";
import { TicketsPage } from "./pages/TicketsPage";
import { ticketsAt, useRoute } from "./route";

export function App() {
  const { session, signIn, signOut } = useSession();
  const route = useRoute();
  if (session.state === "asking") return <p className="waiting">Loading…</p>;
  if (session.state === "out") return <SignInPage why={session.why} signIn={signIn} />;

  const here = (page: string) => (route.page === page ? "page" : undefined);
  return (
    <Provider value={session.client} key={session.viewer.user.databaseId}>
      <ViewerContext value={session.viewer}>
        <LiveUpdates socket={session.socket}>
          <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
            Skip to content
          </a>
          <header className="top">
            <a className="brand" href={ticketsAt("")}>
              Help desk
            </a>
            <nav aria-label="Main">
              <a href={ticketsAt("")} aria-current={here("tickets")}>
                Tickets
              </a>
              <a href="#/new" aria-current={here("new")}>
                New ticket
              </a>
            </nav>
            <span className="who">
              <LiveStatus />
              <span className="name">{session.viewer.user.fullName}</span>
              <button type="button" className="plain" onClick={signOut}>
                Sign out
              </button>
            </span>
          </header>
          <main id="main" tabIndex={-1}>
            {route.page === "tickets" && <TicketsPage search={route.search} />}
            {route.page === "ticket" && <TicketPage key={route.number} number={route.number} />}
            {route.page === "new" && <NewTicketPage />}
          </main>
        </LiveUpdates>
      </ViewerContext>
    </Provider>
  );
}
