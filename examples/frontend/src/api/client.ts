// The GraphQL client, one per signed-in user. The page is in a folder next to `graphql`.
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from "urql";
import { Socket } from "./socket";

export const ENDPOINT = new URL("../graphql", window.location.href).href;

/** The value of the header `Authorization`; null for the browser's session. */
export type Authorization = string | null;

export const withToken = (key: string): Authorization => `Token ${key.trim()}`;

export function withPassword(name: string, password: string): Authorization {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Headers of every request. */
function headers(authorization: Authorization): Record<string, string> {
  // Files are sent as a form. A form on another site cannot set this header.
  const headers: Record<string, string> = { "GraphQL-Require-Preflight": "true" };
  if (authorization) headers["Authorization"] = authorization;
  // With a session, writes need Django's CSRF token.
  const csrf = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (!authorization && csrf) headers["X-CSRFToken"] = decodeURIComponent(csrf);
  return headers;
}

export type Connection = { client: Client; socket: Socket };

export function connect(authorization: Authorization): Connection {
  const socket = new Socket(authorization);
  const client = new Client({
    url: ENDPOINT,
    // A document cache: a mutation invalidates the queries that contain its types.
    exchanges: [cacheExchange, fetchExchange, subscriptionExchange({ forwardSubscription: socket.forward })],
    preferGetMethod: false,
    // With credentials of the page, the browser sends no cookie and opens no dialog after a wrong password.
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
