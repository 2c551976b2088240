// The layout: session, header, and the current page.
import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { Provider } from "urql";
import { LiveStatus, LiveUpdates, PolledUpdates } from "./api/live";
import { can, type SignedIn, useSession, ViewerContext, visit } from "./api/session";
import { ShortcutHelp, useShortcut } from "./api/shortcuts";
import { go } from "./navigation";
import { MergePage } from "./pages/MergePage";
import { MissingPage } from "./pages/MissingPage";
import { NewTicketPage } from "./pages/NewTicketPage";
import { PasswordResetPage } from "./pages/PasswordResetPage";
import { SettingsPage } from "./pages/SettingsPage";
import { SignInPage } from "./pages/SignInPage";
import { TicketPage } from "./pages/TicketPage";
import { TicketsPage } from "./pages/TicketsPage";
import { VisitPage } from "./pages/VisitPage";
import { Frame } from "./parts/Frame";
import { Notifications } from "./parts/Notifications";
import { adminAt, type Route, ticketsAt, useRoute } from "./route";

/** Loaded when somebody opens it: customers never do. */
const AdminPage = lazy(async () => ({ default: (await import("./pages/admin/AdminPage")).AdminPage }));
const WAITING = <p className="waiting">Loading…</p>;

export function App() {
  const route = useRoute();
  // These pages need no account, and a visitor's link is used even if somebody is signed in.
  if (route.page === "visit") return <Visit key={route.link} link={route.link} />;
  if (route.page === "reset") return <PasswordResetPage uid={route.uid} token={route.token} />;
  if (route.page === "open") return <Stranger search={route.search} />;
  return <Account route={route} />;
}

function Visit({ link }: { link: string }) {
  const visitor = useMemo(() => visit(link), [link]);
  return (
    <Desk {...visitor} navigation={<a href={ticketsAt("")}>Sign in</a>}>
      <VisitPage link={link} />
    </Desk>
  );
}

/** Creates a ticket without an account. */
function Stranger({ search }: { search: URLSearchParams }) {
  const { client, viewer } = useMemo(() => visit(""), []);
  return (
    <Provider value={client}>
      <ViewerContext value={viewer}>
        <Frame navigation={<a href={ticketsAt("")}>Sign in</a>}>
          <NewTicketPage key={`${search}`} search={search} />
        </Frame>
      </ViewerContext>
    </Provider>
  );
}

function Account({ route }: { route: Route }) {
  const { session, signIn, signOut } = useSession();
  if (session.state === "asking") return WAITING;
  if (session.state === "out") return <SignInPage why={session.why} signIn={signIn} />;
  const { viewer } = session;
  const here = (page: string) => (route.page === page ? "page" : undefined);
  return (
    <Desk
      {...session}
      key={viewer.key}
      navigation={
        <>
          <a href={ticketsAt("")} aria-current={here("tickets")}>
            Tickets
          </a>
          <a href="#/new" aria-current={here("new")}>
            New ticket
          </a>
          {isAdministrator(viewer) && (
            <a href={adminAt("queues")} aria-current={here("admin")}>
              Administration
            </a>
          )}
        </>
      }
      signOut={signOut}
    >
      <Notifications />
      <Shortcuts />
      {route.page === "tickets" && <TicketsPage search={route.search} />}
      {route.page === "ticket" && <TicketPage key={route.number} number={route.number} />}
      {route.page === "merge" && <MergePage key={route.numbers.join()} numbers={route.numbers} />}
      {route.page === "new" && <NewTicketPage key={`${route.search}`} search={route.search} />}
      {route.page === "settings" && <SettingsPage />}
      {route.page === "admin" && (
        <Suspense fallback={WAITING}>
          <AdminPage {...route} />
        </Suspense>
      )}
      {route.page === "missing" && <MissingPage />}
    </Desk>
  );
}

/** Whether the viewer may change anything in the administration. */
function isAdministrator(viewer: SignedIn["viewer"]): boolean {
  return can(viewer, "helpdesk.change_queue", "helpdesk.change_customfield", "auth.change_user", "helpdesk.change_emailtemplate");
}

/** Keys that work on every page. */
function Shortcuts() {
  useShortcut("n", "New ticket", () => go("#/new"));
  useShortcut("t", "List of tickets", () => go(ticketsAt("")));
  return <ShortcutHelp />;
}

type DeskProps = SignedIn & { navigation: ReactNode; signOut?: () => void; children: ReactNode };

/** The frame and the data of users and visitors. */
function Desk({ client, socket, viewer, navigation, signOut, children }: DeskProps) {
  const Updates = viewer.kind === "user" ? LiveUpdates : PolledUpdates;
  return (
    <Provider value={client}>
      <ViewerContext value={viewer}>
        <Updates socket={socket}>
          <Frame
            navigation={navigation}
            who={
              <>
                <LiveStatus />
                {signOut ? <Self name={viewer.name} signOut={signOut} /> : <span className="name">{viewer.name}</span>}
              </>
            }
          >
            {children}
          </Frame>
        </Updates>
      </ViewerContext>
    </Provider>
  );
}

function Self({ name, signOut }: { name: string; signOut: () => void }) {
  return (
    <>
      <a className="name" href="#/settings">
        {name}
      </a>
      <button type="button" className="plain" onClick={signOut}>
        Sign out
      </button>
    </>
  );
}
