// The GraphQL client, one per user or visitor. The page is in a folder next to `graphql`.
import { cacheExchange, Client, fetchExchange, mapExchange, subscriptionExchange } from "urql";
import { errorCode } from "./errors";
import { Socket } from "./socket";

export const ENDPOINT = new URL("../graphql", window.location.href).href;

/** The value of the header `Authorization`: the link of a visitor. Null for the browser's session. */
export type Authorization = string | null;

/** The query string of a link in an email: `ticket=…&email=…&key=…`. */
export const withLink = (link: string): Authorization => `TicketLink ${link}`;

/** The CSRF token of the last sign-in, for services whose cookie scripts cannot read. */
let signedInToken: string | undefined;

export function setCsrfToken(token: string | null | undefined) {
  signedInToken = token ?? undefined;
}

/** Headers of every request. */
function headers(authorization: Authorization): Record<string, string> {
  // Files are sent as a form. A form on another site cannot set this header.
  const headers: Record<string, string> = { "GraphQL-Require-Preflight": "true" };
  if (authorization) return { ...headers, Authorization: authorization };
  // With a session, requests need Django's CSRF token.
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  const csrf = cookie ? decodeURIComponent(cookie) : signedInToken;
  if (csrf) headers["X-CSRFToken"] = csrf;
  return headers;
}

export type Connection = { client: Client; socket: Socket };

/** `onSignedOut` is called when the service no longer accepts the session. */
export function connect(authorization: Authorization, onSignedOut = () => {}): Connection {
  const socket = new Socket(authorization);
  const signedOut = mapExchange({
    onError: (error) => {
      if (errorCode(error) === "UNAUTHENTICATED") onSignedOut();
    },
  });
  const client = new Client({
    url: ENDPOINT,
    // A document cache: a mutation invalidates the queries that contain its types.
    exchanges: [signedOut, cacheExchange, fetchExchange, subscriptionExchange({ forwardSubscription: socket.forward })],
    preferGetMethod: false,
    fetchOptions: () => ({
      credentials: authorization ? "omit" : "same-origin",
      headers: headers(authorization),
    }),
  });
  return { client, socket };
}

/** A key for a request, so that a retry does not create a duplicate. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
