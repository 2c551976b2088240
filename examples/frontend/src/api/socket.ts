// The WebSocket for subscriptions (graphql-transport-ws). It reconnects automatically and resumes after the last received
// event, so no event is missed.
import { type Client, createClient, type SubscribePayload } from "graphql-ws";
import type { SubscriptionForwarder } from "urql";
import { type Authorization, ENDPOINT } from "./client";

/** Milliseconds between two pings, and to wait for the pong. */
const PING_INTERVAL = 15_000;
const PONG_TIMEOUT = 5_000;

/** `off`: the service rejected the connection, and retrying would not help. */
export type State = "connecting" | "live" | "down" | "off";

export class Socket {
  state: State = "connecting";
  readonly #client: Client;
  readonly #watchers = new Set<() => void>();
  #timer = 0;

  constructor(authorization: Authorization) {
    let socket: WebSocket | undefined;
    this.#client = createClient({
      url: ENDPOINT.replace(/^http/, "ws"),
      // Browsers cannot set headers of a WebSocket, but send the session cookie.
      connectionParams: authorization ? { authorization } : {},
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: async (times) => {
        const wait = Math.min(1000 * 2 ** times, 15_000) * (0.5 + Math.random() / 2);
        await new Promise((resolve) => setTimeout(resolve, wait));
      },
      keepAlive: PING_INTERVAL,
      on: {
        opened: (opened) => (socket = opened as WebSocket),
        connected: () => this.#setState("live"),
        closed: () => this.#setState("down"),
        error: () => this.#setState("down"),
        // A lost network does not close the connection, so close it if there is no pong.
        ping: (received) => {
          if (received) return;
          this.#timer = window.setTimeout(() => socket?.close(4408, "no answer"), PONG_TIMEOUT);
        },
        pong: (received) => {
          if (received) window.clearTimeout(this.#timer);
        },
      },
    });
  }

  /** For urql's `subscriptionExchange`. */
  readonly forward: SubscriptionForwarder = (request) => ({
    subscribe: (sink) => {
      // The client sends this again after each reconnect, with the latest cursor.
      const payload: SubscribePayload = { query: request.query ?? "", variables: { ...request.variables } };
      const unsubscribe = this.#client.subscribe(payload, {
        next: (result) => {
          const [event] = Object.values((result.data ?? {}) as Record<string, { cursor?: string } | null>);
          if (event?.cursor && payload.variables) payload.variables["after"] = event.cursor;
          sink.next(result as Parameters<typeof sink.next>[0]);
        },
        error: (error) => {
          // The client does not reconnect after this.
          if (error instanceof CloseEvent) this.#setState("off");
          sink.error(error);
        },
        complete: () => sink.complete(),
      });
      return { unsubscribe };
    },
  });

  /** Calls `watcher` when `state` has changed; returns a function that stops it. For `useSyncExternalStore`. */
  readonly watch = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  close() {
    window.clearTimeout(this.#timer);
    // A connection that is not there yet cannot be closed, which is not an error.
    Promise.resolve(this.#client.dispose()).catch(() => {});
  }

  #setState(state: State) {
    window.clearTimeout(this.#timer);
    if (this.state === state) return;
    this.state = state;
    for (const watcher of this.#watchers) watcher();
  }
}
