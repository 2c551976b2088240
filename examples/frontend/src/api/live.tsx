// Live updates. One subscription reports changes of all tickets that the viewer may see, and components that show such a
// ticket fetch it again. The service applies filters, order and permissions, so nothing is patched here.
import { createContext, type ReactNode, useContext, useEffect, useRef, useSyncExternalStore } from "react";
import { useClient } from "urql";
import type { TicketEventsSubscription as Data } from "../gql/graphql";
import { TicketEventsSubscription } from "./documents/session";
import { errorCode } from "./errors";
import type { Socket, State } from "./socket";

export type TicketEvent = Data["ticketEvents"];
/** A change; null after a lost connection, when anything may have changed. */
type Event = TicketEvent | null;
type Listener = (event: Event) => void;
/** Without a socket, components fetch again from time to time. */
type Live = { socket: Socket | null; listeners: Set<Listener> };

/** Milliseconds between a change and the refetch, so that several changes cause one. */
const REFRESH_DELAY = 200;
/** Milliseconds between two refetches without a socket. */
const POLL_INTERVAL = 20_000;

const LiveContext = createContext<Live | null>(null);

function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("this component must be inside <LiveUpdates>");
  return live;
}

export function LiveUpdates({ socket, children }: { socket: Socket; children: ReactNode }) {
  const client = useClient();
  const listeners = useRef(new Set<Listener>()).current;
  useEffect(() => {
    const notify = (event: Event) => listeners.forEach((listener) => listener(event));
    let stop = () => {};
    const start = () => {
      const subscription = client.subscription(TicketEventsSubscription, {}).subscribe(({ data, error }) => {
        if (data) return notify(data.ticketEvents);
        // The event log no longer has the cursor: continue from now.
        if (errorCode(error) === "CURSOR_EXPIRED") {
          stop();
          start();
          notify(null);
        }
      });
      stop = subscription.unsubscribe;
    };
    start();
    // Without an event there is no cursor to resume from.
    const unwatch = socket.watch(() => socket.state === "live" && notify(null));
    return () => {
      stop();
      unwatch();
    };
  }, [client, socket, listeners]);
  return <LiveContext value={{ socket, listeners }}>{children}</LiveContext>;
}

/** For visitors, who cannot subscribe: components fetch their data again from time to time, while the page is visible. */
export function PolledUpdates({ children }: { children: ReactNode }) {
  const listeners = useRef(new Set<Listener>()).current;
  useEffect(() => {
    const poll = () => document.visibilityState === "visible" && listeners.forEach((listener) => listener(null));
    const timer = window.setInterval(poll, POLL_INTERVAL);
    document.addEventListener("visibilitychange", poll);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", poll);
    };
  }, [listeners]);
  return <LiveContext value={{ socket: null, listeners }}>{children}</LiveContext>;
}

/** Calls `refresh` soon after a change of the ticket with this number, or of any ticket. */
export function useRefresh(refresh: () => void, number?: number) {
  const { listeners } = useLive();
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  useEffect(() => {
    let timer = 0;
    const listener: Listener = (event) => {
      if (event && number !== undefined && event.ticketDatabaseId !== number) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => latest.current(), REFRESH_DELAY);
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      window.clearTimeout(timer);
    };
  }, [listeners, number]);
}

/** Calls `listener` with each change. */
export function useEvents(listener: (event: TicketEvent) => void) {
  const { listeners } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const forward: Listener = (event) => event && latest.current(event);
    listeners.add(forward);
    return () => void listeners.delete(forward);
  }, [listeners]);
}

const LABELS: Record<State, string> = {
  connecting: "Connecting…",
  live: "Live",
  down: "Offline, reconnecting…",
  off: "Disconnected. Reload the page.",
};

const NEVER = () => () => {};

/** Shows the state of the live updates, if there are any. */
export function LiveStatus() {
  const { socket } = useLive();
  const state = useSyncExternalStore(socket?.watch ?? NEVER, () => socket?.state);
  if (!state) return null;
  return (
    <span className={`live ${state}`} role="status" title={LABELS[state]}>
      <span className="word">{LABELS[state]}</span>
    </span>
  );
}
