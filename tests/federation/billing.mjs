// A subgraph beside this service: what tickets cost. It knows tickets by their ids, and people by their numbers.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

export const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])

  type Query {
    invoices: [Invoice!]!
    invoicePages: [PageInfo!]!
  }

  type Invoice @key(fields: "number") {
    number: Int!
    ticket: Ticket
    writtenBy: User
  }

  type Ticket @key(fields: "id") {
    id: ID!
    invoice: Invoice
  }

  type User @key(fields: "databaseId") {
    databaseId: Int!
    hourlyRate: Int!
  }

  # Relay's, which every graph has.
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
`;

/** Starts it with invoices: objects of a number, the id of a ticket and the number of a person. */
export async function billing(invoices) {
  const resolvers = {
    Query: { invoices: () => invoices, invoicePages: () => [] },
    Invoice: {
      __resolveReference: ({ number }) => invoices.find((invoice) => invoice.number === number),
      ticket: ({ ticket }) => ({ id: ticket }),
      writtenBy: ({ person }) => ({ databaseId: person }),
    },
    Ticket: { invoice: ({ id }) => invoices.find((invoice) => invoice.ticket === id) ?? null },
    User: { hourlyRate: ({ databaseId }) => 100 + databaseId },
  };
  const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }) });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: "127.0.0.1" } });
  return { url, stop: () => server.stop() };
}
