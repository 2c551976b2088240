// Live updates. One subscription reports changes of all tickets that the viewer may see; what shows such a ticket is
// fetched again. The service's filters, order and permissions apply then, so nothing is patched here.
import { createContext, type ReactNode, useContext, useEffect, useRef, useSyncExternalStore } from "react";
import { useClient } from "urql";
import type { TicketEventsSubscription as Data } from "../gql/graphql";
import { TicketEventsSubscription } from "./documents";
import { codeOf } from "./faults";
import type { Socket, State } from "./socket";

/** What changed; null if unknown: after a lost connection it may be anything. */
type Event = Data["ticketEvents"] | null;
type Listener = (event: Event) => void;
type Live = { socket: Socket; listeners: Set<Listener> };

/** Milliseconds during which changes are collected before a refetch. */
const GATHER = 200;

const LiveContext = createContext<Live | null>(null);

function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("this is not within <LiveUpdates>");
  return live;
}

export function LiveUpdates({ socket, children }: { socket: Socket; children: ReactNode }) {
  const client = useClient();
  const listeners = useRef(new Set<Listener>()).current;
  useEffect(() => {
    const tell = (event: Event) => listeners.forEach((listener) => listener(event));
    let stop = () => {};
    const start = () => {
      const subscription = client.subscription(TicketEventsSubscription, {}).subscribe(({ data, error }) => {
        if (data) return tell(data.ticketEvents);
        // The log does not reach back to the cursor: continue from now.
        if (codeOf(error) === "CURSOR_EXPIRED") {
          stop();
          start();
          tell(null);
        }
      });
      stop = subscription.unsubscribe;
    };
    start();
    // Without an event there is no cursor to resume from.
    const unwatch = socket.watch(() => socket.state === "live" && tell(null));
    return () => {
      stop();
      unwatch();
    };
  }, [client, socket, listeners]);
  return <LiveContext value={{ socket, listeners }}>{children}</LiveContext>;
}

/** Calls `refresh` soon after a ticket has changed: any, or the one with the number. */
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
      timer = window.setTimeout(() => latest.current(), GATHER);
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      window.clearTimeout(timer);
    };
  }, [listeners, number]);
}

const WORDS: Record<State, string> = {
  connecting: "Connecting…",
  live: "Live",
  down: "Offline, reconnecting…",
  off: "Disconnected. Reload the page.",
};

/** Shows whether live updates arrive. */
export function LiveSign() {
  const { socket } = useLive();
  const state = useSyncExternalStore(socket.watch, () => socket.state);
  return (
    <span className={`live ${state}`} role="status" title={WORDS[state]}>
      <span className="word">{WORDS[state]}</span>
    </span>
  );
}
