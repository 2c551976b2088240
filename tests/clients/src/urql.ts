// urql (its framework-neutral package): multipart uploads are its own; subscriptions over graphql-ws.
import { type AnyVariables, cacheExchange, Client, fetchExchange, subscriptionExchange, type TypedDocumentNode } from "@urql/core";
import { Create, Events, Tickets, Update } from "./documents.js";
import { authorization, type Desk, endpoint, socket } from "./service.js";

export function urql(): Desk {
  const live = socket();
  const client = new Client({
    url: endpoint,
    preferGetMethod: false,
    fetchOptions: { headers: { Authorization: authorization } },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = "", variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: live.subscribe<Record<string, unknown>>({ query, variables: variables as Record<string, unknown> }, {
              next: (result) => sink.next(result as Parameters<typeof sink.next>[0]),
              error: (error) => sink.error(error),
              complete: () => sink.complete(),
            }),
          }),
        }),
      }),
    ],
  });
  const run = async <D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V, write = false): Promise<D> => {
    const { data, error } = await (write ? client.mutation(document, variables) : client.query(document, variables)).toPromise();
    if (error) throw error;
    if (!data) throw new Error("no data");
    return data;
  };
  return {
    tickets: async (first, after) => (await run(Tickets, { first, after })).tickets,
    create: async (title, attachments, queueId = 1) => {
      const input = { queueId, title, description: "x", submitterEmail: "me@example.com", attachments };
      const made = (await run(Create, { input }, true)).ticketCreate;
      if (!made) throw new Error("no ticket was created");
      return made;
    },
    rename: async (id, title) => void (await run(Update, { input: { id, title } }, true)),
    events: (ticket, seen, failed) =>
      client.subscription(Events, { filter: { ticket: [ticket] } }).subscribe(({ data, error }) => {
        if (error) failed(error);
        else if (data) seen(data.ticketEvents);
      }).unsubscribe,
    close: async () => void (await live.dispose()),
  };
}
