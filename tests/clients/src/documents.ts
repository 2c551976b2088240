// The documents that the clients send. Their types are generated from the schema of the running service.
import { graphql } from "./gql/gql.js";

export const Tickets = graphql(`
  query Tickets($first: Int!, $after: String, $filter: TicketFilter) {
    tickets(first: $first, after: $after, filter: $filter, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        databaseId
        title
        status
        createdAt
        assignedTo {
          id
          fullName
        }
      }
    }
  }
`);

export const Create = graphql(`
  mutation Create($input: TicketCreateInput!) {
    ticketCreate(input: $input) {
      ticket {
        id
        databaseId
        title
        followUps {
          nodes {
            id
            attachments {
              id
              filename
              size
              url
            }
          }
        }
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`);

export const Update = graphql(`
  mutation Update($input: TicketUpdateInput!) {
    ticketUpdate(input: $input) {
      ticket {
        id
        title
      }
      userErrors {
        field
        code
      }
    }
  }
`);

export const Events = graphql(`
  subscription Events($filter: TicketEventFilter, $after: String) {
    ticketEvents(filter: $filter, after: $after) {
      cursor
      kind
      ticketDatabaseId
      ticket {
        id
        title
      }
    }
  }
`);
