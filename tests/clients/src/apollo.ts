// Apollo Client: apollo-upload-client's link for uploads, GraphQLWsLink for subscriptions, and automatic persisted
// queries where `persisted` says so.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, InMemoryCache } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";
import { Create, Events, Tickets, Update } from "./documents.js";
import { authorization, type Desk, endpoint, socket } from "./service.js";

export function apollo({ persisted = false } = {}): Desk & { bodies: string[] } {
  const live = socket();
  const bodies: string[] = [];
  const upload = new UploadHttpLink({
    uri: endpoint,
    headers: { Authorization: authorization, "Apollo-Require-Preflight": "true" },
    fetch: (input: RequestInfo | URL, init?: RequestInit) => {
      bodies.push(typeof init?.body === "string" ? init.body : "");
      return fetch(input, init);
    },
  });
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const http = persisted ? ApolloLink.from([new PersistedQueryLink({ sha256 }), upload]) : upload;
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split((operation) => operation.operationType === OperationTypeNode.SUBSCRIPTION, new GraphQLWsLink(live), http),
  });
  const there = <D>(data: D | null | undefined): D => {
    if (!data) throw new Error("no data");
    return data;
  };
  return {
    bodies,
    tickets: async (first, after) => {
      const { data } = await client.query({ query: Tickets, variables: { first, after }, fetchPolicy: "network-only" });
      return there(data).tickets;
    },
    create: async (title, attachments, queueId = 1) => {
      const input = { queueId, title, description: "x", submitterEmail: "me@example.com", attachments };
      return there(there((await client.mutate({ mutation: Create, variables: { input } })).data).ticketCreate);
    },
    rename: async (id, title) => void (await client.mutate({ mutation: Update, variables: { input: { id, title } } })),
    events: (ticket, seen, failed) => {
      const observable = client.subscribe({ query: Events, variables: { filter: { ticket: [ticket] } } });
      const subscription = observable.subscribe({
        next: ({ data, error }) => (error ? failed(error) : data && seen(data.ticketEvents)),
        error: failed,
      });
      return () => subscription.unsubscribe();
    },
    close: async () => {
      client.stop();
      await live.dispose();
    },
  };
}
