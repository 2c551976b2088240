// The client: one for each person who signs in. Asks the service that the page came from: it has the page in a folder beside `graphql`.
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from "urql";
import { Socket } from "./socket";

export const ENDPOINT = new URL("../graphql", window.location.href).href;

/** Someone's right to ask: the value of the header `Authorization`, or null where the browser's session is enough. */
export type Authorization = string | null;

export const withToken = (key: string): Authorization => `Token ${key.trim()}`;

export function withPassword(name: string, password: string): Authorization {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Headers of every request. */
function headers(authorization: Authorization): Record<string, string> {
  // Files travel as a form. This header shows that no foreign page made the browser send it.
  const headers: Record<string, string> = { "GraphQL-Require-Preflight": "true" };
  if (authorization) headers["Authorization"] = authorization;
  // With a session, Django's rule holds: who writes shows that they can read the cookie.
  const csrf = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (!authorization && csrf) headers["X-CSRFToken"] = decodeURIComponent(csrf);
  return headers;
}

export type Connection = { client: Client; socket: Socket };

export function connect(authorization: Authorization): Connection {
  const socket = new Socket(authorization);
  const client = new Client({
    url: ENDPOINT,
    // A document cache: a mutation's answer makes the queries stale that its types are in.
    exchanges: [cacheExchange, fetchExchange, subscriptionExchange({ forwardSubscription: socket.forward })],
    preferGetMethod: false,
    // Where the page says who asks, the browser does not: no cookie, and no dialog of its own after a wrong password.
    fetchOptions: () => ({
      credentials: authorization ? "omit" : "same-origin",
      headers: headers(authorization),
    }),
  });
  return { client, socket };
}

/** A name for a request, so that sending it twice makes one thing. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
