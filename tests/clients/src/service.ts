// Where the service is, and what all clients are held to.
import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { type Client, createClient } from "graphql-ws";
import type { CreateMutation, EventsSubscription, TicketsQuery } from "./gql/graphql.js";

const { URL: url, TOKEN: token } = process.env;
if (!url || !token) throw new Error("URL and TOKEN tell where the service is");
export const endpoint = url;
export const authorization = `Token ${token}`;

export const socket = (): Client =>
  createClient({ url: endpoint.replace(/^http/, "ws"), webSocketImpl: WebSocket, connectionParams: { authorization } });

/** The same through any client. */
export interface Desk {
  tickets(first: number, after?: string | null): Promise<TicketsQuery["tickets"]>;
  create(title: string, attachments: File[], queueId?: number): Promise<NonNullable<CreateMutation["ticketCreate"]>>;
  rename(id: string, title: string): Promise<void>;
  /** Calls with every event; returns what ends it. */
  events(ticket: string, seen: (event: EventsSubscription["ticketEvents"]) => void, failed: (error: unknown) => void): () => void;
  close(): Promise<void>;
}

export async function query(desk: Desk) {
  const first = await desk.tickets(3);
  assert.equal(first.nodes.length, 3);
  assert(first.totalCount > 3 && first.pageInfo.hasNextPage);
  const second = await desk.tickets(3, first.pageInfo.endCursor);
  assert.equal(new Set([...first.nodes, ...second.nodes].map((ticket) => ticket.id)).size, 6);
}

export async function upload(desk: Desk) {
  const files = [new File(["one"], "one.txt", { type: "text/plain" }), new File(["three"], "zwei.txt", { type: "text/plain" })];
  const { ticket, userErrors } = await desk.create("With files", files);
  assert.deepEqual(userErrors, []);
  const attachments = ticket?.followUps.nodes[0]?.attachments ?? [];
  assert.deepEqual(attachments.map(({ filename, size }) => [filename, size]), [["one.txt", 3], ["zwei.txt", 5]]);
  const file = await fetch(new URL(attachments[1]?.url ?? "", endpoint));
  assert.equal(await file.text(), "three");
}

export async function faults(desk: Desk) {
  const { ticket, userErrors } = await desk.create("", [], 12345);
  assert.equal(ticket, null);
  assert.deepEqual(userErrors.map(({ field, code }) => [field.join("."), code]), [["queueId", "NOT_FOUND"], ["title", "REQUIRED"]]);
}

export async function subscription(desk: Desk) {
  const made = await desk.create("Watched", []);
  const [id, number] = [made.ticket?.id ?? "", made.ticket?.databaseId];
  const titles: (string | undefined)[] = [];
  const event = await new Promise<EventsSubscription["ticketEvents"]>((resolve, reject) => {
    let changes = 0;
    // The client cannot see when the subscription starts: make changes until an event arrives.
    const timer = setInterval(() => {
      changes += 1;
      if (changes > 50) reject(new Error("no event arrived"));
      else desk.rename(id, `Watched ${changes}`).catch(reject);
    }, 200);
    const stop = desk.events(
      id,
      (event) => {
        if (event.kind !== "UPDATED") return;
        clearInterval(timer);
        titles.push(event.ticket?.title);
        stop();
        resolve(event);
      },
      (error) => (clearInterval(timer), reject(error)),
    );
  });
  assert.equal(event.ticketDatabaseId, number);
  assert.match(titles[0] ?? "", /^Watched \d+$/);
  assert(event.cursor.length > 0);
}
